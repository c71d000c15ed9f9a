"""The coordinator's desk: every case that waits, live; one case with all that was tried, and what a person can do."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from jinja2.environment import TemplateModule

from services.booking.debriefing import board
from services.booking.debriefing.handlers import manual
from services.booking.debriefing.handlers.cases import DESK, NoSuchCaseError
from services.booking.debriefing.handlers.manual import (
    NOT_ASKED_AGAIN,
    NOT_ASSIGNED,
    NOT_LET_THROUGH,
    NOT_MOVED,
    NOT_RELEASED,
    NOT_REPLACED,
    DoubtedError,
)
from services.booking.debriefing.lifecycle import NotAheadError
from services.booking.debriefing.model import CaseState
from services.booking.directory.store.supervisors import Directory
from shared.app.service import App, CurrentApp
from shared.fields import address_key
from shared.i18n import N_, Text
from shared.i18n.form_times import NotATimeError
from shared.messaging.outbox import Outbox
from shared.messaging.parked import Lot
from shared.web.language import language_of
from shared.web.problems import Problem
from shared.web.security.access import author
from shared.web.stream import stream
from shared.web.waiting import put_aside

router = APIRouter(prefix="/desk", include_in_schema=False)
PARKED_FOR_SECONDS = 5.0
SERVICES = ("contracts", "booking", "notifications", "feedback")


@dataclass(frozen=True, slots=True)
class Doubted:
    """What the coordinator wanted, and what speaks against it: the page asks whether it is meant all the same."""

    action: str
    fields: Mapping[str, str]
    why: DoubtedError


NO_SUCH_CASE = N_("There is no such case.")
NO_SUCH_SUPERVISOR = N_("No supervisor has this id or e-mail address.")


@router.get("")
async def show_desk(request: Request, app: CurrentApp) -> Response:
    """Every case that waits for a person or for an answer, and how long it has taken lately."""
    lot = await _parked(app)
    seen, unsent = await board.view(app.tx, app.state, app.clock()), await Outbox(app.tx).waiting()
    return app.pages.render(
        request,
        "desk.html",
        lot=lot,
        unsent=unsent,
        services=SERVICES,
        desk=seen.cases,
        waits=seen.waits,
        now=app.clock(),
        cases=_drawn(request, app, seen),
    )


@router.get("/live")
async def watch_desk(request: Request, app: CurrentApp) -> Response:
    """The desk's changing part."""

    async def render() -> str:
        return str(_drawn(request, app, await board.view(app.tx, app.state, app.clock())))

    return stream(request, app.live, DESK, render, of="desk")


@router.get("/cases/{case_id}")
async def show_case(case_id: str, request: Request, app: CurrentApp) -> Response:
    """One case: who was asked and why, what became of it, and what can be done by hand."""
    return await _case(case_id, request, app)


@router.get("/cases/{case_id}/live")
async def watch_case(case_id: str, request: Request, app: CurrentApp) -> Response:
    """The case's changing part."""
    await _found(case_id, app)

    async def render() -> str:
        return app.pages.fragment(request, "desk_progress.html", **await _found(case_id, app))

    return stream(request, app.live, DESK, render, of=case_id)


@router.post("/cases/{case_id}/assign")
async def assign(case_id: str, request: Request, app: CurrentApp) -> Response:
    """Give the case to a supervisor, named by id or e-mail address, from a time."""
    form = await request.form()
    who, start = str(form.get("supervisor", "")).strip(), _moment(str(form.get("slot", "")), app)
    if start is None:
        return await _case(case_id, request, app, {"slot": NOT_ASSIGNED[NotAheadError][1]}, typed={"supervisor": who})
    by_email = await Directory(app.tx).emails([address_key(who)])
    chosen = by_email.get(address_key(who), who)
    if not await Directory(app.tx).named([chosen]):
        return await _case(case_id, request, app, {"supervisor": NO_SUCH_SUPERVISOR}, typed={"supervisor": who})
    try:
        sure = bool(form.get("sure"))
        await app.run(lambda unit: manual.assign(unit, case_id, chosen, start, author(request), sure=sure))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH_CASE) from unknown
    except DoubtedError as doubted:
        asked = Doubted("assign", {"supervisor": chosen, "slot": start.isoformat()}, doubted)
        return await _case(case_id, request, app, doubted=asked, status=409)
    except tuple(NOT_ASSIGNED) as refused:
        status, why = NOT_ASSIGNED[type(refused)]
        typed = {"supervisor": who, "slot": start}
        return await _case(case_id, request, app, {"slot": why}, typed, status)
    return RedirectResponse(_path(case_id), 303)


