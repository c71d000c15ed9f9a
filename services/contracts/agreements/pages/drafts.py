"""The pages of who drafts: contracts and how far each has come, a new one, and the draft itself."""

from collections.abc import Mapping
from typing import Any, cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.contracts.agreements.checks import ANCHORS, Anchor, advice, missing
from services.contracts.agreements.clauses import EVALUATIONS, ROLES, WEEKDAYS, text_of
from services.contracts.agreements.commands import INCOMPLETE, pdf_of, run
from services.contracts.agreements.facts import TITLE
from services.contracts.agreements.handlers import drafting, offering, viewing
from services.contracts.agreements.handlers.drafting import WrongTermsError
from services.contracts.agreements.handlers.offering import IncompleteError
from services.contracts.agreements.model import Agreement
from services.contracts.agreements.pages.draft_form import at_fields, meant, shown, typed
from services.contracts.agreements.permissions import viewer
from services.contracts.agreements.presets import FORMS
from services.contracts.agreements.schemas import DraftGiven, TermsGiven
from services.contracts.agreements.store import LATEST, Agreements
from services.contracts.agreements.summary import PARTS, STATES, Summary
from services.contracts.agreements.words import writer
from services.contracts.network.store import Supervisors
from services.contracts.organisations.store import Organisations
from services.contracts.web import text
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.messages.base import Instant
from shared.web.language import language_of
from shared.web.validation import sentences

router = APIRouter(prefix="/agreements", include_in_schema=False)
ROWS = 50
HERE = "/contracts/agreements"
CHOOSE = N_("Choose the organisation.")
NAME = N_("Write what the contract is called, for example the unit or the group.")


@router.get("")
async def show_list(request: Request, app: CurrentApp, before: Instant = LATEST) -> Response:
    """Contracts by their last change: all to the coordinator, their own to a supervisor."""
    seen = viewer(request)
    own = None if seen.coordinator else seen.supervisor or ""
    found = await Agreements(app.tx).page(before, ROWS + 1, own)
    return app.pages.render(
        request,
        "agreements.html",
        rows=[(each, _missing(each)) for each in found[:ROWS]],
        more=found[ROWS - 1].changed_at.isoformat() if len(found) > ROWS else None,
        is_first=before == LATEST,
        states=STATES,
    )


@router.get("/new")
async def show_new(request: Request, app: CurrentApp) -> Response:
    """For whom, and of which form: all else has its usual answer."""
    return await _new(request, app, {})


@router.post("/new")
async def draft(request: Request, app: CurrentApp) -> Response:
    """A draft with its form's usual terms."""
    form = await request.form()
    values = {name: text(form, name) for name in ("title", "form", "organisation")}
    try:
        given = DraftGiven.model_validate({name: value for name, value in values.items() if value.strip()})
        made = await app.run(lambda unit: drafting.draft(unit, given, viewer(request)))
    except ValidationError as wrong:
        empty = {"title": NAME, "organisation": CHOOSE}
        errors = {
            name: empty.get(name, said) if not values.get(name) else said for name, said in sentences(wrong).items()
        }
        return await _new(request, app, values, errors)
    except WrongTermsError as wrong:
        return await _new(request, app, values, wrong.fields)
    return RedirectResponse(f"{HERE}/{made.id}", 303)


@router.get("/{agreement_id}")
async def show(agreement_id: str, request: Request, app: CurrentApp) -> Response:
    """The draft beside its text; once it is offered, who has signed."""
    agreement = await run(app, lambda unit: viewing.known(unit, agreement_id, viewer(request)))
    return await _draft_page(request, app, agreement)


@router.post("/{agreement_id}")
async def change(agreement_id: str, request: Request, app: CurrentApp) -> Response:
    """One part of the draft as it was typed."""
    form = await request.form()
    part = cast("Anchor", text(form, "part")) if text(form, "part") in ANCHORS else "parties"
    values = typed(form, part)
    try:
        given = TermsGiven.model_validate(meant(values, part))
        await run_or_wrong(app, agreement_id, given, request)
    except (ValidationError, WrongTermsError) as wrong:
        agreement = await run(app, lambda unit: viewing.known(unit, agreement_id, viewer(request)))
        errors = sentences(wrong) if isinstance(wrong, ValidationError) else wrong.fields
        return await _draft_page(request, app, agreement, part, values, at_fields(errors), 422)
    return RedirectResponse(f"{HERE}/{agreement_id}?part={part}#{part}", 303)


