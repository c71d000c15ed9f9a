"""JSON for the coordinator's tools: contracts drafted, changed, offered, withdrawn, listed, and read as documents."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ValidationError

from services.contracts.agreements.checks import Lack, advice, missing
from services.contracts.agreements.commands import pdf_of, run
from services.contracts.agreements.handlers import drafting, offering, viewing
from services.contracts.agreements.model import Agreement, Signer, State, Terms
from services.contracts.agreements.permissions import viewer
from services.contracts.agreements.schemas import DraftGiven, TermsGiven
from services.contracts.agreements.store import LATEST, Agreements
from services.contracts.web import body_of, json_of
from shared.app.service import App, CurrentApp
from shared.messages.base import Instant
from shared.messaging.unit_of_work import Unit
from shared.web.problems import LOOK_AT_FIELDS, Problem
from shared.web.security.access import TOKEN_SHOWN
from shared.web.validation import sentences

G = TypeVar("G", bound=TermsGiven)
router = APIRouter(prefix="/api", tags=["contracts"])


class LackShown(BaseModel):
    """What the contract lacks, and why it is needed."""

    clause: str
    why: str


class SignerShown(BaseModel):
    """Who signs; `signed_at` once they have."""

    role: str
    name: str
    signed_at: datetime | None


class ContractShown(BaseModel):
    """A contract: how far it has come, what it lacks before it can be offered, what may serve better, and its terms."""

    id: str
    number: str
    state: State
    version: int
    revision: int
    title: str
    organisation: str
    missing: list[LackShown]
    advice: list[str]
    signers: list[SignerShown]
    answer_by: datetime | None
    signed_at: datetime | None
    changed_at: datetime
    terms: Terms


@router.get("/contracts", dependencies=[TOKEN_SHOWN])
async def list_contracts(
    request: Request,
    app: CurrentApp,
    state: State | None = None,
    before: Instant = LATEST,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> list[ContractShown]:
    """Contracts, the last changed first; a page at a time: ask again with the last one's `changed_at` as `before`."""
    seen = viewer(request)
    own = None if seen.coordinator else seen.supervisor or ""
    found = await Agreements(app.tx).page(before, limit, own, states=(state,) if state else ())
    return [_shown(each, request, app) for each in found]


@router.post("/contracts", status_code=201, dependencies=[TOKEN_SHOWN], openapi_extra=body_of(DraftGiven))
async def draft_contract(request: Request, app: CurrentApp) -> ContractShown:
    """A new draft: its form's usual terms, and what is sent in their place. `organisation` is a known one's id,
    `supervisors` are ids of the network's, `price` is in euros, `vat` in percent.
    """
    given = _understood(DraftGiven, await json_of(request))
    return await _done(request, app, lambda unit: drafting.draft(unit, given, viewer(request)))


@router.get("/contracts/{contract_id}", dependencies=[TOKEN_SHOWN])
async def read_contract(contract_id: str, request: Request, app: CurrentApp) -> ContractShown:
    """One contract."""
    return await _done(request, app, lambda unit: viewing.known(unit, contract_id, viewer(request)))


@router.patch("/contracts/{contract_id}", dependencies=[TOKEN_SHOWN], openapi_extra=body_of(TermsGiven))
async def change_contract(contract_id: str, request: Request, app: CurrentApp) -> ContractShown:
    """Other terms for a draft; what is not sent stays, null takes something out."""
    given = _understood(TermsGiven, await json_of(request))
    return await _done(request, app, lambda unit: drafting.change(unit, contract_id, given, viewer(request)))


@router.post(
    "/contracts/{contract_id}/offer",
    dependencies=[TOKEN_SHOWN],
    responses={409: {"description": "Something is missing, and `fields` names it; or it is no draft."}},
)
async def offer_contract(contract_id: str, request: Request, app: CurrentApp) -> ContractShown:
    """To be signed: the first signer is mailed a link."""
    return await _done(request, app, lambda unit: offering.offer(unit, contract_id, viewer(request)))


@router.post("/contracts/{contract_id}/revise", dependencies=[TOKEN_SHOWN])
async def revise_contract(contract_id: str, request: Request, app: CurrentApp) -> ContractShown:
    """A draft again, to change something or to exchange a signer: once it is offered anew, all sign anew."""
    return await _done(request, app, lambda unit: offering.revise(unit, contract_id, viewer(request)))


@router.post("/contracts/{contract_id}/withdraw", dependencies=[TOKEN_SHOWN])
async def withdraw_contract(contract_id: str, request: Request, app: CurrentApp) -> ContractShown:
    """Nothing comes of it; who was asked to sign is told."""
    return await _done(request, app, lambda unit: offering.withdraw(unit, contract_id, viewer(request)))


@router.get(
    "/contracts/{contract_id}/document.pdf",
    dependencies=[TOKEN_SHOWN],
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
)
async def read_document(contract_id: str, request: Request, app: CurrentApp) -> Response:
    """The contract as a document: sealed once all have signed."""
    agreement = await run(app, lambda unit: viewing.known(unit, contract_id, viewer(request)))
    return await pdf_of(app, agreement)


async def _done(request: Request, app: App, decide: Callable[[Unit], Awaitable[Agreement]]) -> ContractShown:
    return _shown(await run(app, decide), request, app)


def _understood(model: type[G], raw: Any) -> G:
    try:
        return model.model_validate(raw)
    except ValidationError as wrong:
        raise Problem(422, LOOK_AT_FIELDS, sentences(wrong)) from None


def _shown(agreement: Agreement, request: Request, app: App) -> ContractShown:
    lacks = missing(agreement.terms) if agreement.state == "draft" else ()
    advices = advice(agreement.terms) if agreement.state == "draft" else ()
    return ContractShown(
        id=agreement.id,
        number=agreement.number,
        state=agreement.state,
        version=agreement.version,
        revision=agreement.revision,
        title=agreement.terms.title,
        organisation=agreement.terms.organisation,
        missing=[_lack(each, request, app) for each in lacks],
        advice=[app.pages.translate(request, each.text) for each in advices],
        signers=[_signer(each) for each in agreement.signers],
        answer_by=agreement.answer_by,
        signed_at=agreement.signed_at,
        changed_at=agreement.changed_at,
        terms=agreement.terms,
    )


def _lack(lack: Lack, request: Request, app: App) -> LackShown:
    return LackShown(clause=app.pages.translate(request, lack.clause), why=app.pages.translate(request, lack.why))


def _signer(signer: Signer) -> SignerShown:
    return SignerShown(role=signer.role, name=signer.name, signed_at=signer.signature.at if signer.signature else None)
