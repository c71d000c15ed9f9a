"""JSON for organisations' systems, which ask for a debriefing."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from pydantic import BaseModel

from services.contracts.debriefings.links import Links
from services.contracts.debriefings.live import progress
from services.contracts.debriefings.model import Debriefing, State
from services.contracts.debriefings.schemas import RequestDebriefing
from services.contracts.debriefings.store.debriefings import LATEST, Debriefings
from services.contracts.debriefings.submission import (
    FEW_REQUESTS,
    asker,
    key_of,
    refused,
    take,
)
from services.contracts.organisations.permissions import organisations_of
from services.contracts.web import body_of, json_of
from shared.app.service import CurrentApp
from shared.messages.base import Instant
from shared.web.security.access import GRANT_SHOWN

router = APIRouter(prefix="/api")


class DebriefingAccepted(BaseModel):
    """The request is taken; its way can be watched at `status_url`, as a page or as JSON."""

    id: str
    status_url: str


class DebriefingSummary(BaseModel):
    """A debriefing that was asked for in an organisation's name; its steps stand at `status_url`."""

    id: str
    organisation: str
    state: State
    requested_at: datetime
    starts_at: datetime | None
    ends_at: datetime | None
    status_url: str


@router.get("/debriefings", tags=["debriefings"], dependencies=[GRANT_SHOWN])
async def list_debriefings(
    request: Request,
    app: CurrentApp,
    before: Instant = LATEST,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> list[DebriefingSummary]:
    """What the token's organisation has asked for (signed in, all that one orders for), the latest first.

    A page at a time: ask again with the last one's `requested_at` as `before`.
    """
    found = await Debriefings(app.tx).of(await organisations_of(request, app.tx), before, limit)
    return [_summary(each, Links.of(app.settings)) for each in found]


@router.post(
    "/debriefings",
    status_code=202,
    tags=["debriefings"],
    dependencies=[FEW_REQUESTS],
    openapi_extra=body_of(RequestDebriefing),
    responses={
        422: {"description": "Every wrong field is named; or the key was used for another request."},
        429: {"description": "Without a token: too many requests that nobody has confirmed, or over 20 in a minute."},
    },
)
async def ask_for_debriefing(
    request: Request,
    app: CurrentApp,
    idempotency_key: Annotated[str | None, Header(description="The same key and body give the same answer.")] = None,
) -> DebriefingAccepted:
    """Ask for an urgent debriefing. Its leaders are sought at once; watch `status_url`.

    With an organisation's token (`Authorization: Bearer`, scope `debriefings:ask`) it is that organisation's,
    whatever name is sent, and verified.
    """
    key = key_of(idempotency_key)
    with refused():
        debriefing_id = await take(app, await json_of(request), key, asker(request))
    return DebriefingAccepted(id=debriefing_id, status_url=Links.of(app.settings).status(debriefing_id))


def _summary(debriefing: Debriefing, links: Links) -> DebriefingSummary:
    view = progress(debriefing.facts)
    return DebriefingSummary(
        id=debriefing.id,
        organisation=debriefing.organisation,
        state=view.state,
        requested_at=debriefing.requested_at,
        starts_at=view.confirmed.starts_at if view.confirmed else None,
        ends_at=view.confirmed.ends_at if view.confirmed else None,
        status_url=links.status(debriefing.id),
    )
