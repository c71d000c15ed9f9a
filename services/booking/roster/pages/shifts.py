"""Asking for a swap: only people who can, one of them or all at once."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.booking.directory.model import Supervisor
from services.booking.directory.pages.choosing import choice
from services.booking.roster.handlers import shifts, swaps
from services.booking.roster.handlers.swaps import NoSuchSwapError
from services.booking.roster.model import LONGEST_DUTY, Duty, Swap, SwapState
from services.booking.roster.notices import HORIZON
from services.booking.roster.schemas import AskSwap
from services.booking.roster.store import Roster
from services.booking.roster.weeks import read, shown_as
from services.booking.web import looked_for, me, typed
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.i18n.form_times import NotATimeError
from shared.messages.booking import Interval
from shared.web.problems import Problem
from shared.web.validation import sentences

router = APIRouter(prefix="/roster", include_in_schema=False)
HERE = "/booking/roster"


@router.get("/swaps/new")
async def show_swap_form(request: Request, app: CurrentApp) -> Response:
    """Whom to ask for the duty that was picked."""
    given = _given(request.query_params.get("given", ""))
    if given is None:
        return RedirectResponse(HERE, 303)
    return await _swap_form(request, app, given, looked_for(request, ("with", "from", "to")))


@router.post("/swaps")
async def ask_swap(request: Request, app: CurrentApp) -> Response:
    """Ask a colleague; they get mail."""
    form = await request.form()
    given = _given(typed(form, "given"))
    if given is None:
        raise Problem(422, N_("Choose the duty anew on the roster's page."))
    times = {name: typed(form, name) for name in ("from", "to")}
    asked, _, in_return = typed(form, "with").partition("|")
    values = {**times, "with": typed(form, "with")}
    try:
        sent = AskSwap.model_validate(_sent(app, me(request).supervisor or "", asked, times, read(in_return)))
    except ValidationError as wrong:
        return await _swap_form(request, app, given, values, _on_the_form(sentences(wrong)), 422)
    try:
        await app.run(lambda unit: swaps.ask(unit, sent))
    except tuple(swaps.REFUSED) as refused:
        return await _swap_form(request, app, given, values, {"with": swaps.REFUSED[type(refused)]}, 409)
    return RedirectResponse(f"{HERE}#swaps", 303)


@router.post("/swaps/all")
async def ask_all(request: Request, app: CurrentApp) -> Response:
    """Ask all who can; the first yes takes it."""
    given = _given(typed(await request.form(), "given"))
    if given is None:
        raise Problem(422, N_("Choose the duty anew on the roster's page."))
    who = me(request).supervisor or ""
    try:
        await app.run(lambda unit: swaps.ask_all(unit, who, given))
    except tuple(swaps.REFUSED) as refused:
        raise Problem(409, swaps.REFUSED[type(refused)]) from refused
    return RedirectResponse(f"{HERE}#swaps", 303)


@router.post("/swaps/{swap_id}/take-back")
async def take_back(swap_id: str, request: Request, app: CurrentApp) -> Response:
    """One's own request is no longer needed."""
    asker = me(request).supervisor or ""
    try:
        await app.run(lambda unit: swaps.take_back_own(unit, swap_id, asker))
    except NoSuchSwapError as unknown:
        raise Problem(404, N_("There is no such swap among yours.")) from unknown
    except tuple(swaps.REFUSED) as refused:
        raise Problem(409, swaps.REFUSED[type(refused)]) from refused
    return RedirectResponse(f"{HERE}#swaps", 303)


async def _swap_form(
    request: Request,
    app: App,
    given: Interval,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
) -> Response:
    now, mine = app.clock(), me(request).supervisor
    known = await shifts.forecast(app.tx, now, now + HORIZON, app.settings.zone)
    asked = (values or {}).get("with", "").partition("|")[0]
    offered = await choice(request, app.tx, [asked] if asked else [])
    ids = [*await swaps.colleagues(app.tx, given), *(each.id for each in offered.people)]
    colleagues = await swaps.able(app.tx, mine or "", given, sorted(set(ids)), app.settings.zone)
    times = app.pages.times
    return app.pages.render(
        request,
        "swap_ask.html",
        status,
        given=given,
        choice=offered,
        given_value=shown_as(given),
        choices=_choices(colleagues, [duty for duty in known.duties if duty.since > now]),
        values={"with": "", "from": times.form_value(given.start), "to": times.form_value(given.end), **(values or {})},
        errors=app.pages.translate_all(request, errors or {}),
        value=shown_as,
        here=f"{HERE}/swaps/new",
    )


def _given(value: str) -> Interval | None:
    """The shift that was picked; None where it is none, or longer than any."""
    slot = read(value)
    return slot if slot is not None and slot.end - slot.start <= LONGEST_DUTY else None


def _choices(colleagues: list[Supervisor], coming: list[Duty]) -> list[tuple[Supervisor, list[Interval]]]:
    """Whom one can ask, and which of their duties one could take in return."""
    return [
        (
            each,
            [duty.slot for duty in coming if duty.supervisor_id == each.id],
        )
        for each in sorted(colleagues, key=lambda colleague: colleague.name)
    ]


def _sent(app: App, asker: str, asked: str, times: Mapping[str, str], in_return: Interval | None) -> dict[str, Any]:
    """The form as the request that the API would be sent."""
    sent: dict[str, Any] = {
        "asker": asker,
        "asked": asked,
        "given": {name: moment(app, value) for name, value in times.items()},
    }
    if in_return is not None:
        sent["in_return"] = {"from": in_return.start, "to": in_return.end}
    return sent


def moment(app: App, value: str) -> str:
    """A form's time with its zone; empty, and so named as wrong, where it is none."""
    try:
        return app.pages.times.from_form(value).isoformat()
    except NotATimeError:
        return ""


def _on_the_form(wrong: Mapping[str, Text]) -> dict[str, Text]:
    """What is wrong, by the form's own fields."""
    at = {"asked": "with", "given": "from", "given.from": "from", "given.to": "to"}
    return {at.get(name, "with"): text for name, text in reversed(list(wrong.items()))}


async def coming_swaps(app: App, supervisor_id: str) -> list[Swap]:
    """A supervisor's swaps that still concern somebody: not those taken back, nor those whose times are past."""
    now = app.clock()
    found = await Roster(app.tx).swaps_of(supervisor_id, now)
    return [swap for swap in found if swap.state is not SwapState.TAKEN_BACK and swap.begins > now]
