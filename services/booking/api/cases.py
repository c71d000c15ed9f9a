"""Debriefing cases over JSON: what the coordinator sees of each, and assigning by hand."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from services.booking.handlers import by_hand
from services.booking.handlers.by_hand import NobodyLeftError
from services.booking.handlers.debriefing import NoSuchCaseError
from services.booking.model.debriefing import Case
from services.booking.rules import routing
from services.booking.rules.debriefing import NotAheadError, NotOfferedError, NotOpenError
from services.booking.rules.leading import BegunError, LeadsAlreadyError, NotLeadingError
from services.booking.rules.moments import Moment
from services.booking.store.cases import Cases
from services.booking.store.directory import Directory
from services.booking.store.network import NetworkStore
from shared.app.service import App, CurrentApp
from shared.fields import Strict
from shared.i18n import N_, Text
from shared.store.mongo import DuplicateKey
from shared.web.access import TOKEN_SHOWN, author
from shared.web.problems import Problem

router = APIRouter(prefix="/api/cases", dependencies=[TOKEN_SHOWN], tags=["cases"])
NO_SUCH = N_("There is no such case, or no such supervisor.")
# Why something can't be done by hand, with its status: for the API and for the desk's page.
Refusals = Mapping[type[Exception], tuple[int, Text]]
NOT_ASSIGNED: Refusals = {
    NotAheadError: (422, N_("Give a time that is still to come, within a year.")),
    NotOfferedError: (422, N_("The first leader has fixed another time; give the second one that.")),
    NotOpenError: (409, N_("This case needs no more leaders.")),
    LeadsAlreadyError: (409, N_("This supervisor leads it already. Choose another for the second.")),
    DuplicateKey: (409, N_("The supervisor has a session at that time. Choose another time or supervisor.")),
}
NOT_RELEASED: Refusals = {
    NotLeadingError: (409, N_("This supervisor does not lead the debriefing. Look at who does.")),
    BegunError: (409, N_("The debriefing's time has come, so its leaders can't be changed: mark whether it was held.")),
}
NOT_ASKED_AGAIN: Refusals = {
    NotOpenError: (409, N_("Supervisors are still being asked, or nobody is missing. There is nothing to ask again.")),
    NobodyLeftError: (409, N_("Nobody who fits and is free is left to be asked. Give it to somebody by hand.")),
}
NOT_LET_THROUGH: Refusals = {
    NotOpenError: (409, N_("Nothing holds this request back: there is nothing to let through.")),
}


class Assignment(Strict):
    """Who is to lead, and from when. Where a first leader has fixed the time, `slot` must be that."""

    supervisor: str
    slot: Moment


class Release(Strict):
    """Which leader is to be released, by id."""

    supervisor: str


@router.get("")
async def list_cases(
    app: CurrentApp, state: str | None = None, after: str = "", limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[dict[str, Any]]:
    """Cases by id, a page at a time; of one `state` where it is given."""
    return [summary(case) for case in await Cases(app.tx).page(state, after, limit)]


@router.get("/{case_id}")
async def show_case(case_id: str, app: CurrentApp) -> dict[str, Any]:
    """One case: who was asked in which wave and what became of it, and who was looked at and passed over, and why."""
    case = await _known(case_id, app)
    considered = await Cases(app.tx).considered(case_id)
    return {**summary(case), "considered": [each.model_dump(mode="json") for each in considered]}


@router.get("/{case_id}/why")
async def explain(
    case_id: str, app: CurrentApp, after: str = "", limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> list[dict[str, Any]]:
    """Every supervisor of the network, a page at a time, and why they were or weren't asked for this case.

    Who was looked at has the reason of that moment; for the others the rules are asked now.
    """
    case, network = await _known(case_id, app), await NetworkStore(app.tx).read()
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
async def assign(case_id: str, assignment: Assignment, request: Request, app: CurrentApp) -> dict[str, Any]:
    """Give the case to a supervisor by hand; they get the same mails and page as if they had accepted."""
    try:
        case = await app.run(
            lambda unit: by_hand.assign(unit, case_id, assignment.supervisor, assignment.slot, author(request))
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
        case = await app.run(lambda unit: by_hand.ask_again(unit, case_id, author(request)))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH) from unknown
    except tuple(NOT_ASKED_AGAIN) as refused:
        raise Problem(*NOT_ASKED_AGAIN[type(refused)]) from refused
    return summary(case)


@router.post("/{case_id}/release")
async def release(case_id: str, sent: Release, request: Request, app: CurrentApp) -> dict[str, Any]:
    """Release a leader who had accepted and can't after all: their time is free, and another is sought at once."""
    try:
        case = await app.run(lambda unit: by_hand.release(unit, case_id, sent.supervisor, author(request)))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH) from unknown
    except tuple(NOT_RELEASED) as refused:
        raise Problem(*NOT_RELEASED[type(refused)]) from refused
    return summary(case)


@router.post("/{case_id}/let-through")
async def let_through(case_id: str, request: Request, app: CurrentApp) -> dict[str, Any]:
    """Let a request through of which nobody knows whose it is: others than the first wave are asked, too."""
    try:
        return summary(await app.run(lambda unit: by_hand.let_through(unit, case_id, author(request))))
    except NoSuchCaseError as unknown:
        raise Problem(404, NO_SUCH) from unknown
    except tuple(NOT_LET_THROUGH) as refused:
        raise Problem(*NOT_LET_THROUGH[type(refused)]) from refused


@router.post("/{case_id}/withdraw")
async def withdraw(case_id: str, request: Request, app: CurrentApp) -> dict[str, Any]:
    """Withdraw the request for whoever made it; said twice it is the same."""
    try:
        return summary(await app.run(lambda unit: by_hand.call_off(unit, case_id, author(request))))
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


async def _known(case_id: str, app: App) -> Case:
    case = await Cases(app.tx).find(case_id)
    if case is None:
        raise Problem(404, NO_SUCH)
    return case
