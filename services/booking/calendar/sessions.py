"""A session's life: planned, moved, cancelled, held or not; and what is said of each change."""

from collections.abc import Sequence
from datetime import datetime

from services.booking.calendar.model import NotHeldBecause, Session, SessionState
from services.booking.directory.model import Supervisor
from shared.messages.base import Message
from shared.messages.booking import (
    Colleague,
    Guest,
    Interval,
    Meeting,
    Occurrence,
    SessionCancelled,
    SessionFacts,
    SessionHeld,
    SessionMoved,
    SessionNotHeld,
    SessionsCancelled,
    SessionsScheduled,
)


class NotPossibleError(Exception):
    """The session is not in a state for this: it is cancelled, held, a debriefing's, or still to come."""


class BegunError(Exception):
    """The session's time has come: it is marked, not moved or cancelled, so that who called it off is not lost."""


class UnknownThemeError(Exception):
    """A theme that was not agreed for this session."""


def scheduled(sessions: Sequence[Session], supervisors: Sequence[Supervisor], now: datetime) -> SessionsScheduled:
    """What is said of new sessions."""
    meetings = tuple(_meeting(each) for each in sessions)
    return SessionsScheduled(facts=_facts(sessions[0], supervisors), sessions=meetings, scheduled_at=now)


def moved(
    session: Session, slot: Interval, supervisors: Sequence[Supervisor], now: datetime
) -> tuple[Session, SessionMoved]:
    """The session at its new time, with the travel of today. Raises as `open_to_change`."""
    open_to_change(session, now)
    travel = tuple(each.travel(remote=session.venue.remote) for each in supervisors)
    changes = {"start": slot.start, "end": slot.end, "travel": travel}
    new = session.model_copy(update={**changes, "sequence": session.sequence + 1, "changed_at": now})
    was = Interval(start=session.start, end=session.end)
    return new, SessionMoved(facts=_facts(new, supervisors), session=_meeting(new), was=was, moved_at=now)


def told_at_once(said: Sequence[SessionCancelled], now: datetime) -> tuple[Message, ...]:
    """Of several of a contract's sessions people hear in one letter, programs of each."""
    if len(said) < 2 or said[0].facts.process_id is None:  # one is told by itself
        return tuple(said)
    each = tuple(one.model_copy(update={"together": True}) for one in said)
    gone = tuple(one.session for one in said)
    return (*each, SessionsCancelled(facts=said[-1].facts, sessions=gone, cancelled_at=now))


def cancelled(session: Session, supervisors: Sequence[Supervisor], now: datetime) -> tuple[Session, SessionCancelled]:
    """The session off the calendar. Raises as `open_to_change`."""
    open_to_change(session, now)
    new = session.transition(SessionState.CANCELLED, now)
    return new, SessionCancelled(facts=_facts(new, supervisors), session=_meeting(new), cancelled_at=now)


def stays(session: Session, slot: Interval) -> bool:
    """Whether moving it there changes nothing."""
    return (session.start, session.end) == (slot.start, slot.end)


def held(session: Session, handled: Sequence[str], now: datetime) -> tuple[Session, SessionHeld | None]:
    """Held, with the agreed themes that were handled. Can be put right later, but not said beforehand; said again, it
    is as it was and nothing is told.

    NotPossibleError before its start or once cancelled; UnknownThemeError for a theme that was not agreed.
    """
    if not set(handled) <= set(session.themes):
        raise UnknownThemeError
    themes = tuple(theme for theme in session.themes if theme in handled)
    if session.state is SessionState.HELD and session.handled == themes:
        return session, None
    new = _marked(session, SessionState.HELD, now).model_copy(update={"handled": themes, "because": None})
    return new, SessionHeld(occurrence=_occurrence(new), themes=themes, marked_at=now)


def not_held(session: Session, because: NotHeldBecause, now: datetime) -> tuple[Session, SessionNotHeld | None]:
    """Not held, and through whom; said again, nothing is told. NotPossibleError before its start (then it is cancelled)
    or once cancelled.
    """
    if session.state is SessionState.NOT_HELD and session.because == because:
        return session, None
    new = _marked(session, SessionState.NOT_HELD, now).model_copy(update={"handled": (), "because": because})
    return new, SessionNotHeld(occurrence=_occurrence(new), because=because, marked_at=now)


def open_to_change(session: Session, now: datetime) -> None:
    """NotPossibleError where a session can't be moved or cancelled (a debriefing's changes with its case), BegunError
    where its time has come.
    """
    if session.state is not SessionState.PLANNED or session.debriefing_id is not None:
        raise NotPossibleError
    if session.start <= now:
        raise BegunError


def following(series: Sequence[Session], session: Session) -> list[Session]:
    """This session and all after it in its series that are still planned."""
    planned = [each for each in series if each.state is SessionState.PLANNED and each.start > session.start]
    return [session, *planned]


def _marked(session: Session, state: SessionState, now: datetime) -> Session:
    if session.state is SessionState.CANCELLED or now < session.start:
        raise NotPossibleError
    return session.transition(state, now)


def _occurrence(session: Session) -> Occurrence:
    known = session.model_dump(include=set(Occurrence.model_fields))
    slot = Interval(start=session.start, end=session.end)
    return Occurrence(session_id=session.id, slot=slot, **known)


def _meeting(session: Session) -> Meeting:
    return Meeting(session_id=session.id, sequence=session.sequence, start=session.start, end=session.end)


def _facts(session: Session, supervisors: Sequence[Supervisor]) -> SessionFacts:
    led_by = {each.id: each for each in supervisors}
    venue, guest = session.venue, session.guest
    return SessionFacts(
        organisation=session.organisation,
        contract_id=session.contract_id,
        series_id=session.series_id,
        hosts=tuple(_host(led_by[who]) for who in session.supervisors if who in led_by),
        guest=Guest(name=guest.name, email=guest.email, language=guest.language) if guest else None,
        address=venue.label or venue.address,
        link=venue.link,
        process_id=session.process_id,
        title=session.title,
        participants=tuple(Guest(**each.model_dump()) for each in session.participants),
    )


def _host(supervisor: Supervisor) -> Colleague:
    return Colleague(
        supervisor_id=supervisor.id, name=supervisor.name, email=supervisor.email, language=supervisor.language
    )
