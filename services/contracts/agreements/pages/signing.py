"""Where a contract is signed: a page for each signer's own link, and the same as JSON."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import ValidationError

from services.contracts.agreements.clauses import ROLES
from services.contracts.agreements.commands import pdf_of
from services.contracts.agreements.document.documents import NotMadeError
from services.contracts.agreements.handlers import signing
from services.contracts.agreements.handlers.signing import LinkEndedError
from services.contracts.agreements.handlers.viewing import NoSuchAgreementError
from services.contracts.agreements.lifecycle import NotPossibleError, NotTheirTurnError
from services.contracts.agreements.model import Agreement, Signer
from services.contracts.agreements.schemas import AnswerGiven
from services.contracts.agreements.summary import Summary
from services.contracts.agreements.words import writer
from services.contracts.web import json_of, text
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Mistake, Phrase, Text
from shared.web.language import language_of
from shared.web.problems import LOOK_AT_FIELDS, Problem, wants_json
from shared.web.security.limits import prefix_of
from shared.web.security.token_links import opens_nothing
from shared.web.validation import sentences

router = APIRouter(prefix="/signatures", tags=["contracts"])
OVER = N_(
    "This link is over: the contract was changed or withdrawn, or its time ran out. If it is to be signed, there is a "
    "newer link."
)
NOT_YET = N_("It isn't your turn yet: %(name)s signs first. You get a mail when it is.")
NO_SEAL = N_("Your signature could not be taken just now. Nothing is lost; try again in a moment.")


@router.get("/{token}")
async def show(token: str, request: Request, app: CurrentApp) -> Response:
    """The contract and who has signed it: a page, or JSON where that is asked for. Looking changes nothing."""
    agreement, signer = await _opened(token, request, app)
    if wants_json(request):
        return JSONResponse(_told(agreement, signer), headers={"Vary": "Accept", "Cache-Control": "no-store"})
    return _signature_page(request, app, token, agreement, signer)


@router.post("/{token}", responses={409: {"description": "Not your turn."}, 410: {"description": "Lapsed, withdrawn."}})
async def answer(token: str, request: Request, app: CurrentApp) -> Response:
    """Sign, or return it with a wish: `{"answer": "sign"|"decline", "name", "reason"}`."""
    agreement, signer = await _opened(token, request, app)
    is_program = request.headers.get("content-type", "").startswith("application/json")
    raw = await json_of(request) if is_program else await _typed(request)
    try:
        given = AnswerGiven.model_validate(raw)
        agent = request.headers.get("user-agent", "")
        done = await app.run(lambda unit: signing.answer(unit, token, given, prefix_of(request), agent))
    except (ValidationError, Mistake) as wrong:
        fields = sentences(wrong) if isinstance(wrong, ValidationError) else {"name": wrong.text}
        if is_program or wants_json(request):
            raise Problem(422, LOOK_AT_FIELDS, fields) from None
        return _signature_page(request, app, token, agreement, signer, raw, fields, 422)
    except NotTheirTurnError as early:
        raise Problem(409, Phrase(NOT_YET, {"name": early.turn.name})) from None
    except (NotPossibleError, LinkEndedError):
        raise Problem(410, OVER) from None
    except NotMadeError:
        raise Problem(503, NO_SEAL) from None
    if is_program or wants_json(request):
        return JSONResponse(_told(done, done.signer_with(signer.key) or signer), headers={"Cache-Control": "no-store"})
    if given.answer == "decline":
        return app.pages.render(request, "agreement_returned.html", a=done)
    return RedirectResponse(f"/contracts/signatures/{token}", 303)


@router.get("/{token}/document.pdf", include_in_schema=False)
async def document(token: str, request: Request, app: CurrentApp) -> Response:
    """The very document that is signed; sealed once all have."""
    agreement, _ = await _opened(token, request, app)
    return await pdf_of(app, agreement)


async def _opened(token: str, request: Request, app: App) -> tuple[Agreement, Signer]:
    """What the link opens. Problem 404 where it opens nothing, 410 where it opened something once."""
    try:
        return await app.run(lambda unit: signing.signing(unit, token))
    except NoSuchAgreementError:
        raise opens_nothing(request) from None
    except LinkEndedError:
        raise Problem(410, OVER) from None


async def _typed(request: Request) -> dict[str, Any]:
    form = await request.form()
    found = {name: text(form, name) for name in ("answer", "name", "reason")}
    return {**found, "answer": found["answer"] or "sign"}


def _signature_page(
    request: Request,
    app: App,
    token: str,
    agreement: Agreement,
    signer: Signer,
    values: dict[str, Any] | None = None,
    errors: dict[str, Text] | None = None,
    status: int = 200,
) -> Response:
    page = app.pages.render(
        request,
        "agreement_sign.html",
        status,
        token=token,
        a=agreement,
        me=signer,
        is_last=sum(each.signature is None for each in agreement.signers) == 1,
        summary=Summary(agreement.terms, writer(language_of(request))),
        roles=ROLES,
        values=values or {},
        errors=app.pages.translate_all(request, errors or {}),
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _told(agreement: Agreement, signer: Signer) -> dict[str, Any]:
    turn = agreement.turn
    return {
        "number": agreement.number,
        "title": agreement.terms.title,
        "organisation": agreement.terms.organisation,
        "state": agreement.state,
        "sha256": agreement.sha256,
        "answer_by": agreement.answer_by.isoformat() if agreement.answer_by else None,
        "turn": turn.name if turn else None,
        "is_my_turn": turn is not None and turn.id == signer.id,
        "signers": [
            {
                "name": each.name,
                "role": each.role,
                "signed_at": each.signature.at.isoformat() if each.signature else None,
            }
            for each in agreement.signers
        ],
    }
