"""Planning, moving, cancelling and marking sessions: load, decide, save; a series all or nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from services.booking.calendar import series, sessions
from services.booking.calendar.absences import BusyInterval
from services.booking.calendar.availability_loader import NoSuchRoomError, asked, supervisors
from services.booking.calendar.model import (
    DebriefingSessionChanged,
    Guest,
    NotHeldBecause,
    Room,
    Session,
    SessionState,
    Venue,
    room_key,
)
from services.booking.calendar.series import Ask, DoesNotFitError, Misfit, Rhythm, Wish
from services.booking.calendar.store.series import SeriesChanges
from services.booking.calendar.store.sessions import Calendar
from services.booking.directory.model import Supervisor
from services.booking.directory.store.supervisors import Directory
from services.booking.entitlements import terms
from services.booking.entitlements.store import Entitlements
from shared.i18n import Msgid
from shared.messages.base import Message
from shared.messages.booking import Interval, SessionCancelled, SessionHeld, SessionNotHeld
from shared.messaging.unit_of_work import Unit
from shared.store.mongo import Tx

Scope = Literal["one", "following"]


ANYWHERE = Venue()


class NotEntitledError(Exception):
    """By its contract this may not be booked; `why` is a sentence."""

    def __init__(self, why: Msgid) -> None:
        super().__init__(why)
        self.why = why


class NoSuchSessionError(Exception):
    """An id that is no session's."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Sessions to be: who leads them, for whom, where, and in what rhythm. `holidays`: also on public holidays.

    Of a contract: the process that they belong to, what it is called, and who is told beside the guest.
    """

    organisation: str
    supervisors: tuple[str, ...]
    rhythm: Rhythm
    venue: Venue = ANYWHERE
    holidays: bool = False
    guest: Guest | None = None
    contract_id: str | None = None
    themes: tuple[str, ...] = ()
    process_id: str | None = None
    title: str = ""
    participants: tuple[Guest, ...] = ()


@dataclass(frozen=True, slots=True)
class Placing:
    """What is to be placed: a session for each wish, for these people."""

    sessions: tuple[Session, ...]
    wishes: tuple[Wish, ...]
    people: tuple[Supervisor, ...]
    holidays: bool
    zone: ZoneInfo
    now: datetime


async def fits(tx: Tx, plan: Plan, zone: ZoneInfo, now: datetime) -> None:
    """Look, outside of any transaction, whether all of it fits: DoesNotFitError with alternatives where it doesn't."""
    await _check(tx, await _placing(tx, plan, lambda: "look", None, zone, now))


async def place(unit: Unit, plan: Plan) -> list[Session]:
    """Place a session or a series, all of it or nothing.

    Raises DoesNotFitError, NoSuchSupervisorError, NoSuchRoomError, NotEntitledError; DuplicateKey when another took a
    time just now.
    """
    plan = await _entitled(unit.tx, plan, unit.settings.zone)
    series_id = unit.new_id() if plan.rhythm.count > 1 else None
    placing = await _placing(unit.tx, plan, unit.new_id, series_id, unit.settings.zone, unit.now)
    await _check(unit.tx, placing)
    await Calendar(unit.tx).add(*placing.sessions)
    await _announce(unit, placing.sessions[0], sessions.scheduled(placing.sessions, placing.people, unit.now))
    return list(placing.sessions)


async def reschedule(
    unit: Unit,
    session_id: str,
    start: datetime,
    scope: Scope,
    *,
    holidays: bool,
    instead: Mapping[date, datetime] | None = None,
) -> list[Session]:
    """Move a session, or it and all that follow in its series by as much, to the same time on the wall; `instead`: what
    was chosen for a date on which that did not fit. One whose time stays the same is left as it is, and nothing is said
    of it.

    Raises NoSuchSessionError, NotPossibleError, BegunError, DoesNotFitError; DuplicateKey when another took a time just
    now.
    """
    chosen, people = await _chosen(unit.tx, session_id, scope, unit.now)
    wishes = series.shifted(chosen, start, unit.settings.zone, instead)
    moves = [(each, wish) for each, wish in zip(chosen, wishes, strict=True) if not sessions.stays(each, wish.slot)]
    if not moves:
        return chosen
    done = [sessions.moved(each, wish.slot, people, unit.now) for each, wish in moves]
    made = tuple(session for session, _ in done)
    wanted = tuple(wish for _, wish in moves)
    await _check(unit.tx, Placing(made, wanted, tuple(people), holidays, unit.settings.zone, unit.now))
    await Calendar(unit.tx).save(*made)
    await _announce(unit, made[0], *(said for _, said in done))
    now_theirs = {each.id: each for each in made}
    return [now_theirs.get(each.id, each) for each in chosen]