@router.post("/{agreement_id}/offer")
async def offer(agreement_id: str, request: Request, app: CurrentApp) -> Response:
    """To be signed; with gaps, to the list of them."""
    try:
        await run(app, lambda unit: _offered(unit, agreement_id, request))
    except _GapsError:
        agreement = await run(app, lambda unit: viewing.known(unit, agreement_id, viewer(request)))
        return await _draft_page(request, app, agreement, refused=INCOMPLETE, status=409)
    return RedirectResponse(f"{HERE}/{agreement_id}", 303)


@router.post("/{agreement_id}/revise")
async def revise(agreement_id: str, request: Request, app: CurrentApp) -> Response:
    """A draft again."""
    await run(app, lambda unit: offering.revise(unit, agreement_id, viewer(request)))
    return RedirectResponse(f"{HERE}/{agreement_id}", 303)


@router.post("/{agreement_id}/withdraw")
async def withdraw(agreement_id: str, request: Request, app: CurrentApp) -> Response:
    """Nothing comes of it."""
    await run(app, lambda unit: offering.withdraw(unit, agreement_id, viewer(request)))
    return RedirectResponse(f"{HERE}/{agreement_id}", 303)


@router.get("/{agreement_id}/document.pdf")
async def document(agreement_id: str, request: Request, app: CurrentApp) -> Response:
    """The contract as a document."""
    agreement = await run(app, lambda unit: viewing.known(unit, agreement_id, viewer(request)))
    return await pdf_of(app, agreement)


class _GapsError(Exception):
    """Something is missing."""


async def _offered(unit: Any, agreement_id: str, request: Request) -> Agreement:
    try:
        return await offering.offer(unit, agreement_id, viewer(request))
    except IncompleteError:
        raise _GapsError from None


async def run_or_wrong(app: App, agreement_id: str, given: TermsGiven, request: Request) -> None:
    """Change the draft. Raises WrongTermsError, and Problem for all else."""
    wrong: list[WrongTermsError] = []

    async def decide(unit: Any) -> None:
        try:
            await drafting.change(unit, agreement_id, given, viewer(request))
        except WrongTermsError as refused:
            wrong.append(refused)

    await run(app, decide)
    if wrong:
        raise wrong[0]


def _missing(agreement: Agreement) -> int:
    return len(missing(agreement.terms)) if agreement.state == "draft" else 0


async def _new(
    request: Request, app: App, values: Mapping[str, Any], errors: Mapping[str, Text] | None = None
) -> Response:
    return app.pages.render(
        request,
        "agreement_new.html",
        422 if errors else 200,
        organisations=await Organisations(app.tx).everybody(),
        forms=FORMS,
        values=values,
        errors=app.pages.translate_all(request, errors or {}),
    )


async def _draft_page(
    request: Request,
    app: App,
    agreement: Agreement,
    part: Anchor | None = None,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
    refused: Text | None = None,
) -> Response:
    is_draft = agreement.state == "draft"
    words = writer(agreement.terms.language)
    part = part or cast("Anchor | None", request.query_params.get("part"))
    return app.pages.render(
        request,
        "agreement.html",
        status,
        a=agreement,
        part=part,
        refused=refused,
        lacks=missing(agreement.terms) if is_draft else (),
        advices=advice(agreement.terms) if is_draft else (),
        clauses=agreement.text or text_of(agreement.terms, words),
        paper_title=words.say(TITLE),
        parts=PARTS,
        summary=Summary(agreement.terms, writer(language_of(request))),
        supervisors=await Supervisors(app.tx).everybody() if is_draft else (),
        forms=FORMS,
        weekdays=WEEKDAYS,
        evaluations=EVALUATIONS,
        roles=ROLES,
        states=STATES,
        values={**shown(agreement.terms), **(values or {})},
        errors=app.pages.translate_all(request, errors or {}),
    )
