"""The coordinator's pages: inquiries and how far each has come, and one of them with all that can be done."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.contracts.agreements.handlers.drafting import WrongTermsError
from services.contracts.agreements.permissions import viewer
from services.contracts.agreements.presets import FORMS
from services.contracts.inquiries import handlers
from services.contracts.inquiries.handlers import NobodyToAskError
from services.contracts.inquiries.lifecycle import NotPossibleError, NotWillingError, may_be_asked
from services.contracts.inquiries.model import Inquiry
from services.contracts.inquiries.store import LATEST, Inquiries
from services.contracts.inquiries.suggestions import is_wished, suggested
from services.contracts.network.store import Supervisors
from services.contracts.organisations.handlers import NameTakenError
from services.contracts.organisations.store import Organisations
from services.contracts.web import text
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.messages.base import Instant
from shared.messaging.unit_of_work import Unit
from shared.store.mongo import DuplicateKey
from shared.web.problems import Problem
from shared.web.security.access import author

router = APIRouter(prefix="/inquiries", include_in_schema=False)
HERE = "/contracts/inquiries"
ROWS = 25
NOT_KNOWN = N_("There is no such inquiry. Look for it in the list.")
NOT_NOW = N_("This can't be done with the inquiry now. Load the page again to see how far it has come.")
CHOOSE_SOMEBODY = N_("Choose at least one supervisor who hasn't been asked yet.")
NOT_WILLING = N_("Only a supervisor who has said yes can be chosen.")
TAKEN = N_("There is an organisation with this name already. Choose it from the list.")
NO_DRAFT = N_("The draft can't be made: the organisation or the supervisor isn't known any more. Choose again.")


@router.get("")
async def show_list(request: Request, app: CurrentApp, before: Instant = LATEST) -> Response:
    """Inquiries, the latest first."""
    found = await Inquiries(app.tx).page(before, ROWS + 1)
    return app.pages.render(
        request,
        "inquiries.html",
        rows=found[:ROWS],
        forms=FORMS,
        more=found[ROWS - 1].received_at.isoformat() if len(found) > ROWS else None,
        is_first=before == LATEST,
    )


@router.get("/{inquiry_id}")
async def show(inquiry_id: str, request: Request, app: CurrentApp) -> Response:
    """One inquiry, and whom it suits."""
    return await _inquiry_page(request, app, await _inquiry_or_404(inquiry_id, app))


@router.post("/{inquiry_id}/offer")
async def offer(inquiry_id: str, request: Request, app: CurrentApp) -> Response:
    """The supervisors who are ticked are asked."""
    names = [each for each in (await request.form()).getlist("supervisors") if isinstance(each, str)][:100]
    return await _done(request, app, inquiry_id, lambda unit: handlers.offer(unit, inquiry_id, names, author(request)))


@router.post("/{inquiry_id}/choose")
async def choose(inquiry_id: str, request: Request, app: CurrentApp) -> Response:
    """One of those who said yes takes it."""
    name = text(await request.form(), "supervisor")
    return await _done(request, app, inquiry_id, lambda unit: handlers.choose(unit, inquiry_id, name, author(request)))


@router.post("/{inquiry_id}/close")
async def close(inquiry_id: str, request: Request, app: CurrentApp) -> Response:
    """Nothing comes of it."""
    return await _done(request, app, inquiry_id, lambda unit: handlers.close(unit, inquiry_id, author(request)))


@router.post("/{inquiry_id}/draft")
async def draft(inquiry_id: str, request: Request, app: CurrentApp) -> Response:
    """A contract's draft with all that is known."""
    organisation = text(await request.form(), "organisation")
    answer = await _done(
        request, app, inquiry_id, lambda unit: handlers.draft(unit, inquiry_id, organisation, viewer(request))
    )
    if answer.status_code != 303:
        return answer
    made = await _inquiry_or_404(inquiry_id, app)
    return RedirectResponse(f"/contracts/agreements/{made.agreement_id}", 303)


async def _done(request: Request, app: App, inquiry_id: str, decide: Callable[[Unit], Awaitable[Inquiry]]) -> Response:
    inquiry = await _inquiry_or_404(inquiry_id, app)
    try:
        await app.run(decide)
    except NotPossibleError:
        return await _inquiry_page(request, app, inquiry, NOT_NOW, 409)
    except NobodyToAskError:
        return await _inquiry_page(request, app, inquiry, CHOOSE_SOMEBODY, 422)
    except NotWillingError:
        return await _inquiry_page(request, app, inquiry, NOT_WILLING, 422)
    except (NameTakenError, DuplicateKey):
        return await _inquiry_page(request, app, inquiry, TAKEN, 422)
    except (WrongTermsError, ValidationError):
        return await _inquiry_page(request, app, inquiry, NO_DRAFT, 422)
    return RedirectResponse(f"{HERE}/{inquiry_id}", 303)


async def _inquiry_or_404(inquiry_id: str, app: App) -> Inquiry:
    found: Inquiry | None = await Inquiries(app.tx).find(inquiry_id)
    if found is None:
        raise Problem(404, NOT_KNOWN)
    return found


async def _inquiry_page(
    request: Request, app: App, inquiry: Inquiry, refused: Text | None = None, status: int = 200
) -> Response:
    now = app.clock()
    everybody = suggested(inquiry, await Supervisors(app.tx).everybody())
    return app.pages.render(
        request,
        "inquiry.html",
        status,
        i=inquiry,
        now=now,
        forms=FORMS,
        askable=[each for each in everybody if may_be_asked(inquiry, each.id, now)],
        picked=[each.id for each in everybody if is_wished(inquiry, each) and may_be_asked(inquiry, each.id, now)],
        organisations=await Organisations(app.tx).everybody() if inquiry.state == "matched" else (),
        refused=refused,
        errors={},
        values={},
    )
