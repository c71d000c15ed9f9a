"""Whose calendar somebody may see and change: the coordinator everybody's, a supervisor their own."""

from dataclasses import dataclass

from fastapi import Request

from shared.i18n import N_
from shared.people.person import Person
from shared.web.problems import LOOK_AT_FIELDS, Problem
from shared.web.security.access import is_coordinator

NOT_A_COLLEAGUE = N_("You can book yourself only. Ask the coordinator to book you together with a colleague.")


@dataclass(frozen=True, slots=True)
class Everybody:
    """Every supervisor's."""

    def includes(self, *_supervisors: str) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Only:
    """Those of these supervisors; of nobody where there are none."""

    supervisors: tuple[str, ...]

    def includes(self, *supervisors: str) -> bool:
        """Whether one of `supervisors` is among them."""
        return any(who in self.supervisors for who in supervisors)


Reach = Everybody | Only


def reach(request: Request) -> Reach:
    """Whose calendars are somebody's to see. Who is neither the coordinator, nor a program with that token, nor a
    supervisor has nobody's.
    """
    person: Person | None = request.state.person
    if person is None:
        return Everybody() if is_coordinator(request) else Only(())
    if person.coordinator:
        return Everybody()
    return Only((person.supervisor,) if person.supervisor else ())


def narrowed(request: Request, supervisor: str | None) -> Reach:
    """The same where one supervisor was asked for; Problem 403 where it is another's."""
    if supervisor is None:
        return reach(request)
    check_own(request, supervisor)
    return Only((supervisor,))


def check_own(request: Request, *supervisors: str) -> None:
    """Problem 403 unless somebody is one of these supervisors, or the coordinator."""
    if not reach(request).includes(*supervisors):
        raise Problem(403, N_("This is another supervisor's calendar. Ask them, or the coordinator."))


def check_alone(request: Request, *supervisors: str) -> None:
    """Problem unless somebody books themselves alone: a colleague's time is the colleague's, or the coordinator's."""
    check_own(request, *supervisors)
    whose = reach(request)
    if isinstance(whose, Only) and set(supervisors) - set(whose.supervisors):
        raise Problem(403, LOOK_AT_FIELDS, {"supervisors": NOT_A_COLLEAGUE})
