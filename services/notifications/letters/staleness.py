"""What is stale. Each message has a queue of its own, mail servers come and go: so what is told of a thing can arrive
in any order. For each thing and reader the last revision told is remembered; an older one is not told any more, and a
letter that waits is superseded by a newer one that says all that matters of it. What is over is told as over.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from services.notifications.letters.model import Appointed, News, Noted, Reader, Thing
from services.notifications.letters.told.drafts import Draft
from services.notifications.writing.model import METHODS, Facts, Kind
from shared.messages.booking import Interval
from shared.messages.contracts import Appointment

# Of two letters to one reader about one thing, the later kind says all that still matters of the earlier ones.
# Where both change the calendar the later one always does.
SUPERSEDES: Mapping[Kind, frozenset[Kind]] = {
    "received": frozenset({"verify_first"}),
    "person_looking": frozenset({"person_looking", "looking_again"}),
    "looking_again": frozenset({"person_looking", "looking_again"}),
    "time_withdrawn": frozenset({"person_looking", "looking_again"}),
    "confirmed_requester": frozenset({"received", "verify_first", "person_looking", "looking_again"}),
    "request_changed": frozenset({"request_changed"}),
    "withdrawn": frozenset({"request_changed", "received", "verify_first", "person_looking", "looking_again"}),
    "offered": frozenset({"offered", "no_longer_needed"}),
    "leader_found": frozenset({"offered", "no_longer_needed", "co_leader_released", "leader_found"}),
    "co_leader_released": frozenset({"co_leader_released"}),
    "no_longer_needed": frozenset({"offered", "no_longer_needed", "co_leader_released", "leader_found"}),
    "confirmed_leader": frozenset({"offered", "no_longer_needed", "co_leader_released", "leader_found"}),
    "confirmed_beside": frozenset({"no_longer_needed"}),
    "coordinator": frozenset({"coordinator"}),
    "session_moved": frozenset({"session_near"}),
    "session_cancelled": frozenset({"session_near"}),
    "duty_gap": frozenset({"duty_gap"}),
    "calendar_unread": frozenset({"calendar_unread"}),
    "swap_agreed": frozenset({"swap_asked"}),
    "swap_declined": frozenset({"swap_asked"}),
    "series_unplaced": frozenset({"series_unplaced"}),
    "signature_awaited": frozenset({"signature_awaited"}),
    "process_interrupted": frozenset({"process_interrupted", "process_resumed", "process_gap"}),
    "process_resumed": frozenset({"process_interrupted", "process_resumed"}),
    "process_ended": frozenset({"process_interrupted", "process_resumed", "process_gap", "marks_awaited"}),
    "process_gap": frozenset({"process_gap"}),
    "marks_awaited": frozenset({"marks_awaited"}),
    "inquiry_offered": frozenset({"inquiry_offered"}),
    "inquiry_yours": frozenset({"inquiry_offered", "inquiry_over"}),
    "inquiry_over": frozenset({"inquiry_offered", "inquiry_yours"}),
    "inquiry_closed": frozenset({"inquiry_received", "inquiry_matched"}),
}
# What may still be told of a thing that is over.
LAST: frozenset[Kind] = frozenset({"withdrawn", "no_longer_needed", "session_cancelled", "process_ended"})
REMEMBERED = 8  # letters to one reader about one thing that nothing superseded


@dataclass(frozen=True, slots=True)
class Told:
    """What follows: the thing as it is remembered now, drafts that are to be written as letters (each with its id and
    those of the letters that must be out before it), drafts that are stale already, with theirs, and the ids of letters
    that nobody needs any more.
    """

    thing: Thing
    written: tuple[tuple[Draft, str, tuple[str, ...]], ...] = ()
    stale: tuple[tuple[Draft, str], ...] = ()
    superseded: frozenset[str] = frozenset()


def written_about(thing: Thing) -> list[str]:
    """The letters about a thing that anybody was written, as far as they may still be on their way."""
    return [each for reader in thing.readers for each in _written_to(reader)]


def _written_to(reader: Reader) -> list[str]:
    return [each for each in (*reader.stale, *(note.id for note in reader.noted)) if each]


def tell(thing: Thing, news: News, drafts: Iterable[tuple[Draft, str, str]], unsent: frozenset[str]) -> Told:
    """Tell `news` of a thing: `drafts` with the id each letter will have and its reader, hidden.

    `unsent` are letters of this thing that are known to be still on their way.
    """
    known = _with_news(thing, news)
    superseded: set[str] = set()
    written: list[tuple[Draft, str, tuple[str, ...]]] = []
    stale: list[tuple[Draft, str]] = []
    for draft, letter_id, who in drafts:
        told = _as_now(_worded(draft, known, who, unsent, news.revision), known, who, news.revision)
        reader = _reader(known, who)
        # A superseded letter may be on its way at this very moment, so it is waited for too.
        behind = tuple(each for each in _written_to(reader) if each in unsent)
        method = _method(told.facts, told.kind)
        if told.kind == "looking_again" and told.facts.slot is None:
            method = "CANCEL"  # no entry goes, but none of an earlier revision may come any more
        needed = told.facts.second_link is not None and not told.facts.verified
        session = told.facts.session_id or "" if method else ""
        note = Noted(
            kind=told.kind, revision=news.revision, id=letter_id, method=method, session=session, needed=needed
        )
        if _is_stale(note, known, reader):
            stale.append((told, letter_id))
            continue
        if told.if_invited and not reader.invited:  # remembered, so that an invitation that comes late is stale
            stale.append((told, letter_id))
            known, gone = _noting(known, reader, note.model_copy(update={"id": ""}))
            superseded |= gone
            continue
        written.append((told, letter_id, behind))
        known, gone = _noting(known, reader, note)
        superseded |= gone
    for who, kind in news.knowing:
        known, gone = _noting(known, _reader(known, who), Noted(kind=kind, revision=news.revision))
        superseded |= gone
    known, gone = _without_needless(known)
    sequences = [told.facts.sequence for told, *_ in written if _method(told.facts, told.kind)]
    sequence = max([*sequences, *([known.sequence] if known.sequence is not None else [])], default=None)
    known = known.model_copy(update={"sequence": sequence})
    return Told(known, tuple(written), tuple(stale), frozenset(superseded | gone))


def _with_news(thing: Thing, news: News) -> Thing:
    settled = {**thing.settled, **{k: max(news.revision, thing.settled.get(k, 0)) for k in news.settles}}
    return thing.model_copy(
        update={
            "version": thing.version + 1,
            "over": thing.over or news.over,
            "verified": thing.verified if news.verified is None else thing.verified or news.verified,
            "settled": settled,
            "appointments": _appointments(thing, news),
        }
    )


def _appointments(thing: Thing, news: News) -> tuple[Appointed, ...]:
    """The times as they were made, one after the other; each by the first revision that is known to have it."""
    if news.appointment is None:
        return thing.appointments
    here = news.appointment.session_id
    same = [each.revision for each in thing.appointments if each.appointment.session_id == here]
    new = Appointed(revision=min([news.revision, *same]), appointment=news.appointment)
    others = [each for each in thing.appointments if each.appointment.session_id != here]
    return tuple(sorted([*others, new], key=lambda each: each.revision))[-REMEMBERED:]


def _in_calendar(thing: Thing, who: str, revision: int) -> Appointment | None:
    """The time of a revision, or the latest before it, that the reader has in the calendar."""
    invited = _reader(thing, who).invited
    held = [each.appointment for each in thing.appointments if each.revision <= revision]
    return next((each for each in reversed(held) if each.session_id in invited), None)


def _worded(draft: Draft, thing: Thing, who: str, unsent: frozenset[str], revision: int) -> Draft:
    """Who was not sent the first letter about a session hears of it as of a new one; who has a time that holds no more
    in the calendar, of its end.
    """
    first = (each for each in _reader(thing, who).noted if each.kind == "session_scheduled" and each.id in unsent)
    if draft.kind == "session_moved" and next(first, None):
        return replace(draft, kind="session_scheduled", facts=draft.facts.model_copy(update={"was": None}))
    if draft.kind == "looking_again" and draft.facts.slot is None and _in_calendar(thing, who, revision):
        return replace(draft, kind="time_withdrawn")
    return draft


def _as_now(draft: Draft, thing: Thing, who: str, revision: int) -> Draft:
    """With what is known of the thing by now: whether its requester is, and what is to be taken out of a calendar."""
    facts = draft.facts
    if draft.about == "contact":
        verified = thing.verified
        draft = replace(draft, allowance="known" if verified else "stranger")
        # Whoever typed a stranger's address learns nobody's name and number by mail, and the stranger nothing of it.
        others = {} if verified else {"leaders": (), "colleague": "", "instead_of": "", "caller": ""}
        facts = facts.model_copy(update={"verified": verified, **others})
    takes_out = draft.kind in (*LAST, "time_withdrawn") and facts.session_id is None
    if takes_out and (gone := _in_calendar(thing, who, revision)):
        slot = Interval(start=gone.starts_at, end=gone.ends_at)
        facts = facts.model_copy(update={"session_id": gone.session_id, "slot": slot, "place": gone.place})
    if draft.about != "session" and (method := _method(facts, draft.kind)):
        first = int(method == "CANCEL")
        facts = facts.model_copy(
            update={"sequence": first if thing.sequence is None else max(first, thing.sequence + 1)}
        )
    return replace(draft, facts=facts)


def _method(facts: Facts, kind: Kind) -> str | None:
    return METHODS.get(kind) if facts.session_id else None


def _reader(thing: Thing, who: str) -> Reader:
    return next((each for each in thing.readers if each.who == who), Reader(who=who))


def _is_stale(note: Noted, thing: Thing, reader: Reader) -> bool:
    """Whether the reader has been told better, or there is nothing to tell but that it is over."""
    if thing.over and note.kind not in LAST:
        return note.method != "CANCEL" or not note.session or note.session not in reader.invited
    if note.revision < thing.settled.get(note.kind, 0):
        return True
    return any(each.revision > note.revision and _supersedes(each, note) for each in reader.noted)


def _supersedes(later: Noted, earlier: Noted) -> bool:
    if later.revision < earlier.revision:
        return False
    if earlier.needed and later.kind not in ("received", *LAST):
        return False
    if earlier.method == "CANCEL" and earlier.session:
        return later.session == earlier.session  # else it takes out of a calendar what nothing else would
    if earlier.method and later.method:
        return True
    return earlier.kind in SUPERSEDES.get(later.kind, frozenset()) or (
        earlier.method is not None and later.kind in LAST
    )


def _noting(thing: Thing, reader: Reader, note: Noted) -> tuple[Thing, set[str]]:
    """The reader told so, and the letters that are stale by it."""
    left, gone = _without(reader, lambda each: _supersedes(note, each))
    invited = _invited(reader, note)
    told = left.model_copy(update={"noted": (*left.noted, note)[-REMEMBERED:], "invited": invited})
    others = tuple(each for each in thing.readers if each.who != reader.who)
    return thing.model_copy(update={"readers": (*others, told)}), gone


def _invited(reader: Reader, note: Noted) -> tuple[str, ...]:
    others = tuple(each for each in reader.invited if each != note.session)
    if note.method is None:
        return reader.invited
    return (*others, note.session) if note.method == "REQUEST" else others


def _without(reader: Reader, is_stale: Callable[[Noted], bool]) -> tuple[Reader, set[str]]:
    """The reader without what is stale, and the ids of such letters."""
    stale = [each for each in reader.noted if is_stale(each)]
    gone = [each.id for each in stale if each.id]
    left = tuple(each for each in reader.noted if each not in stale)
    return reader.model_copy(update={"noted": left, "stale": (*reader.stale, *gone)[-REMEMBERED:]}), set(gone)


def _without_needless(thing: Thing) -> tuple[Thing, set[str]]:
    """Letters that no reader needs any more: settled ones, and all but the last word of what is over."""

    def needless(each: Noted) -> bool:
        over = thing.over and each.kind not in LAST and not (each.method == "CANCEL" and each.session)
        return over or each.revision < thing.settled.get(each.kind, 0)

    left = [_without(reader, needless) for reader in thing.readers]
    readers = tuple(reader for reader, _ in left)
    return thing.model_copy(update={"readers": readers}), set[str]().union(*(gone for _, gone in left))