@router.post("/cases/{case_id}/replace")
async def replace(case_id: str, request: Request, app: CurrentApp) -> Response:
    """Put another in a leader's place, at the same time."""
    form = await request.form()
    leader, successor = (str(form.get(name, "")).strip() for name in ("leader", "supervisor"))
    by_email = await Directory(app.tx).emails([address_key(successor)])
    chosen, sure = by_email.get(address_key(successor), successor), bool(form.get("sure"))
    if not await Directory(app.tx).named([chosen]):
        return await _case(case_id, request, app, {"case": NO_SUCH_SUPERVISOR})
    try:
        await app.run(lambda unit: manual.replace(unit, case_id, leader, chosen, author(request), sure=sure))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH_CASE) from unknown
    except DoubtedError as doubted:
        asked = Doubted("replace", {"leader": leader, "supervisor": chosen}, doubted)
        return await _case(case_id, request, app, doubted=asked, status=409)
    except tuple(NOT_REPLACED) as refused:
        status, why = NOT_REPLACED[type(refused)]
        return await _case(case_id, request, app, {"case": why}, status=status)
    return RedirectResponse(_path(case_id), 303)


@router.post("/cases/{case_id}/move")
async def move(case_id: str, request: Request, app: CurrentApp) -> Response:
    """Move the debriefing to another time; everybody is told."""
    form = await request.form()
    typed = str(form.get("start", "")) or str(form.get("other", ""))
    start, sure = _moment(typed, app), bool(form.get("sure"))
    if start is None:
        return await _case(case_id, request, app, {"other": NOT_MOVED[NotAheadError][1]})
    try:
        await app.run(lambda unit: manual.move(unit, case_id, start, author(request), sure=sure))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH_CASE) from unknown
    except DoubtedError as doubted:
        asked = Doubted("move", {"start": start.isoformat()}, doubted)
        return await _case(case_id, request, app, doubted=asked, status=409)
    except tuple(NOT_MOVED) as refused:
        status, why = NOT_MOVED[type(refused)]
        return await _case(case_id, request, app, {"other": why}, {"other": start}, status)
    return RedirectResponse(_path(case_id), 303)


@router.post("/cases/{case_id}/ask-again")
async def ask_again(case_id: str, request: Request, app: CurrentApp) -> Response:
    """Let the waves begin anew, for whoever was not asked yet or did not answer."""
    try:
        await app.run(lambda unit: manual.ask_again(unit, case_id, author(request)))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH_CASE) from unknown
    except tuple(NOT_ASKED_AGAIN) as refused:
        status, why = NOT_ASKED_AGAIN[type(refused)]
        return await _case(case_id, request, app, {"case": why}, status=status)
    return RedirectResponse(_path(case_id), 303)


@router.post("/cases/{case_id}/release")
async def release(case_id: str, request: Request, app: CurrentApp) -> Response:
    """Release a leader who can't come after all; another is sought at once."""
    who = str((await request.form()).get("supervisor", ""))
    try:
        await app.run(lambda unit: manual.release(unit, case_id, who, author(request)))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH_CASE) from unknown
    except tuple(NOT_RELEASED) as refused:
        status, why = NOT_RELEASED[type(refused)]
        return await _case(case_id, request, app, {"case": why}, status=status)
    return RedirectResponse(_path(case_id), 303)


