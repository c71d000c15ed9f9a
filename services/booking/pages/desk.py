"""The coordinator's desk: every case that waits, live; one case with all that was tried, and what a person can do."""

import time
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from jinja2.environment import TemplateModule

from services.booking.api.cases import NOT_ASKED_AGAIN, NOT_ASSIGNED, NOT_LET_THROUGH, NOT_RELEASED
from services.booking.handlers import by_hand, desk
from services.booking.handlers.debriefing import DESK, NoSuchCaseError
from services.booking.model.debriefing import CaseState
from services.booking.rules.debriefing import NotAheadError
from services.booking.store import Store
from shared.fields import address_key
from shared.i18n import N_, Text
from shared.i18n.form_times import NotATimeError
from shared.parked import Lot
from shared.service import Runtime, runtime
from shared.web.access import author
from shared.web.language import language_of
from shared.web.problems import Problem
from shared.web.stream import stream
from shared.web.waiting import put_aside

router = APIRouter(prefix="/desk", include_in_schema=False)
Desk = Annotated[Runtime[Store], Depends(runtime)]
PARKED_FOR_SECONDS = 5.0
SERVICES = ("contracts", "booking", "notifications", "feedback")
NO_SUCH_CASE = N_("There is no such case.")
NO_SUCH_SUPERVISOR = N_("No supervisor has this id or e-mail address.")


@router.get("")
async def show_desk(request: Request, running: Desk) -> Response:
    """Every case that waits for a person or for an answer, and how long it has taken lately."""
    lot = await _parked(running)
    seen, unsent = await desk.view(running.store, running.memory, running.clock()), await running.store.outbox.waiting()
    return running.pages.render(
        request,
        "desk.html",
        lot=lot,
        unsent=unsent,
        services=SERVICES,
        desk=seen.cases,
        waits=seen.waits,
        now=running.clock(),
        cases=_drawn(request, running, seen),
    )


@router.get("/live")
async def watch_desk(request: Request, running: Desk) -> Response:
    """The desk's changing part."""

    async def render() -> str:
        return str(_drawn(request, running, await desk.view(running.store, running.memory, running.clock())))

    return stream(request, running.live, DESK, render, of="desk")


@router.get("/cases/{case_id}")
async def show_case(case_id: str, request: Request, running: Desk) -> Response:
    """One case: who was asked and why, what became of it, and what can be done by hand."""
    return await _case(case_id, request, running)


@router.get("/cases/{case_id}/live")
async def watch_case(case_id: str, request: Request, running: Desk) -> Response:
    """The case's changing part."""
    await _found(case_id, running)

    async def render() -> str:
        return running.pages.fragment(request, "desk_progress.html", **await _found(case_id, running))

    return stream(request, running.live, DESK, render, of=case_id)


@router.post("/cases/{case_id}/assign")
async def assign(case_id: str, request: Request, running: Desk) -> Response:
    """Give the case to a supervisor, named by id or e-mail address, from a time."""
    form = await request.form()
    who, start = str(form.get("supervisor", "")).strip(), _moment(str(form.get("slot", "")), running)
    if start is None:
        return await _case(
            case_id, request, running, {"slot": NOT_ASSIGNED[NotAheadError][1]}, typed={"supervisor": who}
        )
    by_email = await running.store.directory.emails([address_key(who)])
    chosen = by_email.get(address_key(who), who)
    if not await running.store.directory.named([chosen]):
        return await _case(case_id, request, running, {"supervisor": NO_SUCH_SUPERVISOR}, typed={"supervisor": who})
    try:
        await running.run(lambda unit: by_hand.assign(unit, case_id, chosen, start, author(request)))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH_CASE) from unknown
    except tuple(NOT_ASSIGNED) as refused:
        status, why = NOT_ASSIGNED[type(refused)]
        typed = {"supervisor": who, "slot": start}
        return await _case(case_id, request, running, {"slot": why}, typed, status)
    return RedirectResponse(_path(case_id), 303)


@router.post("/cases/{case_id}/ask-again")
async def ask_again(case_id: str, request: Request, running: Desk) -> Response:
    """Let the waves begin anew, for whoever was not asked yet or did not answer."""
    try:
        await running.run(lambda unit: by_hand.ask_again(unit, case_id, author(request)))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH_CASE) from unknown
    except tuple(NOT_ASKED_AGAIN) as refused:
        status, why = NOT_ASKED_AGAIN[type(refused)]
        return await _case(case_id, request, running, {"case": why}, status=status)
    return RedirectResponse(_path(case_id), 303)


