"""The network's settings over JSON."""

from fastapi import APIRouter, Request

from services.booking.network import handlers
from services.booking.network.handlers import LoweredError
from services.booking.network.model import Network
from services.booking.network.settings import ONLY_RAISED
from services.booking.network.store import NetworkStore
from shared.app.service import CurrentApp
from shared.web.problems import LOOK_AT_FIELDS, Problem
from shared.web.security.access import TOKEN_SHOWN, author

router = APIRouter(prefix="/api", dependencies=[TOKEN_SHOWN], tags=["network"])


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
        return await app.run(lambda unit: handlers.set_network(unit, given, author(request)))
    except LoweredError as lowered:
        raise Problem(422, LOOK_AT_FIELDS, {"fewest_answers": ONLY_RAISED}) from lowered
