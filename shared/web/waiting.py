"""What waits in a service for the world or for a person: messages to be sent, and messages put aside."""

from dataclasses import asdict
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from shared.messaging import parked
from shared.messaging.broker import Publisher
from shared.messaging.outbox import Outbox
from shared.messaging.parked import Lot
from shared.store.mongo import Database, Tx
from shared.web.pages import Pages
from shared.web.problems import wants_json

MOST_SHOWN = 50
log = structlog.get_logger()


def router(service: str, publisher: Publisher, database: Database, pages: Pages) -> APIRouter:
    """`/waiting`, as a page or as JSON."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/waiting")
    async def waiting(request: Request) -> Response:
        unsent, lot = await Outbox(Tx(database)).waiting(), await put_aside(publisher, service, MOST_SHOWN)
        if wants_json(request):
            return JSONResponse(_told(unsent, lot))
        return pages.render(request, "waiting.html", unsent=unsent, lot=lot)

    return routes


async def put_aside(publisher: Publisher, service: str, most: int) -> Lot | None:
    """A service's parked messages; None while the broker can't be asked: a page without them is better than none."""
    try:
        return await parked.lot(publisher.connection, service, most)
    except Exception as failure:  # noqa: BLE001  # whatever keeps the broker away
        log.warning("parked messages can't be looked at", why=type(failure).__name__)
        return None


def _told(unsent: int, lot: Lot | None) -> dict[str, Any]:
    shown = [{**asdict(each), "since": each.since and each.since.isoformat()} for each in lot.shown] if lot else None
    return {"unsent": unsent, "parked": lot and lot.count, "messages": shown}
