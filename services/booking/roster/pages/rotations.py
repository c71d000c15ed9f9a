"""The coordinator's forms: rotations, and duties set by hand."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.booking.directory.pages.choosing import LOOKING, choice
from services.booking.fields import ID
from services.booking.roster.handlers import rotations
from services.booking.roster.handlers.rotations import (
    NoSuchRotationError,
    PlaceTakenError,
    Preview,
    TooManyRotationsError,
)
from services.booking.roster.handlers.shifts import NoSuchSupervisorError
from services.booking.roster.model import Rotation
from services.booking.roster.pages.shifts import HERE, moment
from services.booking.roster.rotations import PastChangeError, next_turn, reordered
from services.booking.roster.schedule import turn
from services.booking.roster.schemas import PAST_CHANGE, PLACE_TAKEN, SetOverride, SetRotation
from services.booking.roster.store import Roster
from services.booking.roster.weeks import read
from services.booking.web import looked_for, typed
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.web.problems import Problem
from shared.web.security.access import author
from shared.web.validation import sentences

router = APIRouter(prefix="/roster", include_in_schema=False)
ROTATION_ID = re.compile(ID)
LENGTHS = (1, 2, 3, 4, 5, 7, 14, 21, 28)
# Empty places for more supervisors; once they are filled and saved there are more.
PLACES_MORE, MOST_IN_TURN = 4, 200
ROTATION = ("name", "starts", "hour", "days", "ends", "holds_from", "holds_day")
DUTY = ("supervisor", "from", "to", "rotation", "backup")
GONE = N_("There is no such supervisor any more. Choose again.")


@router.get("/rotations/new")
async def new_rotation(request: Request, app: CurrentApp) -> Response:
    """An empty form."""
    tomorrow = app.clock().astimezone(app.settings.zone).date()
    values = {"name": "", "starts": tomorrow.isoformat(), "hour": "08:00", "days": "7", "ends": "", "who": []}
    return await _rotation_form(request, app, uuid.uuid4().hex, values | _looked_for(request))


@router.get("/rotations/{rotation_id}")
async def show_rotation(rotation_id: str, request: Request, app: CurrentApp) -> Response:
    """A rotation's form."""
    found = await _states(app, rotation_id)
    if not found:
        raise Problem(404, N_("There is no rotation with this id."))
    return await _rotation_form(request, app, rotation_id, _values(found[-1]) | _looked_for(request))


@router.post("/rotations/{rotation_id}")
async def set_rotation(rotation_id: str, request: Request, app: CurrentApp) -> Response:
    """Show what the form would change, or keep what it says."""
    if not ROTATION_ID.fullmatch(rotation_id):
        raise Problem(404)
    form = await request.form()
    values = {name: typed(form, name) for name in ROTATION}
    who = [each for each in form.getlist("who") if isinstance(each, str) and each]
    shown = {**values, "who": who, "backup": bool(typed(form, "backup"))}
    if (moved := reordered(who, typed(form, "do"))) is not None:
        return await _rotation_form(request, app, rotation_id, {**shown, "who": moved})
    wrong: dict[str, Text] = {}
    try:
        sent = SetRotation.model_validate(_rotation(values, who, backup=bool(shown["backup"])))
        if typed(form, "do") == "preview":
            now, zone = app.clock(), app.settings.zone
            found = await rotations.preview(app.tx, rotation_id, sent, now, zone)
            return await _rotation_form(request, app, rotation_id, shown, preview=found)
        await app.run(lambda unit: rotations.set_rotation(unit, rotation_id, sent, author(request)))
    except ValidationError as failure:
        wrong = _on_the_form(sentences(failure))
    except NoSuchSupervisorError:
        wrong = {"who": GONE}
    except PastChangeError:
        wrong = {"holds_from": PAST_CHANGE}
    except TooManyRotationsError as many:
        raise Problem(409, N_("There are as many rotations as a roster can hold. Remove one first.")) from many
    if wrong:
        return await _rotation_form(request, app, rotation_id, shown, wrong, 422)
    return RedirectResponse(f"{HERE}/rotations", 303)


@router.post("/rotations/{rotation_id}/remove")
async def remove_rotation(rotation_id: str, request: Request, app: CurrentApp) -> Response:
    """Its turns end now."""
    try:
        await app.run(lambda unit: rotations.remove_rotation(unit, rotation_id, author(request)))
    except NoSuchRotationError as unknown:
        raise Problem(404, N_("There is no rotation with this id.")) from unknown
    return RedirectResponse(f"{HERE}/rotations", 303)


