"""What notifications does when it hears something: write the letters that the event calls for, and no stale ones."""

from collections.abc import Sequence
from datetime import datetime

from services.notifications.delivery.queue import OutgoingQueue
from services.notifications.delivery.records import announce_undelivered, forgotten
from services.notifications.delivery.store import Letters
from services.notifications.letters.bounds import counter, is_counted, placed
from services.notifications.letters.drafts import Coordinator
from services.notifications.letters.outcome import outcome, reader_key, readers
from services.notifications.letters.staleness import written_about
from services.notifications.letters.store import Recipients, Things
from services.notifications.writing.model import Letter
from shared.app.settings import Settings
from shared.messages.base import Message
from shared.messaging.unit_of_work import Unit


async def write_letters(event: Message, unit: Unit) -> None:
    """Write an event's letters; once they are committed, they are handed over at once."""
    queue: OutgoingQueue = unit.state
    settings = unit.settings
    coordinator = Coordinator(
        settings.coordinator_email, settings.coordinator_language, settings.secret.get_secret_value()
    )
    told = readers(event, coordinator)
    known = await Things(unit.tx).find(list(told))
    before = [each for thing in known.values() for each in written_about(thing, told[thing.id])]
    unsent = frozenset(await Letters(unit.tx).under_way(before))
    said = outcome(event, unit.cause.id if unit.cause else unit.new_id(), coordinator, unit.now, known, unsent)
    await Things(unit.tx).save(said.things)
    until = forgotten(unit.settings, unit.now)
    await Letters(unit.tx).supersede(said.superseded, unit.now, until)
    await Letters(unit.tx).add_unsent(said.late, "superseded", unit.now, until)
    written = await _within_bounds(said.letters, coordinator, unit)
    lease = queue.lease()
    await Letters(unit.tx).add(written, queue.owner, lease)

    def hand_over() -> None:
        queue.supersede(said.superseded)
        queue.hand_over(written, lease)

    unit.after_commit(hand_over)


def _coordinator(settings: Settings) -> Coordinator:
    secret = settings.secret.get_secret_value()
    return Coordinator(settings.coordinator_email, settings.coordinator_language, secret)


async def _within_bounds(letters: Sequence[Letter], coordinator: Coordinator, unit: Unit) -> list[Letter]:
    """Those that may go now; what is beyond an address's bound waits in the store, or is not sent at all."""
    counted = [(each, counter(each, reader_key(each.to, coordinator.secret))) for each in letters if is_counted(each)]
    if not counted:
        return list(letters)
    before = await Recipients(unit.tx).find(sorted({who for _, who in counted}))
    recipients, times = placed(before, counted, unit.now)
    await Recipients(unit.tx).save(recipients.values(), unit.now)
    at: dict[str, datetime | None] = {each.id: times.get(each.id, unit.now) for each in letters}
    later = [(each, when) for each in letters if (when := at[each.id]) is not None and when > unit.now]
    never = [each for each in letters if at[each.id] is None]
    await Letters(unit.tx).add_later(later)
    await Letters(unit.tx).add_unsent(never, "withheld", unit.now, forgotten(unit.settings, unit.now))
    for each in never:
        announce_undelivered(unit, each)
    waiting = {each.id for each, _ in later} | {each.id for each in never}
    return [each for each in letters if each.id not in waiting]
