"""JSON for the coordinator's tools: the network's choices about requests."""

from fastapi import APIRouter, Request

from services.contracts.network import handlers
from services.contracts.network.model import Network
from services.contracts.network.schemas import NetworkGiven
from services.contracts.network.store import NetworkStore
from shared.app.service import CurrentApp
from shared.web.security.access import TOKEN_SHOWN, author

router = APIRouter(prefix="/api")


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
    return await app.run(lambda unit: handlers.set_network(unit, given, author(request)))