async def cancel(unit: Unit, session_id: str, scope: Scope) -> list[Session]:
    """Cancel a session, or it and all that follow. Raises NoSuchSessionError, NotPossibleError, BegunError."""
    chosen, people = await _chosen(unit.tx, session_id, scope, unit.now)
    done = [sessions.cancelled(each, people, unit.now) for each in chosen]
    cancelled = [session for session, _ in done]
    await Calendar(unit.tx).save(*cancelled)
    await _announce(unit, cancelled[0], *sessions.told_at_once([said for _, said in done], unit.now))
    return cancelled


async def cancel_ahead(unit: Unit, process_id: str, since: datetime | None = None) -> list[Session]:
    """Cancel what a process has planned still, from `since` on; what has begun is left to be marked."""
    ahead = await Calendar(unit.tx).ahead_of_process(process_id, max(unit.now, since or unit.now))
    if not ahead:
        return []
    people = await Directory(unit.tx).named(sorted({who for each in ahead for who in each.supervisors}))
    done = [sessions.cancelled(each, people, unit.now) for each in ahead]
    await Calendar(unit.tx).save(*(session for session, _ in done))
    of_series = groupby(sorted(done, key=lambda each: each[0].series_id or ""), lambda each: each[0].series_id)
    for series_id, some in of_series:
        for session, said in _together(some, series_id):
            await _announce(unit, session, *sessions.told_at_once(said, unit.now))
    return [session for session, _ in done]


async def mark_held(unit: Unit, session_id: str, handled: Sequence[str]) -> Session:
    """Held, with the themes handled. Raises NoSuchSessionError, NotPossibleError, UnknownThemeError."""
    return await _mark(unit, *sessions.held(await known(unit.tx, session_id), handled, unit.now))


async def mark_not_held(unit: Unit, session_id: str, because: NotHeldBecause) -> Session:
    """Not held, and through whom. Raises NoSuchSessionError, NotPossibleError."""
    return await _mark(unit, *sessions.not_held(await known(unit.tx, session_id), because, unit.now))


async def known(tx: Tx, session_id: str) -> Session:
    """The session; NoSuchSessionError where there is none."""
    session = await Calendar(tx).find(session_id)
    if session is None:
        raise NoSuchSessionError
    return session


async def _mark(unit: Unit, session: Session, said: SessionHeld | SessionNotHeld | None) -> Session:
    if said is not None:
        await Calendar(unit.tx).save(session)
        await _announce(unit, session, said)
    return session


def _together(
    done: Iterable[tuple[Session, SessionCancelled]], series_id: str | None
) -> Iterator[tuple[Session, tuple[SessionCancelled, ...]]]:
    """What is said of one series at once; of sessions that stand alone each by itself."""
    found = list(done)
    if series_id is not None:
        yield found[0][0], tuple(said for _, said in found)
    else:
        yield from ((session, (said,)) for session, said in found)


async def _announce(unit: Unit, session: Session, *said: Message) -> None:
    """Say these of a session, or of several of one series. What is said of one goes out in order from its first: so the
    whole series is one aggregate, and so is a debriefing with all that its case says.
    """
    if session.series_id is not None:
        change = await SeriesChanges(unit.tx).following(session.series_id)
        unit.publish(session.series_id, change, *said, first=change == 1)
    elif session.debriefing_id is not None:
        await unit.happened(DebriefingSessionChanged(session, said))
    else:
        unit.publish(session.id, session.sequence + 1, *said, first=session.sequence == 0)


