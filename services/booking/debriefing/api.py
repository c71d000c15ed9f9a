"""Debriefing cases over JSON: what the coordinator sees of each, and assigning by hand."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from services.booking.debriefing import routing
from services.booking.debriefing.handlers import manual
from services.booking.debriefing.handlers.cases import NoSuchCaseError
from services.booking.debriefing.handlers.manual import (
    NOT_ASKED_AGAIN,
    NOT_ASSIGNED,
    NOT_LET_THROUGH,
    NOT_MOVED,
    NOT_RELEASED,
    NOT_REPLACED,
)
from services.booking.debriefing.model import Case, CaseState
from services.booking.debriefing.schemas import AssignLeader, MoveDebriefing, ReleaseLeader, ReplaceLeader
from services.booking.debriefing.store import Cases
from services.booking.directory.store.supervisors import Directory
from services.booking.network.store import NetworkStore
from shared.app.service import App, CurrentApp
from shared.i18n import N_
from shared.web.problems import Problem
from shared.web.security.access import TOKEN_SHOWN, author

router = APIRouter(prefix="/api/cases", dependencies=[TOKEN_SHOWN], tags=["cases"])
NO_SUCH = N_("There is no such case, or no such supervisor.")


@router.get("")
async def list_cases(
    app: CurrentApp, state: CaseState | None = None, after: str = "", limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[dict[str, Any]]:
    """Cases by id, a page at a time; of one `state` where it is given."""
    return [summary(case) for case in await Cases(app.tx).page(state, after, limit)]


@router.get("/{case_id}")
async def show_case(case_id: str, app: CurrentApp) -> dict[str, Any]:
    """One case: who was asked in which wave and what became of it, and who was looked at and passed over, and why."""
    case = await _case_or_404(case_id, app)
    considered = await Cases(app.tx).considered(case_id)
    return {**summary(case), "considered": [each.model_dump(mode="json") for each in considered]}


@router.get("/{case_id}/why")
async def explain(
    case_id: str, app: CurrentApp, after: str = "", limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> list[dict[str, Any]]:
    """Every supervisor of the network, a page at a time, and why they were or weren't asked for this case.

    Who was looked at has the reason of that moment; for the others the rules are asked now.
    """
    case, network = await _case_or_404(case_id, app), await NetworkStore(app.tx).read()
    seen = {each.supervisor_id: each for each in await Cases(app.tx).considered(case_id)}
    rows = []
    for supervisor in await Directory(app.tx).page(after, limit):
        if (found := seen.get(supervisor.id)) is not None:
            rows.append(found.model_dump(mode="json"))
        else:
            why = routing.unfit(supervisor, case.need, network, case.also_called) or ("not_reached",)
            rows.append({"supervisor_id": supervisor.id, "name": supervisor.name, "wave": None, "why": list(why)})
    return rows


@router.post("/{case_id}/assign")
async def assign(case_id: str, assignment: AssignLeader, request: Request, app: CurrentApp) -> dict[str, Any]:
    """Give the case to a supervisor by hand; they get the same mails and page as if they had accepted."""
    try:
        case = await app.run(
            lambda unit: manual.assign(unit, case_id, assignment.supervisor, assignment.slot, author(request))
        )
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH) from unknown
    except tuple(NOT_ASSIGNED) as refused:
        raise Problem(*NOT_ASSIGNED[type(refused)]) from refused
    return summary(case)


@router.post("/{case_id}/ask-again")
async def ask_again(case_id: str, request: Request, app: CurrentApp) -> dict[str, Any]:
    """Let the waves begin anew, for whoever was not asked yet or did not answer."""
    try:
        case = await app.run(lambda unit: manual.ask_again(unit, case_id, author(request)))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH) from unknown
    except tuple(NOT_ASKED_AGAIN) as refused:
        raise Problem(*NOT_ASKED_AGAIN[type(refused)]) from refused
    return summary(case)


@router.post("/{case_id}/release")
async def release(case_id: str, sent: ReleaseLeader, request: Request, app: CurrentApp) -> dict[str, Any]:
    """Release a leader who had accepted and can't after all: their time is free, and another is sought at once."""
    try:
        case = await app.run(lambda unit: manual.release(unit, case_id, sent.supervisor, author(request)))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH) from unknown
    except tuple(NOT_RELEASED) as refused:
        raise Problem(*NOT_RELEASED[type(refused)]) from refused
    return summary(case)


@router.post("/{case_id}/replace")
async def replace(case_id: str, sent: ReplaceLeader, request: Request, app: CurrentApp) -> dict[str, Any]:
    """Put another in the place of a leader, at the same time; nobody else is asked, and everybody is told."""
    try:
        case = await app.run(lambda unit: manual.replace(unit, case_id, sent.leader, sent.supervisor, author(request)))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH) from unknown
    except tuple(NOT_REPLACED) as refused:
        raise Problem(*NOT_REPLACED[type(refused)]) from refused
    return summary(case)


@router.post("/{case_id}/move")
async def move(case_id: str, sent: MoveDebriefing, request: Request, app: CurrentApp) -> dict[str, Any]:
    """Move the debriefing to another time, at which nobody who leads it has another session; everybody is told."""
    try:
        case = await app.run(lambda unit: manual.move(unit, case_id, sent.slot, author(request)))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH) from unknown
    except tuple(NOT_MOVED) as refused:
        raise Problem(*NOT_MOVED[type(refused)]) from refused
    return summary(case)


@router.post("/{case_id}/let-through")
async def let_through(case_id: str, request: Request, app: CurrentApp) -> dict[str, Any]:
    """Let a request through of which nobody knows whose it is: others than the first wave are asked, too."""
    try:
        return summary(await app.run(lambda unit: manual.let_through(unit, case_id, author(request))))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH) from unknown
    except tuple(NOT_LET_THROUGH) as refused:
        raise Problem(*NOT_LET_THROUGH[type(refused)]) from refused


@router.post("/{case_id}/withdraw")
async def withdraw(case_id: str, request: Request, app: CurrentApp) -> dict[str, Any]:
    """Withdraw the request for whoever made it; said twice it is the same."""
    try:
        return summary(await app.run(lambda unit: manual.call_off(unit, case_id, author(request))))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH) from unknown


def summary(case: Case) -> dict[str, Any]:
    """A case as the coordinator sees it in a list; no links, no keys."""
    need = case.need
    return {
        "id": case.id,
        "state": case.state.value,
        "needs": case.needs,
        "organisation": need.organisation,
        "verified": need.verified,
        "speaks_for_organisation": need.speaks_for_organisation,
        "vouched": need.vouched,
        "released": case.released,
        "contact": need.contact.model_dump(),
        "place": need.place.model_dump(),
        "participants": need.participants,
        "languages": need.languages,
        "leaders_wanted": need.leaders,
        "window": need.window.model_dump(mode="json"),
        "wave": case.wave,
        "answer_by": case.answer_by,
        "slot": case.slot and case.slot.model_dump(mode="json"),
        "contact_made": case.contact_made,
        "offers": [
            offer.model_dump(
                mode="json", include={"supervisor_id", "name", "wave", "state", "offered_at", "answered_at"}
            )
            for offer in case.offers
        ],
    }


async def _case_or_404(case_id: str, app: App) -> Case:
    case = await Cases(app.tx).find(case_id)
    if case is None:
        raise Problem(404, NO_SUCH)
    return case
