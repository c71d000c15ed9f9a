"""The coordinator's forms: rotations, and duties set by hand."""

import re
import uuid
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.booking.handlers import roster
from services.booking.handlers.roster import NoSuchRotationError, NoSuchSupervisorError, TooManyRotationsError
from services.booking.model.directory import Supervisor
from services.booking.model.roster import Rotation
from services.booking.pages.roster import HERE, moment
from services.booking.pages.signed_in import typed
from services.booking.rules.fields import ID
from services.booking.rules.roster_changes import SetDuty, SetRotation
from services.booking.rules.weeks import read
from services.booking.store import Store
from shared.i18n import N_, Text
from shared.service import Runtime, runtime
from shared.web.access import author
from shared.web.problems import Problem
from shared.web.validation import sentences

router = APIRouter(prefix="/roster", include_in_schema=False)
Desk = Annotated[Runtime[Store], Depends(runtime)]
ROTATION_ID = re.compile(ID)
LENGTHS = (1, 2, 3, 4, 5, 7, 14, 21, 28)
# Empty places for more supervisors; once they are filled and saved there are more.
PLACES_MORE = 4
MOST_SHOWN = 500
GONE = N_("There is no such supervisor any more. Choose again.")


@router.get("/rotations/new")
async def new_rotation(request: Request, desk: Desk) -> Response:
    """An empty form."""
    tomorrow = desk.clock().astimezone(desk.settings.zone).date()
    values = {"name": "", "starts": tomorrow.isoformat(), "hour": "08:00", "days": "7", "ends": "", "who": []}
    return await _rotation_form(request, desk, uuid.uuid4().hex, values)


@router.get("/rotations/{rotation_id}")
async def show_rotation(rotation_id: str, request: Request, desk: Desk) -> Response:
    """A rotation's form."""
    found = [each for each in (await desk.store.roster.plan()).rotations if each.id == rotation_id]
    if not found:
        raise Problem(404, N_("There is no rotation with this id."))
    return await _rotation_form(request, desk, rotation_id, _values(found[0]), known=True)


@router.post("/rotations/{rotation_id}")
async def set_rotation(rotation_id: str, request: Request, desk: Desk) -> Response:
    """Keep what the form says."""
    form = await request.form()
    values = {name: typed(form, name) for name in ("name", "starts", "hour", "days", "ends")}
    who = [each for each in form.getlist("who") if isinstance(each, str) and each]
    shown = {**values, "who": who, "backup": bool(typed(form, "backup"))}
    try:
        if not ROTATION_ID.fullmatch(rotation_id):
            raise Problem(404)
        sent = SetRotation.model_validate(_rotation(values, who, backup=bool(shown["backup"])))
        await desk.run(lambda unit: roster.set_rotation(unit, rotation_id, sent, author(request)))
    except ValidationError as wrong:
        return await _rotation_form(request, desk, rotation_id, shown, _on_the_form(sentences(wrong)), 422)
    except NoSuchSupervisorError:
        return await _rotation_form(request, desk, rotation_id, shown, {"who": GONE}, 422)
    except TooManyRotationsError as many:
        raise Problem(409, N_("There are as many rotations as a roster can hold. Remove one first.")) from many
    return RedirectResponse(f"{HERE}#rotations", 303)


@router.post("/rotations/{rotation_id}/remove")
async def remove_rotation(rotation_id: str, request: Request, desk: Desk) -> Response:
    """Its turns end now."""
    try:
        await desk.run(lambda unit: roster.remove_rotation(unit, rotation_id, author(request)))
    except NoSuchRotationError as unknown:
        raise Problem(404, N_("There is no rotation with this id.")) from unknown
    return RedirectResponse(f"{HERE}#rotations", 303)


@router.get("/duties/new")
async def new_duty(request: Request, desk: Desk) -> Response:
    """A form for a duty set by hand; the gap that it fills, where one was picked."""
    gap, times = read(request.query_params.get("gap", "")), desk.pages.times
    values = {"from": times.form_value(gap.start), "to": times.form_value(gap.end)} if gap else {}
    return await _duty_form(request, desk, values)


