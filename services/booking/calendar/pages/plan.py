"""Planning a session or a series: one form, and where dates don't fit, the choice of what to do with each."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.booking.calendar.model import Session
from services.booking.calendar.schemas import PlanRow
from services.booking.calendar.series import DoesNotFitError, Misfit
from services.booking.calendar.sessions_web import place
from services.booking.calendar.store.sessions import Calendar
from services.booking.directory.pages.choosing import choice
from services.booking.entitlements.store import Entitlements
from services.booking.permissions import Everybody, Only, check_alone, reach
from services.booking.web import me, typed
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text, form_times
from shared.web.problems import Problem
from shared.web.validation import sentences

router = APIRouter(prefix="/plan", include_in_schema=False)
CHOICE = "choice-"
OUT = "out"
MINUTES = (45, 60, 90, 120, 150, 180)
LINES = ("organisation", "first", "at", "minutes", "room", "address", "link", "every_weeks", "count", "themes")
CONTRACT = "contract_id"
LONGEST = 2_000
MOST_LEADERS = 5
GUEST = ("guest.name", "guest.email", "guest.language")
# Where the page shows what is wrong, in the order in which it asks.
SHOWN_AT = {"place.room": "room", "place.address": "address", "place.link": "link", "place": "address", "": "first"}
SHOWN_AT |= {"series.every_weeks": "every_weeks", "series.count": "count", "series": "count"}
LEFT_EMPTY: dict[str, Text] = {
    "organisation": N_("Write the organisation's name."),
    "supervisors": N_("Choose who leads it."),
    "first": N_("Choose the day."),
    "at": N_("Choose when it begins."),
}


@router.get("")
async def show_form(request: Request, app: CurrentApp) -> Response:
    """The form, with oneself as its leader, or filled in as a found time's link says."""
    person, tomorrow = me(request), app.clock().astimezone(app.settings.zone).date()
    usual = {"first": (tomorrow + timedelta(days=1)).isoformat(), "at": "09:00", "minutes": "90"}
    sent = request.query_params
    known = {name: value[:LONGEST] for name in (*LINES, *GUEST, CONTRACT, "holidays") if (value := sent.get(name))}
    alone = isinstance(reach(request), Only)
    found = [] if alone else sent.getlist("supervisors")
    leaders = found or ([person.supervisor] if person.supervisor else [])
    return await _form(request, app, {**usual, **known, "supervisors": leaders})


@router.post("")
async def plan(request: Request, app: CurrentApp) -> Response:
    """Place it, and show the first; or show again what was typed, with what needs mending or choosing."""
    form = await request.form()
    values = _written(form)
    try:
        row = PlanRow.model_validate(_raw(values))
        check_alone(request, *row.supervisors)
        placed = await place(app, row.plan(), reach(request))
    except ValidationError as wrong:
        return await _form(request, app, values, 422, errors=_in_order(sentences(wrong), values))
    except DoesNotFitError as wrong:
        return await _form(request, app, values, 409, misfits=wrong.misfits)
    except Problem as refused:
        if not refused.fields:
            raise
        return await _form(request, app, values, 422, errors=_in_order(refused.fields, values))
    return RedirectResponse(_page_of(placed), 303)


async def _form(
    request: Request,
    app: App,
    values: dict[str, Any],
    status: int = 200,
    errors: dict[str, Text] | None = None,
    misfits: tuple[Misfit, ...] = (),
) -> Response:
    whose = reach(request)
    offered = await choice(request, app.tx, values["supervisors"]) if isinstance(whose, Everybody) else None
    alone = whose.supervisors[0] if isinstance(whose, Only) and whose.supervisors else None
    known = {alone: me(request).name} if alone else {}
    return app.pages.render(
        request,
        "plan.html",
        status,
        values=values,
        errors=app.pages.translate_all(request, errors or {}),
        misfits=misfits,
        chosen={name: value for name, value in values.items() if name.startswith(CHOICE)},
        choice=offered,
        alone=alone,
        names=offered.names if offered else known,
        rooms=await Calendar(app.tx).rooms(),
        minutes=MINUTES,
        contracts=await _contracts(app, values["supervisors"] if offered else [alone] if alone else []),
        filled=bool(request.query_params),
        here="/booking/plan",
    )


async def _contracts(app: App, supervisors: list[str]) -> list[tuple[str, str]]:
    """The contracts by which one of these may book, with what each is called."""
    found = [each for who in supervisors[:MOST_LEADERS] for each in await Entitlements(app.tx).of_supervisor(who)]
    named = {each.terms.contract_id: f"{each.terms.title}, {each.terms.organisation}" for each in found if each.terms}
    return sorted(named.items(), key=lambda each: each[1])


def _written(form: FormData) -> dict[str, Any]:
    """What was typed, as the form shows it again."""
    known = {name: typed(form, name) for name in (*LINES, *GUEST, CONTRACT)}
    chosen = {name: typed(form, name) for name in form if name.startswith(CHOICE)}
    people = [each for each in form.getlist("supervisors") if isinstance(each, str)]
    ticked = {name: True for name in ("holidays",) if typed(form, name)}
    return {**known, **chosen, **ticked, "supervisors": people}


def _raw(values: dict[str, Any]) -> dict[str, Any]:
    """The same as the API would be sent it."""
    chosen = {day: values[f"{CHOICE}{day}"] for day in _dates(values) if f"{CHOICE}{day}" in values}
    raw: dict[str, Any] = {name: values[name] for name in ("organisation", "first", "at", "minutes") if values[name]}
    raw["supervisors"] = values["supervisors"]
    raw["place"] = {name: values[name] for name in ("room", "address", "link") if values[name]}
    raw["holidays"] = values.get("holidays", False)
    raw["themes"] = [line.strip() for line in values["themes"].splitlines() if line.strip()]
    if values["count"] not in ("", "1"):
        raw["series"] = {"every_weeks": values["every_weeks"] or 1, "count": values["count"]}
    if values["guest.name"] or values["guest.email"]:
        raw["guest"] = {name.removeprefix("guest."): values[name] for name in GUEST if values[name]}
    if values[CONTRACT]:
        raw[CONTRACT] = values[CONTRACT]
    raw["leave_out"] = [day for day, value in chosen.items() if value == OUT]
    raw["instead"] = {day: value for day, value in chosen.items() if value != OUT}
    return raw


def _dates(values: dict[str, Any]) -> list[str]:
    """The dates of the series as typed: choices made for others are of an earlier try."""
    try:
        first, count, weeks = (
            form_times.day(values["first"]),
            int(values["count"] or 1),
            int(values["every_weeks"] or 1),
        )
        return [(first + n * timedelta(weeks=weeks)).isoformat() for n in range(min(count, 60))]
    except (ValueError, OverflowError):
        return []


def _in_order(fields: Any, values: dict[str, Any]) -> dict[str, Text]:
    """Each field's sentence, under the name that the page shows it at; a field left empty has one that says so."""
    found = {SHOWN_AT.get(name, name.split(".0")[0]): said for name, said in fields.items()}
    empty = {name: said for name, said in LEFT_EMPTY.items() if name in found and not values.get(name)}
    order = [*LINES[:1], CONTRACT, "supervisors", *LINES[1:], *GUEST]
    return dict(sorted((found | empty).items(), key=lambda each: order.index(each[0]) if each[0] in order else 99))


def _page_of(placed: list[Session]) -> str:
    return f"/booking/sessions/{placed[0].id}"
