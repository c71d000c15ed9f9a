"""Network data over JSON: supervisors, duties, the network's settings. A batch is kept whole or not at all."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ValidationError

from services.booking.handlers import directory, roster_edit
from services.booking.handlers import network as network_settings
from services.booking.handlers.network import LoweredError
from services.booking.handlers.roster import NoSuchSupervisorError
from services.booking.handlers.roster_edit import NoSuchRotationError, PlaceTakenError
from services.booking.model.directory import Supervisor
from services.booking.model.network import Network
from services.booking.model.roster import Duty
from services.booking.rules.roster_changes import PLACE_TAKEN, SetDuty
from services.booking.rules.settings import ONLY_RAISED
from services.booking.rules.supervisors import SupervisorRow
from services.booking.store import Store
from shared.i18n import N_, Text
from shared.service import Runtime, runtime
from shared.web.access import TOKEN_SHOWN, author
from shared.web.problems import LOOK_AT_FIELDS, Problem
from shared.web.validation import sentences

router = APIRouter(prefix="/api", dependencies=[TOKEN_SHOWN], tags=["network"])
Desk = Annotated[Runtime[Store], Depends(runtime)]
R = TypeVar("R", bound=BaseModel)
CHUNK = 1000


class Kept(BaseModel):
    """How many rows were kept, and their ids (the first thousand)."""

    kept: int
    ids: list[str]


@router.post(
    "/supervisors",
    status_code=201,
    openapi_extra={
        "requestBody": {
            "content": {
                "application/json": {
                    "schema": {
                        "anyOf": [
                            SupervisorRow.model_json_schema(ref_template="#/components/schemas/{model}"),
                            {"type": "array"},
                        ]
                    }
                },
                "application/x-ndjson": {"schema": {"type": "string"}},
            }
        }
    },
)
async def add_supervisors(request: Request, desk: Desk) -> Kept:
    """Add one supervisor, a JSON list of them, or NDJSON (a supervisor a line) for very many."""
    rows = _rows(SupervisorRow, await _parsed(request))
    supervisors = [row.supervisor() for row in rows]
    await _unique(supervisors, desk.store)
    for n in range(0, len(supervisors), CHUNK):
        chunk = supervisors[n : n + CHUNK]
        await desk.run(lambda unit, chunk=chunk: directory.replace(unit, chunk))  # type: ignore[misc]  # bound now
    return Kept(kept=len(supervisors), ids=[each.id for each in supervisors[:CHUNK]])


@router.get("/supervisors")
async def list_supervisors(
    desk: Desk, after: str = "", limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> list[Supervisor]:
    """Supervisors by id, a page at a time: ask again with the last one's id as `after`."""
    return await desk.store.directory.page(after, limit)


@router.post("/duties", status_code=201)
async def set_duties(request: Request, desk: Desk) -> Kept:
    """Set who is on call from when to when; one row or a list. `supervisor` is an id or an e-mail address."""
    rows = _rows(SetDuty, await _parsed(request))
    try:
        duties = await desk.run(lambda unit: roster_edit.set_duties(unit, rows, author(request)))
    except NoSuchSupervisorError as unknown:
        raise _mend(
            (f"{n}.supervisor", N_("No supervisor has this id or e-mail address."))
            for n, row in enumerate(rows)
            if row.supervisor in unknown.names
        ) from unknown
    except NoSuchRotationError as unknown:
        raise _mend([("rotation", N_("There is no rotation with this id."))]) from unknown
    except PlaceTakenError as taken:
        raise Problem(409, LOOK_AT_FIELDS, {f"{n}.rotation": PLACE_TAKEN for n in taken.duties}) from taken
    return Kept(kept=len(duties), ids=[duty.id for duty in duties[:CHUNK]])


@router.get("/duties")
async def list_duties(desk: Desk, limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> list[Duty]:
    """Duties under way and to come, the first to end first."""
    return await desk.store.roster.coming(desk.clock(), limit)


@router.delete("/duties/{duty_id}", status_code=204)
async def remove_duty(duty_id: str, request: Request, desk: Desk) -> None:
    """Take back a duty that was set by hand."""
    if not await desk.run(lambda unit: roster_edit.remove_duty(unit, duty_id, author(request))):
        raise Problem(404, N_("There is no duty with this id."))


@router.get("/network")
async def read_network(desk: Desk) -> Network:
    """The network's settings of routing."""
    return await desk.store.network.read()


@router.put("/network")
async def set_network(network: Network, request: Request, desk: Desk) -> Network:
    """Set what is given and leave the rest as it is: whom each wave asks and for how long, by when a leader must have
    talked with the workplace, how the network shows itself.
    """
    given = {name: getattr(network, name) for name in network.model_fields_set}
    try:
        return await desk.run(lambda unit: network_settings.set_network(unit, given, author(request)))
    except LoweredError as lowered:
        raise Problem(422, LOOK_AT_FIELDS, {"fewest_answers": ONLY_RAISED}) from lowered


async def _parsed(request: Request) -> list[Any]:
    """The rows of a body: a JSON object, a list, or NDJSON."""
    body = await request.body()
    try:
        if "ndjson" in request.headers.get("content-type", ""):
            return [orjson.loads(line) for line in body.splitlines() if line.strip()]
        found = orjson.loads(body)
    except orjson.JSONDecodeError as wrong:
        raise Problem(422, N_("The body is not JSON that we can read.")) from wrong
    return found if isinstance(found, list) else [found]


def _rows(model: type[R], raw: Sequence[Any]) -> list[R]:
    """Every row as its model; a Problem that names each bad row (counted from 0), and nothing of the batch is kept."""
    rows: list[R] = []
    wrong: dict[str, Text] = {}
    for n, each in enumerate(raw):
        try:
            rows.append(model.model_validate(each))
        except ValidationError as failure:
            wrong |= {f"{n}.{field}" if field else str(n): text for field, text in sentences(failure).items()}
    if wrong or not rows:
        raise Problem(422, N_("Some rows need mending; nothing was kept."), fields=dict(list(wrong.items())[:CHUNK]))
    return rows


async def _unique(supervisors: Sequence[Supervisor], store: Store) -> None:
    """One address, one supervisor: within the batch, and against those known."""
    owner: dict[str, str] = {}
    for n in range(0, len(supervisors), CHUNK):
        owner |= await store.directory.emails([each.email for each in supervisors[n : n + CHUNK]])
    wrong: dict[str, Text] = {}
    for n, each in enumerate(supervisors):
        if owner.setdefault(each.email, each.id) != each.id:
            wrong[f"{n}.email"] = N_("Another supervisor has this e-mail address.")
    if wrong:
        raise Problem(422, N_("Some rows need mending; nothing was kept."), fields=dict(list(wrong.items())[:CHUNK]))


def _mend(wrong: Iterable[tuple[str, Text]]) -> Problem:
    return Problem(422, N_("Some rows need mending; nothing was kept."), fields=dict(wrong))