@router.post("/duties")
async def set_duty(request: Request, desk: Desk) -> Response:
    """Keep it."""
    form = await request.form()
    values = {name: typed(form, name) for name in ("supervisor", "from", "to", "rotation", "backup")}
    try:
        sent = SetDuty.model_validate(_duty(values, form, desk))
        await desk.run(lambda unit: roster.set_duties(unit, [sent], author(request)))
    except ValidationError as wrong:
        said = sentences(wrong)
        return await _duty_form(request, desk, values, {name or "to": text for name, text in said.items()}, 422)
    except NoSuchSupervisorError:
        return await _duty_form(request, desk, values, {"supervisor": GONE}, 422)
    except NoSuchRotationError:
        return await _duty_form(request, desk, values, {"rotation": N_("There is no rotation with this id.")}, 422)
    return RedirectResponse(f"{HERE}#weeks", 303)


@router.post("/duties/remove")
async def remove_duty(request: Request, desk: Desk) -> Response:
    """Take it back; what is gone already is gone."""
    duty_id = typed(await request.form(), "duty")
    await desk.run(lambda unit: roster.remove_duty(unit, duty_id, author(request)))
    return RedirectResponse(f"{HERE}#by-hand", 303)


async def _rotation_form(
    request: Request,
    desk: Runtime[Store],
    rotation_id: str,
    values: Mapping[str, Any],
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
    *,
    known: bool = False,
) -> Response:
    return desk.pages.render(
        request,
        "rotation.html",
        status,
        rotation_id=rotation_id,
        known=known,
        places=[*values["who"], *[""] * PLACES_MORE],
        supervisors=await _active(desk),
        lengths=LENGTHS,
        values=values,
        errors=desk.pages.translate_all(request, errors or {}),
        here=f"{HERE}/rotations/{rotation_id if known else 'new'}",
    )


async def _duty_form(
    request: Request,
    desk: Runtime[Store],
    values: Mapping[str, str],
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
) -> Response:
    return desk.pages.render(
        request,
        "duty.html",
        status,
        supervisors=await _active(desk),
        rotations=(await desk.store.roster.plan()).rotations,
        values={"supervisor": "", "rotation": "", **values},
        errors=desk.pages.translate_all(request, errors or {}),
        here=f"{HERE}/duties/new",
    )


async def _active(desk: Runtime[Store]) -> list[Supervisor]:
    return [each for each in await desk.store.directory.page("", MOST_SHOWN) if each.active]


def _values(rotation: Rotation) -> dict[str, Any]:
    return {
        "name": rotation.name,
        "starts": rotation.starts.isoformat(),
        "hour": rotation.hour.isoformat("minutes"),
        "days": str(rotation.days),
        "ends": rotation.ends.isoformat() if rotation.ends else "",
        "who": list(rotation.supervisors),
        "backup": rotation.backup,
    }


def _rotation(values: Mapping[str, str], who: list[str], *, backup: bool) -> dict[str, Any]:
    """The form as the request that the API would be sent."""
    return {**values, "ends": values["ends"] or None, "supervisors": who, "backup": backup}


def _duty(values: Mapping[str, str], form: FormData, desk: Runtime[Store]) -> dict[str, Any]:
    return {
        "supervisor": values["supervisor"],
        "from": moment(desk, values["from"]),
        "to": moment(desk, values["to"]),
        "rotation": values["rotation"] or None,
        "backup": bool(typed(form, "backup")),
    }


def _on_the_form(wrong: Mapping[str, Text]) -> dict[str, Text]:
    """What is wrong, by the form's own fields."""
    shown = {("who" if name.startswith("supervisors") else name or "ends"): text for name, text in wrong.items()}
    return shown | ({"who": N_("Choose at least one supervisor.")} if "supervisors" in wrong else {})
