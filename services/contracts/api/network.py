"""JSON for the coordinator's tools: the organisations that the network knows, and its choices."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, ValidationError

from services.contracts.api.bodies import body_of, json_of
from services.contracts.handlers import network as network_choices
from services.contracts.handlers import organisations
from services.contracts.model.network import Network
from services.contracts.model.organisations import Organisation
from services.contracts.rules.organisations import folded
from services.contracts.rules.registering import OrganisationRow
from services.contracts.store.network import NetworkStore
from services.contracts.store.organisations import Organisations
from shared.app.service import CurrentApp
from shared.i18n import N_, Text
from shared.store.mongo import DuplicateKey
from shared.web.access import TOKEN_SHOWN, author
from shared.web.problems import Problem
from shared.web.validation import sentences

router = APIRouter(prefix="/api")
MOST_ROWS = 1000
_SOME_ROWS = N_("Some rows need mending; nothing was kept.")


class NetworkGiven(Network):
    """The choices that are to be other ones; what is not sent stays."""

    model_config = ConfigDict(extra="forbid")


class Kept(BaseModel):
    """How many rows were kept."""

    kept: int


@router.post(
    "/organisations",
    status_code=201,
    tags=["network"],
    dependencies=[TOKEN_SHOWN],
    openapi_extra=body_of(OrganisationRow, MOST_ROWS),
)
async def add_organisations(request: Request, app: CurrentApp) -> Kept:
    """Make organisations known, one or a list; one with the same name takes the earlier one's place.

    Contacts who order, and whoever is named by an address alone, can sign in and ask in the organisation's name.
    """
    raw = await json_of(request)
    rows = _rows(raw if isinstance(raw, list) else [raw])
    try:
        await app.run(lambda unit: organisations.put_rows(unit, rows, author(request)))
    except DuplicateKey:  # somebody added one of them at this very moment, and is done by now
        await app.run(lambda unit: organisations.put_rows(unit, rows, author(request)))
    return Kept(kept=len(rows))


@router.get("/organisations", tags=["network"], dependencies=[TOKEN_SHOWN])
async def list_organisations(
    app: CurrentApp, after: str = "", limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 100
) -> list[Organisation]:
    """Known organisations by name, a page at a time: ask again with the last one's name as `after`."""
    return await Organisations(app.tx).page(after, limit)


@router.get("/network", tags=["network"], dependencies=[TOKEN_SHOWN])
async def read_network(app: CurrentApp) -> Network:
    """The network's choices about requests."""
    return await NetworkStore(app.tx).read()


@router.put("/network", tags=["network"], dependencies=[TOKEN_SHOWN])
async def set_network(network: NetworkGiven, request: Request, app: CurrentApp) -> Network:
    """Set what is given and leave the rest as it is: whether a request waits for the mailed link, how many lead by
    default, how many requests are taken of which nobody knows whose they are.
    """
    given = {name: getattr(network, name) for name in network.model_fields_set}
    return await app.run(lambda unit: network_choices.set_network(unit, given, author(request)))


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
