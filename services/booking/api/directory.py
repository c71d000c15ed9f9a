"""Network data over JSON: supervisors, duties, the network's settings. A batch is kept whole or not at all."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from services.booking.api.rows import NEED_MENDING, rows_of
from services.booking.handlers import directory, roster_edit
from services.booking.handlers import network as network_settings
from services.booking.handlers.directory import RowsTakenError
from services.booking.handlers.network import LoweredError
from services.booking.handlers.roster import NoSuchSupervisorError
from services.booking.handlers.roster_edit import NoSuchRotationError, PlaceTakenError
from services.booking.model.network import Network
from services.booking.model.roster import Duty
from services.booking.rules.roster_changes import PLACE_TAKEN, SetDuty
from services.booking.rules.settings import ONLY_RAISED
from services.booking.rules.supervisors import SupervisorRow, shown
from services.booking.store.directory import Directory
from services.booking.store.network import NetworkStore
from services.booking.store.roster import Roster
from shared.app.service import CurrentApp
from shared.i18n import N_, Text
from shared.store.mongo import DuplicateKey
from shared.web.access import TOKEN_SHOWN, author
from shared.web.problems import LOOK_AT_FIELDS, Problem

router = APIRouter(prefix="/api", dependencies=[TOKEN_SHOWN], tags=["network"])
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
async def add_supervisors(request: Request, app: CurrentApp) -> Kept:
    """Add one supervisor, a JSON list of them, or NDJSON (a supervisor a line) for very many."""
    rows = await rows_of(SupervisorRow, await request.body(), request.headers.get("content-type", ""))
    try:
        put = await directory.put(app, rows, author(request))
    except RowsTakenError as other:
        raise _mend((f"{n}.email", text) for n, text in list(other.wrong.items())[:CHUNK]) from other
    except DuplicateKey as quicker:
        raise Problem(409, N_("Others are changing the directory just now. Try again in a moment.")) from quicker
    return Kept(kept=len(put), ids=[each.id for each in put[:CHUNK]])


@router.get("/supervisors")
async def list_supervisors(
    app: CurrentApp, after: str = "", limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> list[SupervisorRow]:
    """Supervisors by id, a page at a time: ask again with the last one's id as `after`. What is shown here can be sent
    back as it is, and changes nothing.
    """
    return [shown(each) for each in await Directory(app.tx).page(after, limit)]


@router.post("/duties", status_code=201)
async def set_duties(request: Request, app: CurrentApp) -> Kept:
    """Set who is on call from when to when; one row or a list. `supervisor` is an id or an e-mail address."""
    rows = await rows_of(SetDuty, await request.body(), request.headers.get("content-type", ""))
    try:
        duties = await app.run(lambda unit: roster_edit.set_duties(unit, rows, author(request)))
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
async def list_duties(app: CurrentApp, limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> list[Duty]:
    """Duties under way and to come, the first to end first."""
    return await Roster(app.tx).coming(app.clock(), limit)


@router.delete("/duties/{duty_id}", status_code=204)
async def remove_duty(duty_id: str, request: Request, app: CurrentApp) -> None:
    """Take back a duty that was set by hand."""
    if not await app.run(lambda unit: roster_edit.remove_duty(unit, duty_id, author(request))):
        raise Problem(404, N_("There is no duty with this id."))


@router.get("/network")
async def read_network(app: CurrentApp) -> Network:
    """The network's settings of routing."""
    return await NetworkStore(app.tx).read()


@router.put("/network")
async def set_network(network: Network, request: Request, app: CurrentApp) -> Network:
    """Set what is given and leave the rest as it is: whom each wave asks and for how long, by when a leader must have
    talked with the workplace, how the network shows itself.
    """
    given = {name: getattr(network, name) for name in network.model_fields_set}
    try:
        return await app.run(lambda unit: network_settings.set_network(unit, given, author(request)))
    except LoweredError as lowered:
        raise Problem(422, LOOK_AT_FIELDS, {"fewest_answers": ONLY_RAISED}) from lowered


def _mend(wrong: Iterable[tuple[str, Text]]) -> Problem:
    return Problem(422, NEED_MENDING, fields=dict(wrong))