@router.get("/duties/new")
async def new_duty(request: Request, app: CurrentApp) -> Response:
    """A form for a duty set by hand; the gap that it fills, where one was picked."""
    gap, times = read(request.query_params.get("gap", "")), app.pages.times
    values = {"from": times.form_value(gap.start), "to": times.form_value(gap.end)} if gap else {}
    return await _duty_form(request, app, values | looked_for(request, DUTY))


@router.post("/duties")
async def set_duty(request: Request, app: CurrentApp) -> Response:
    """Keep it."""
    form = await request.form()
    values = {name: typed(form, name) for name in DUTY}
    try:
        sent = SetOverride.model_validate(_duty(values, form, app))
        await app.run(lambda unit: rotations.set_overrides(unit, [sent], author(request)))
    except ValidationError as wrong:
        said = sentences(wrong)
        return await _duty_form(request, app, values, {name or "to": text for name, text in said.items()}, 422)
    except NoSuchSupervisorError:
        return await _duty_form(request, app, values, {"supervisor": GONE}, 422)
    except NoSuchRotationError:
        return await _duty_form(request, app, values, {"rotation": N_("There is no rotation with this id.")}, 422)
    except PlaceTakenError:
        return await _duty_form(request, app, values, {"rotation": PLACE_TAKEN}, 409)
    return RedirectResponse(HERE, 303)


@router.post("/duties/remove")
async def remove_override(request: Request, app: CurrentApp) -> Response:
    """Take it back; what is gone already is gone."""
    duty_id = typed(await request.form(), "duty")
    await app.run(lambda unit: rotations.remove_override(unit, duty_id, author(request)))
    return RedirectResponse(f"{HERE}/rotations#by-hand", 303)


async def _rotation_form(
    request: Request,
    app: App,
    rotation_id: str,
    values: Mapping[str, Any],
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
    preview: Preview | None = None,
) -> Response:
    states, now, zone = await _states(app, rotation_id), app.clock(), app.settings.zone
    holding = [each for each in states if turn(each, now, zone) is not None]
    return app.pages.render(
        request,
        "rotation.html",
        status,
        rotation_id=rotation_id,
        known=bool(states),
        next_turn=next_turn(holding[0], now, zone) if holding else None,
        turns=[*values["who"], *[""] * PLACES_MORE],
        choice=await choice(request, app.tx, values["who"]),
        lengths=LENGTHS,
        values={"holds_from": "next_turn", "holds_day": "", **values},
        errors=app.pages.translate_all(request, errors or {}),
        preview=preview,
        here=f"{HERE}/rotations/{rotation_id if states else 'new'}",
    )


async def _states(app: App, rotation_id: str) -> list[Rotation]:
    return [each for each in (await Roster(app.tx).plan()).rotations if each.id == rotation_id]


async def _duty_form(
    request: Request,
    app: App,
    values: Mapping[str, str],
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
) -> Response:
    chosen = [values["supervisor"]] if values.get("supervisor") else []
    return app.pages.render(
        request,
        "duty.html",
        status,
        choice=await choice(request, app.tx, chosen),
        rotations=[*{each.id: each for each in (await Roster(app.tx).plan()).rotations}.values()],
        values={"supervisor": "", "rotation": "", **values},
        errors=app.pages.translate_all(request, errors or {}),
        here=f"{HERE}/duties/new",
    )


def _looked_for(request: Request) -> dict[str, Any]:
    """What stood in a rotation's form when somebody was looked for with it."""
    if LOOKING not in request.query_params:
        return {}
    who = [each for each in request.query_params.getlist("who") if each]
    backup = bool(request.query_params.get("backup"))
    return {**looked_for(request, ROTATION), "who": who[:MOST_IN_TURN], "backup": backup}


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
    given = {name: values[name] for name in ("name", "starts", "hour", "days")}
    moment = values["holds_day"] if values["holds_from"] == "day" else values["holds_from"] or "next_turn"
    return {**given, "ends": values["ends"] or None, "supervisors": who, "backup": backup, "holds_from": moment}


def _duty(values: Mapping[str, str], form: FormData, app: App) -> dict[str, Any]:
    return {
        "supervisor": values["supervisor"],
        "from": moment(app, values["from"]),
        "to": moment(app, values["to"]),
        "rotation": values["rotation"] or None,
        "backup": bool(typed(form, "backup")),
    }


def _on_the_form(wrong: Mapping[str, Text]) -> dict[str, Text]:
    """What is wrong, by the form's own fields."""
    shown = {
        ("who" if name.startswith("supervisors") else name.split(".")[0] or "ends"): text
        for name, text in wrong.items()
    }
    if "holds_from" in shown:
        shown["holds_from"] = N_("Choose the day from which the change holds.")
    return shown | ({"who": N_("Choose at least one supervisor.")} if "supervisors" in wrong else {})
