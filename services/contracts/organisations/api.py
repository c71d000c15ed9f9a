"""JSON for the coordinator's tools: the organisations that the network knows."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ValidationError

from services.contracts.organisations import handlers
from services.contracts.organisations.model import Organisation
from services.contracts.organisations.orderers import folded
from services.contracts.organisations.schemas import OrganisationRow
from services.contracts.organisations.store import Organisations
from services.contracts.web import body_of, json_of
from shared.app.service import CurrentApp
from shared.i18n import N_, Text
from shared.store.mongo import DuplicateKey
from shared.web.problems import Problem
from shared.web.security.access import TOKEN_SHOWN, author
from shared.web.validation import sentences

router = APIRouter(prefix="/api")
MOST_ROWS = 1000
_SOME_ROWS = N_("Some rows need mending; nothing was kept.")


class OrganisationsSaved(BaseModel):
    """How many rows were kept."""

    kept: int


@router.post(
    "/organisations",
    status_code=201,
    tags=["network"],
    dependencies=[TOKEN_SHOWN],
    openapi_extra=body_of(OrganisationRow, MOST_ROWS),
)
async def add_organisations(request: Request, app: CurrentApp) -> OrganisationsSaved:
    """Make organisations known, one or a list; one with the same name takes the earlier one's place.

    Contacts who order, and whoever is named by an address alone, can sign in and ask in the organisation's name.
    """
    raw = await json_of(request)
    rows = _rows(raw if isinstance(raw, list) else [raw])
    try:
        await app.run(lambda unit: handlers.put_rows(unit, rows, author(request)))
    except DuplicateKey:  # somebody added one of them at this very moment, and is done by now
        await app.run(lambda unit: handlers.put_rows(unit, rows, author(request)))
    return OrganisationsSaved(kept=len(rows))


@router.get("/organisations", tags=["network"], dependencies=[TOKEN_SHOWN])
async def list_organisations(
    app: CurrentApp, after: str = "", limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 100
) -> list[Organisation]:
    """Known organisations by name, a page at a time: ask again with the last one's name as `after`."""
    return await Organisations(app.tx).page(after, limit)


def _rows(raw: list[Any]) -> list[OrganisationRow]:
    """Every row, or a Problem that names each bad one (counted from 0)."""
    found: list[OrganisationRow] = []
    wrong: dict[str, Text] = {}
    names: set[str] = set()
    for n, each in enumerate(raw[: MOST_ROWS + 1]):
        try:
            found.append(OrganisationRow.model_validate(each))
        except ValidationError as refused:
            wrong |= {f"{n}.{field}" if field else str(n): text for field, text in sentences(refused).items()}
            continue
        if folded(found[-1].name) in names:
            wrong[f"{n}.name"] = N_("This organisation is in the list twice. Put its addresses in one row.")
        names.add(folded(found[-1].name))
    if wrong:
        raise Problem(422, _SOME_ROWS, wrong)
    if not 0 < len(found) <= MOST_ROWS:
        raise Problem(422, N_("Send at least one organisation, and at most 1000 at once."))
    return found
