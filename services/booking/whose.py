"""Whose calendar somebody may see and change: the coordinator everybody's, a supervisor their own."""

from fastapi import Request

from services.booking.model.calendar import Session
from shared.i18n import N_
from shared.people.person import Person
from shared.web.problems import Problem


def own(request: Request) -> str | None:
    """The supervisor to whose calendar somebody is held; None for the coordinator, and for programs with the token."""
    person: Person | None = request.state.person
    return None if person is None or person.coordinator else person.supervisor


def may_see(request: Request, session: Session) -> bool:
    """Whether the session is theirs: who leads it, and the coordinator."""
    return own(request) is None or own(request) in session.supervisors


def check_own(request: Request, *supervisors: str) -> None:
    """Problem 403 unless somebody is one of these supervisors, or the coordinator."""
    if own(request) is not None and own(request) not in supervisors:
        raise Problem(403, N_("This is another supervisor's calendar. Ask them, or the coordinator."))