@router.post("/cases/{case_id}/release")
async def release(case_id: str, request: Request, running: Desk) -> Response:
    """Release a leader who can't come after all; another is sought at once."""
    who = str((await request.form()).get("supervisor", ""))
    try:
        await running.run(lambda unit: by_hand.release(unit, case_id, who, author(request)))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH_CASE) from unknown
    except tuple(NOT_RELEASED) as refused:
        status, why = NOT_RELEASED[type(refused)]
        return await _case(case_id, request, running, {"case": why}, status=status)
    return RedirectResponse(_path(case_id), 303)


@router.post("/cases/{case_id}/let-through")
async def let_through(case_id: str, request: Request, running: Desk) -> Response:
    """Let a request through of which nobody knows whose it is."""
    try:
        await running.run(lambda unit: by_hand.let_through(unit, case_id, author(request)))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH_CASE) from unknown
    except tuple(NOT_LET_THROUGH) as refused:
        status, why = NOT_LET_THROUGH[type(refused)]
        return await _case(case_id, request, running, {"case": why}, status=status)
    return RedirectResponse(_path(case_id), 303)


@router.get("/cases/{case_id}/withdraw")
async def confirm_withdrawal(case_id: str, request: Request, running: Desk) -> Response:
    """Ask whether it is meant; looking changes nothing."""
    found = await _found(case_id, running)
    if found["case"].state is CaseState.WITHDRAWN:
        return RedirectResponse(_path(case_id), 303)
    return running.pages.render(request, "desk_withdraw.html", **found)


@router.post("/cases/{case_id}/withdraw")
async def withdraw(case_id: str, request: Request, running: Desk) -> Response:
    """Withdraw the request for whoever made it; said twice it is the same."""
    try:
        await running.run(lambda unit: by_hand.call_off(unit, case_id, author(request)))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH_CASE) from unknown
    return RedirectResponse(_path(case_id), 303)


async def _parked(running: Runtime[Store]) -> Lot | None:
    """How many messages are put aside, as it was within the last few seconds: a channel for each look is dear."""
    known: tuple[float, Lot | None] | None = running.memory.get("parked")
    now = time.monotonic()
    if known is None or known[1] is None or now - known[0] > PARKED_FOR_SECONDS:
        known = (now, await put_aside(running.publisher, "booking", most=0))
        running.memory["parked"] = known
    return known[1]


def _drawn(request: Request, running: Runtime[Store], seen: desk.View) -> TemplateModule:
    """The cases as HTML: drawn once for all who read one language."""
    language = language_of(request)
    if language not in seen.drawn:
        seen.drawn[language] = running.pages.drawn(request, "desk_cases.html", desk=seen.cases)
    found: TemplateModule = seen.drawn[language]
    return found


async def _found(case_id: str, running: Runtime[Store]) -> dict[str, Any]:
    found = await desk.opened(running.store, case_id)
    if found is None:
        raise Problem(404, NO_SUCH_CASE)
    return {"opened": found, "case": found.case, "need": found.case.need, "here": _path(case_id)}


def _path(case_id: str) -> str:
    return f"/booking/desk/cases/{case_id}"


async def _case(
    case_id: str,
    request: Request,
    running: Runtime[Store],
    errors: dict[str, Text] | None = None,
    typed: dict[str, Any] | None = None,
    status: int = 422,
) -> Response:
    found = await _found(case_id, running)
    return running.pages.render(
        request,
        "desk_case.html",
        status_code=status if errors else 200,
        errors=running.pages.translate_all(request, errors or {}),
        values=_shown(typed or {}, running),
        suggested=await desk.suggestions(running.store, found["opened"], running.settings.zone, running.clock()),
        **found,
    )


def _shown(typed: dict[str, Any], running: Runtime[Store]) -> dict[str, Any]:
    return {
        name: running.pages.times.form_value(value) if isinstance(value, datetime) else value
        for name, value in typed.items()
    }


def _moment(typed: str, running: Runtime[Store]) -> datetime | None:
    """An instant, or a time of the network's zone as forms give it; None where it is no time."""
    try:
        return running.pages.times.from_form(typed)
    except NotATimeError:
        return None
