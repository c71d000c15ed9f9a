"""Whether a letter may be sent again: if what it says is still true. Pure."""

from datetime import datetime

from services.notifications.letters.model import Thing
from services.notifications.letters.staleness import LAST
from services.notifications.writing.model import METHODS, Letter


def is_true(letter: Letter, thing: Thing | None, now: datetime) -> bool:
    """Nothing that its reader was told since says better, its thing is not over, and its time has not passed."""
    if letter.useless_after is not None and letter.useless_after <= now:
        return False
    if letter.facts.slot is not None and letter.facts.slot.end <= now and METHODS.get(letter.kind) != "CANCEL":
        return False
    if not letter.thing:
        return True
    if thing is None or (thing.over and letter.kind not in LAST):
        return False
    return any(note.id == letter.id for reader in thing.readers for note in reader.noted)


def again(letter: Letter, new_id: str, now: datetime) -> Letter:
    """The same letter, to be followed by itself."""
    return letter.model_copy(update={"id": new_id, "written_at": now, "after": (), "allowance": "free"})


def noted(thing: Thing, letter: Letter, new_id: str) -> Thing:
    """Whatever makes the letter stale makes its second copy stale too."""
    readers = tuple(
        reader.model_copy(
            update={
                "noted": tuple(
                    copy
                    for note in reader.noted
                    for copy in ([note, note.model_copy(update={"id": new_id})] if note.id == letter.id else [note])
                )
            }
        )
        for reader in thing.readers
    )
    return thing.model_copy(update={"readers": readers, "version": thing.version + 1})
