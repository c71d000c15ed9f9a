"""Doing something to the calendar for somebody: again where another was quicker, and a sentence where it can't be."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from typing import TypeVar

from fastapi import Depends, Request

from services.booking.calendar.availability_loader import NoSuchRoomError, NoSuchSupervisorError
from services.booking.calendar.handlers import guests, sessions
from services.booking.calendar.handlers.guests import TooManyGuestsError
from services.booking.calendar.handlers.sessions import NoSuchSessionError, NotEntitledError, Plan, Scope
from services.booking.calendar.model import Session
from services.booking.calendar.sessions import BegunError, NotPossibleError, UnknownThemeError
from services.booking.calendar.store.sessions import Calendar
from services.booking.permissions import Only, Reach, reach
from shared.app.service import App, CurrentApp
from shared.i18n import N_
from shared.messaging.unit_of_work import Unit
from shared.store.mongo import DuplicateKey
from shared.web.problems import LOOK_AT_FIELDS, Problem

T = TypeVar("T")
TRIES = 6
TOO_MANY_GUESTS = N_("You have invited many people today. Leave the contact out, or go on tomorrow.")


async def own_session(session_id: str, request: Request, app: CurrentApp) -> None:
    """Problem 404 where the session is another supervisor's: that there is one is nobody's business either."""
    session = await Calendar(app.tx).find(session_id)
    if session is None or not may_see(request, session):
        raise no_session()


OWN = Depends(own_session)


async def place(app: App, plan: Plan, whose: Reach) -> list[Session]:
    """Place it. A look comes first, outside of any transaction: most of a crowd comes too late, and learns it there."""
    by = whose.supervisors[0] if isinstance(whose, Only) and whose.supervisors else None

    async def do(unit: Unit) -> list[Session]:
        if by is not None and plan.guest is not None:
            await guests.count(unit, by, plan.guest.email)
        return await sessions.place(unit, plan)

    return await tried(
        lambda: app.run(do),
        lambda: sessions.fits(app.tx, plan, app.settings.zone, app.clock()),
    )


async def reschedule(
    app: App,
    session_id: str,
    start: datetime,
    scope: Scope,
    *,
    holidays: bool,
    instead: Mapping[date, datetime],
) -> list[Session]:
    """Move it, or it and all that follow."""
    return await tried(
        lambda: app.run(
            lambda unit: sessions.reschedule(unit, session_id, start, scope, holidays=holidays, instead=instead)
        )
    )


async def tried(do: Callable[[], Awaitable[T]], look: Callable[[], Awaitable[None]] | None = None) -> T:
    """Do it; again where another was faster at one of its times: that is seen then, and what else is free is told."""
    for _ in range(TRIES):
        if look is not None:
            await attempt(look)
        try:
            return await attempt(do)
        except DuplicateKey:
            continue
    raise Problem(409, N_("Others are booking the same times just now. Try again in a moment."))


async def attempt(do: Callable[[], Awaitable[T]]) -> T:
    """What was asked for, or the sentence that says why not."""
    try:
        return await do()
    except NoSuchSessionError as unknown:
        raise no_session() from unknown
    except NoSuchSupervisorError as unknown:
        raise Problem(422, fields={"supervisors": N_("No supervisor has this id or e-mail address.")}) from unknown
    except NoSuchRoomError as unknown:
        raise Problem(422, fields={"place.room": N_("There is no such room.")}) from unknown
    except NotPossibleError as closed:
        raise Problem(
            409,
            N_("This can't be done with the session as it is: look at its state, and whether its time has come."),
        ) from closed
    except BegunError as begun:
        raise Problem(
            409,
            N_("The session's time has come, so it can't be moved or cancelled any more: mark it as held or not held."),
        ) from begun
    except NotEntitledError as refused:
        raise Problem(422, LOOK_AT_FIELDS, {"contract_id": refused.why}) from refused
    except TooManyGuestsError as many:
        raise Problem(429, LOOK_AT_FIELDS, {"guest.email": TOO_MANY_GUESTS}) from many
    except UnknownThemeError as other:
        raise Problem(422, fields={"themes": N_("Choose among the themes agreed for this session.")}) from other


def no_session() -> Problem:
    return Problem(404, N_("There is no such session."))


def may_see(request: Request, session: Session) -> bool:
    """Whether the session is theirs: who leads it, and the coordinator."""
    return reach(request).includes(*session.supervisors)
