"""JSON for organisations' systems, which ask for a debriefing, and for the coordinator of the network."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Query, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.contracts.handlers.requests import KeyReusedError
from services.contracts.intake import FEW_REQUESTS, Desk, WrongFieldsError, take
from services.contracts.links import Links
from services.contracts.model import Network, Organisation
from services.contracts.rules.asking import Email, Line, RequestDebriefing
from services.contracts.rules.organisations import folded
from shared.i18n import N_, Text
from shared.web.access import TOKEN_SHOWN
from shared.web.problems import Problem
from shared.web.validation import sentences

router = APIRouter(prefix="/api")
MOST_ROWS = 1000
_SOME_FIELDS = N_("Some of the information needs mending. Look at the fields named here and send again.")
_SOME_ROWS = N_("Some rows need mending; nothing was kept.")


class Taken(BaseModel):
    """The request is taken; its way can be watched at `status_url`, as a page or as JSON."""

    id: str
    status_url: str


class OrganisationRow(BaseModel):
    """An organisation, and the e-mail addresses from which its people ask."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Line
    emails: Annotated[tuple[Email, ...], Field(max_length=500)] = ()

    def organisation(self) -> Organisation:
        return Organisation(name=self.name, emails=tuple(dict.fromkeys(each.casefold() for each in self.emails)))


class Kept(BaseModel):
    """How many rows were kept."""

    kept: int


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """A JSON schema with every reference replaced by what it means, as OpenAPI can hold it in place."""
    if isinstance(schema, list):
        return [_inlined(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions)
    return {name: _inlined(each, definitions) for name, each in schema.items() if name != "$defs"}


def _body(model: type[BaseModel], *, many: bool = False) -> dict[str, Any]:
    """The body in OpenAPI; it is read by ourselves, against our own clock, and named field by field."""
    schema = model.model_json_schema()
    one = _inlined(schema, schema.get("$defs", {}))
    shown = {"anyOf": [one, {"type": "array", "items": one, "maxItems": MOST_ROWS}]} if many else one
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": shown}}}}


@router.post(
    "/debriefings",
    status_code=202,
    tags=["debriefings"],
    dependencies=[FEW_REQUESTS],
    openapi_extra=_body(RequestDebriefing),
    responses={
        422: {"description": "Every wrong field is named; or the key was used for another request."},
        429: {"description": "More than 20 requests a minute from one address, without the coordinator's token."},
    },
)
async def ask_for_debriefing(
    request: Request,
    desk: Desk,
    idempotency_key: Annotated[str | None, Header(description="The same key and body give the same answer.")] = None,
) -> Taken:
    """Ask for an urgent debriefing. Its leaders are sought at once; watch `status_url`."""
    key = _key(idempotency_key)
    try:
        debriefing_id = await take(desk, await _json(request), key)
    except WrongFieldsError as wrong:
        raise Problem(422, _SOME_FIELDS, wrong.fields) from None
    except KeyReusedError:
        reused = N_("This Idempotency-Key was used for another request. Use a new key for a new request.")
        raise Problem(422, reused, {"Idempotency-Key": reused}) from None
    return Taken(id=debriefing_id, status_url=Links.of(desk.settings).status(debriefing_id))


@router.post(
    "/organisations",
    status_code=201,
    tags=["network"],
    dependencies=[TOKEN_SHOWN],
    openapi_extra=_body(OrganisationRow, many=True),
)
async def add_organisations(request: Request, desk: Desk) -> Kept:
    """Make organisations known, one or a list; one with the same name takes the earlier one's place."""
    raw = await _json(request)
    organisations = _rows(raw if isinstance(raw, list) else [raw])
    await desk.run(lambda unit: unit.store.save_organisations(organisations))
    return Kept(kept=len(organisations))


@router.get("/organisations", tags=["network"], dependencies=[TOKEN_SHOWN])
async def list_organisations(
    desk: Desk, after: str = "", limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 100
) -> list[Organisation]:
    """Known organisations by name, a page at a time: ask again with the last one's name as `after`."""
    return await desk.store.organisations(after, limit)


@router.get("/network", tags=["network"], dependencies=[TOKEN_SHOWN])
async def read_network(desk: Desk) -> Network:
    """The network's choices about requests."""
    return await desk.store.network()


@router.put("/network", tags=["network"], dependencies=[TOKEN_SHOWN])
async def set_network(network: Network, desk: Desk) -> Network:
    """Choose whether an unknown organisation's request waits for the mailed link, and how many lead by default."""
    await desk.run(lambda unit: unit.store.save_network(network))
    return network


async def _json(request: Request) -> Any:
    try:
        return orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        raise Problem(422, N_("The body is not JSON that we can read.")) from None


def _key(given: str | None) -> str | None:
    if given is None or (0 < len(given) <= 200 and given.isascii() and given.isprintable()):
        return given
    wrong = N_("An Idempotency-Key has 1 to 200 visible characters.")
    raise Problem(422, wrong, {"Idempotency-Key": wrong})


def _rows(raw: list[Any]) -> list[Organisation]:
    """Every row, or a Problem that names each bad one (counted from 0)."""
    found: list[Organisation] = []
    wrong: dict[str, Text] = {}
    names: set[str] = set()
    for n, each in enumerate(raw[: MOST_ROWS + 1]):
        try:
            found.append(OrganisationRow.model_validate(each).organisation())
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
