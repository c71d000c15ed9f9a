"""Commands on contracts as pages and API give them: each refusal is a sentence."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Response

from services.contracts.agreements.document.documents import NotMadeError
from services.contracts.agreements.document.paper import paper_of
from services.contracts.agreements.handlers.drafting import WrongTermsError
from services.contracts.agreements.handlers.offering import IncompleteError
from services.contracts.agreements.handlers.viewing import NoSuchAgreementError
from services.contracts.agreements.lifecycle import NotPossibleError
from services.contracts.agreements.model import Agreement
from shared.app.service import App
from shared.i18n import N_
from shared.messaging.unit_of_work import Unit
from shared.web.problems import LOOK_AT_FIELDS, Problem

T = TypeVar("T")
NOT_KNOWN = N_("There is no such contract. Look for it in the list.")
NOT_NOW = N_("This can't be done with the contract now. Load the page again to see how far it has come.")
INCOMPLETE = N_("Something is missing in the contract. Fill it in, then send it to be signed.")
NO_DOCUMENT = N_("The document can't be made just now. Try again in a moment.")


async def run(app: App, decide: Callable[[Unit], Awaitable[T]]) -> T:
    """What a command gives. Problem 404, 409, 422 or 503 where it is refused."""
    try:
        return await app.run(decide)
    except NoSuchAgreementError:
        raise Problem(404, NOT_KNOWN) from None
    except NotPossibleError:
        raise Problem(409, NOT_NOW) from None
    except IncompleteError as incomplete:
        raise Problem(409, INCOMPLETE, {each.anchor: each.clause for each in incomplete.lacks}) from None
    except WrongTermsError as wrong:
        raise Problem(422, LOOK_AT_FIELDS, wrong.fields) from None
    except NotMadeError:
        raise Problem(503, NO_DOCUMENT) from None


async def pdf_of(app: App, agreement: Agreement) -> Response:
    """The document, never kept by caches that others share."""
    try:
        pdf = await paper_of(app, agreement)
    except NotMadeError:
        raise Problem(503, NO_DOCUMENT) from None
    headers = {
        "Content-Disposition": f'inline; filename="{agreement.number}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return Response(pdf, media_type="application/pdf", headers=headers)