async def _entitled(tx: Tx, plan: Plan, zone: ZoneInfo) -> Plan:
    """The plan of sessions that somebody books for a contract, with what the contract says of them."""
    if plan.contract_id is None or plan.process_id is not None:
        return plan
    known = await Entitlements(tx).of_contract(plan.contract_id)
    there = await Calendar(tx).of_process(known.id) if known else []
    starts = [each.start for each in there if each.state is not SessionState.CANCELLED]
    wishes = series.wishes(plan.rhythm, zone)
    lengths = [wish.slot.end - wish.slot.start for wish in wishes]
    last = max(wish.slot.start for wish in wishes)
    booked = terms.counted(known, starts, last, zone) if known else 0
    why = terms.refusal(known, plan.supervisors, lengths, last, booked, zone)
    if why is not None or known is None or known.terms is None:
        raise NotEntitledError(why or terms.UNKNOWN)
    people = tuple(Guest(**each.model_dump()) for each in terms.told(known.terms))
    themes = plan.themes or tuple(dict.fromkeys(known.terms.themes))
    return replace(plan, process_id=known.id, title=known.terms.title, participants=people, themes=themes)


async def _placing(
    tx: Tx, plan: Plan, new_id: Callable[[], str], series_id: str | None, zone: ZoneInfo, now: datetime
) -> Placing:
    people = await supervisors(tx, plan.supervisors)
    venue = await _venue(tx, plan.venue)
    travel = tuple(each.travel(remote=venue.remote) for each in people)
    wishes = series.wishes(plan.rhythm, zone)
    made = tuple(
        Session(
            id=new_id(),
            series_id=series_id,
            contract_id=plan.contract_id,
            process_id=plan.process_id,
            title=plan.title,
            participants=plan.participants,
            organisation=plan.organisation,
            start=wish.slot.start,
            end=wish.slot.end,
            supervisors=plan.supervisors,
            travel=travel,
            venue=venue,
            guest=plan.guest,
            themes=plan.themes,
            changed_at=now,
        )
        for wish in wishes
    )
    return Placing(made, tuple(wishes), tuple(people), plan.holidays, zone, now)


async def _chosen(tx: Tx, session_id: str, scope: Scope, now: datetime) -> tuple[list[Session], list[Supervisor]]:
    session = await known(tx, session_id)
    sessions.open_to_change(session, now)
    alone = scope == "one" or session.series_id is None
    chosen = [session] if alone else sessions.following(await Calendar(tx).of_series(session.series_id or ""), session)
    return chosen, await Directory(tx).named(session.supervisors)


async def _check(tx: Tx, placing: Placing) -> None:
    """DoesNotFitError, with alternatives, where anything speaks against one of the times.

    Only the hours of these are read, so that a full calendar costs what an empty one does; more of the neighbourhood is
    for those times alone that don't fit.
    """
    slots = [wish.slot for wish in placing.wishes]
    taken = [hold for slot in slots for hold in await _held(tx, placing, slot)]
    ask = await _ask(tx, placing, slots, taken)
    if wrong := series.misfits(placing.wishes, ask):
        raise DoesNotFitError([await _with_alternatives(tx, placing, each) for each in wrong])


async def _with_alternatives(tx: Tx, placing: Placing, misfit: Misfit) -> Misfit:
    window = series.horizon(misfit.wish.slot)
    ask = await _ask(tx, placing, [window], await _held(tx, placing, window))
    return series.alternatives(misfit, placing.wishes, ask, placing.zone)


async def _held(tx: Tx, placing: Placing, window: Interval) -> list[BusyInterval]:
    """What other sessions take of these people and their room."""
    room = placing.sessions[0].venue.room
    whos = [*(each.id for each in placing.people), *([room_key(room)] if room else [])]
    return await Calendar(tx).held(whos, window, except_for={each.id for each in placing.sessions})


async def _ask(tx: Tx, placing: Placing, windows: Sequence[Interval], busy: Sequence[BusyInterval]) -> Ask:
    venue = placing.sessions[0].venue
    return await asked(
        tx, placing.people, venue, windows, busy, holidays=placing.holidays, zone=placing.zone, now=placing.now
    )


async def _venue(tx: Tx, venue: Venue) -> Venue:
    """The venue with its room's name and place; NoSuchRoomError for a room that is unknown."""
    if venue.room is None:
        return venue
    rooms: list[Room] = await Calendar(tx).rooms([venue.room])
    if not rooms:
        raise NoSuchRoomError
    return venue.model_copy(update={"label": f"{rooms[0].name}, {rooms[0].place}"})