@router.post("/cases/{case_id}/let-through")
async def let_through(case_id: str, request: Request, app: CurrentApp) -> Response:
    """Let a request through of which nobody knows whose it is."""
    try:
        await app.run(lambda unit: manual.let_through(unit, case_id, author(request)))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH_CASE) from unknown
    except tuple(NOT_LET_THROUGH) as refused:
        status, why = NOT_LET_THROUGH[type(refused)]
        return await _case(case_id, request, app, {"case": why}, status=status)
    return RedirectResponse(_path(case_id), 303)


@router.get("/cases/{case_id}/withdraw")
async def confirm_withdrawal(case_id: str, request: Request, app: CurrentApp) -> Response:
    """Ask whether it is meant; looking changes nothing."""
    found = await _found(case_id, app)
    if found["case"].state is CaseState.WITHDRAWN:
        return RedirectResponse(_path(case_id), 303)
    return app.pages.render(request, "desk_withdraw.html", **found)


@router.post("/cases/{case_id}/withdraw")
async def withdraw(case_id: str, request: Request, app: CurrentApp) -> Response:
    """Withdraw the request for whoever made it; said twice it is the same."""
    try:
        block = bool((await request.form()).get("block"))
        await app.run(lambda unit: manual.call_off(unit, case_id, author(request), block=block))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH_CASE) from unknown
    return RedirectResponse(_path(case_id), 303)


async def _parked(app: App) -> Lot | None:
    """How many messages are put aside, as it was within the last few seconds: a channel for each look is dear."""
    known: tuple[float, Lot | None] | None = app.state.get("parked")
    now = time.monotonic()
    if known is None or known[1] is None or now - known[0] > PARKED_FOR_SECONDS:
        known = (now, await put_aside(app.publisher, "booking", most=0))
        app.state["parked"] = known
    return known[1]


def _drawn(request: Request, app: App, seen: board.View) -> TemplateModule:
    """The cases as HTML: drawn once for all who read one language."""
    language = language_of(request)
    if language not in seen.drawn:
        seen.drawn[language] = app.pages.drawn(request, "desk_cases.html", desk=seen.cases)
    found: TemplateModule = seen.drawn[language]
    return found


async def _found(case_id: str, app: App) -> dict[str, Any]:
    found = await board.opened(app.tx, case_id, app.clock())
    if found is None:
        raise Problem(404, NO_SUCH_CASE)
    return {"opened": found, "case": found.case, "need": found.case.need, "here": _path(case_id)}


def _path(case_id: str) -> str:
    return f"/booking/desk/cases/{case_id}"


async def _case(
    case_id: str,
    request: Request,
    app: App,
    errors: dict[str, Text] | None = None,
    typed: dict[str, Any] | None = None,
    status: int = 422,
    doubted: "Doubted | None" = None,
) -> Response:
    found = await _found(case_id, app)
    who = request.query_params.get("who", "")[:200]
    return app.pages.render(
        request,
        "desk_case.html",
        status_code=status if errors or doubted else 200,
        doubted=doubted,
        who=who,
        errors=app.pages.translate_all(request, errors or {}),
        values=_shown(typed or {}, app),
        successors=await app.run(lambda unit: board.successors(unit, found["opened"], who)),
        helps=await app.run(lambda unit: board.helps(unit, found["opened"])),
        change_path=f"/{found['need'].status_link.split('/', 3)[-1]}/change",
        other_times=await app.run(lambda unit: board.other_times(unit, found["opened"])),
        **found,
    )


def _shown(typed: dict[str, Any], app: App) -> dict[str, Any]:
    return {
        name: app.pages.times.form_value(value) if isinstance(value, datetime) else value
        for name, value in typed.items()
    }


def _moment(typed: str, app: App) -> datetime | None:
    """An instant, or a time of the network's zone as forms give it; None where it is no time."""
    try:
        return app.pages.times.from_form(typed)
    except NotATimeError:
        return None
