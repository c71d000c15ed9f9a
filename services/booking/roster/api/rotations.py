"""The on-call roster over JSON: rotations, who is on call, what the next weeks look like."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated, TypeVar
from uuid import uuid4

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from services.booking.datetimes import Moment
from services.booking.fields import Id
from services.booking.roster.handlers import rotations, shifts
from services.booking.roster.handlers.rotations import NoSuchRotationError, TooManyRotationsError
from services.booking.roster.handlers.shifts import NoSuchSupervisorError
from services.booking.roster.model import Rotation
from services.booking.roster.rotations import PastChangeError
from services.booking.roster.schemas import PAST_CHANGE, SetRotation
from services.booking.roster.store import Roster
from shared.app.service import App, CurrentApp
from shared.i18n import N_
from shared.messages.booking import Interval
from shared.web.problems import LOOK_AT_FIELDS, Problem
from shared.web.security.access import TOKEN_SHOWN, author

router = APIRouter(prefix="/api/roster", dependencies=[TOKEN_SHOWN], tags=["roster"])
A_WEEK = timedelta(weeks=1)
T = TypeVar("T")


class ScheduledShift(BaseModel):
    """Somebody's time on call."""

    supervisor: str
    name: str
    since: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    backup: bool


class RosterForecast(BaseModel):
    """Who is on call in the next weeks, and where nobody is first in line."""

    since: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    duties: list[ScheduledShift]
    gaps: list[Interval]


class OnCallNow(BaseModel):
    """Somebody on call."""

    supervisor: str
    backup: bool


class TurnCount(BaseModel):
    """How many turns somebody has without a change and with it."""

    supervisor: str
    name: str
    before: int
    after: int


class HandedOverTurn(BaseModel):
    """A time that changes hands; null where it is nobody's turn."""

    since: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    was: str | None
    will: str | None


class RotationPreview(BaseModel):
    """From when on a change holds (null for a rotation that has not begun), and what follows from it."""

    at: datetime | None
    people: list[TurnCount]
    changes: list[HandedOverTurn]
    lost_swaps: list[Interval]
    gaps: list[Interval]


@router.get("/rotations")
async def list_rotations(app: CurrentApp) -> list[Rotation]:
    """The rotations, in the order in which they were last changed. One that was changed from a moment on stands as it
    is until then, and once more as it is from then on.
    """
    now = app.clock()
    return [each for each in (await Roster(app.tx).plan()).rotations if each.until is None or each.until > now]


@router.post("/rotations", status_code=201)
async def add_rotation(row: SetRotation, request: Request, app: CurrentApp) -> Rotation:
    """Add a rotation; its answer has the id by which it is changed and removed."""
    return await _keep(row, uuid4().hex, author(request), app)


@router.put("/rotations/{rotation_id}")
async def set_rotation(rotation_id: Id, row: SetRotation, request: Request, app: CurrentApp) -> Rotation:
    """Set a rotation, new or known; of a known one what is not sent stays."""
    known = next((each for each in (await Roster(app.tx).plan()).rotations if each.id == rotation_id), None)
    if known is not None:
        kept = known.model_dump(include=set(SetRotation.model_fields) - row.model_fields_set)
        row = row.model_copy(update=kept)
    return await _keep(row, rotation_id, author(request), app)


@router.post("/rotations/{rotation_id}/preview")
async def preview_rotation(rotation_id: Id, row: SetRotation, app: CurrentApp) -> RotationPreview:
    """What setting it so would do in the next eight weeks; nothing is changed."""
    found = await _answered(row, lambda: rotations.preview(app.tx, rotation_id, row, app.clock(), app.settings.zone))
    return RotationPreview(
        at=found.at,
        people=[
            TurnCount(supervisor=who, name=found.names.get(who, ""), before=was, after=will)
            for who, was, will in found.turns
        ],
        changes=[
            HandedOverTurn(since=each.slot.start, until=each.slot.end, was=each.was, will=each.will)
            for each in found.handed
        ],
        lost_swaps=[Interval(start=each.since, end=each.until) for each in found.void],
        gaps=list(found.gaps),
    )


@router.delete("/rotations/{rotation_id}", status_code=204)
async def remove_rotation(rotation_id: Id, request: Request, app: CurrentApp) -> None:
    """Remove a rotation: its turns end now. To end it later, set `ends`."""
    try:
        await app.run(lambda unit: rotations.remove_rotation(unit, rotation_id, author(request)))
    except NoSuchRotationError as unknown:
        raise Problem(404, N_("There is no rotation with this id.")) from unknown


@router.get("/forecast")
async def show_forecast(
    app: CurrentApp,
    since: Annotated[Moment | None, Query(alias="from")] = None,
    weeks: Annotated[int, Query(ge=1, le=26)] = 8,
) -> RosterForecast:
    """The roster from now (or `from`) for so many weeks, with its gaps."""
    start = since or app.clock()
    found = await shifts.forecast(app.tx, start, start + weeks * A_WEEK, app.settings.zone)
    duties = [
        ScheduledShift(
            supervisor=duty.supervisor_id,
            name=found.people[duty.supervisor_id].name,
            since=duty.since,
            until=duty.until,
            backup=duty.backup,
        )
        for duty in found.duties
    ]
    return RosterForecast(since=start, until=start + weeks * A_WEEK, duties=duties, gaps=list(found.gaps))


@router.get("/on-duty")
async def show_on_duty(app: CurrentApp, at: Moment | None = None) -> list[OnCallNow]:
    """Who is on call now (or `at`), the first in line first: what routing itself goes by."""
    found = await shifts.on_duty(app.tx, at or app.clock(), app.settings.zone)
    return [OnCallNow(supervisor=each.supervisor_id, backup=each.backup) for each in found]


async def _keep(sent: SetRotation, rotation_id: str, who: str, app: App) -> Rotation:
    return await _answered(sent, lambda: app.run(lambda unit: rotations.set_rotation(unit, rotation_id, sent, who)))


async def _answered(sent: SetRotation, do: Callable[[], Awaitable[T]]) -> T:
    """What was asked for, or the sentence that says why not."""
    try:
        return await do()
    except PastChangeError as past:
        raise Problem(422, LOOK_AT_FIELDS, {"holds_from": PAST_CHANGE}) from past
    except NoSuchSupervisorError as unknown:
        wrong = {
            f"supervisors.{n}": N_("No supervisor has this id or e-mail address.")
            for n, name in enumerate(sent.supervisors)
            if name in unknown.names
        }
        raise Problem(422, fields=wrong) from unknown
    except TooManyRotationsError as many:
        raise Problem(409, N_("There are as many rotations as a roster can hold. Remove one first.")) from many
