"""The page of somebody who orders: what their organisations have asked for, and how far each has come."""

from fastapi import APIRouter, Request, Response

from services.contracts.intake import Desk
from services.contracts.links import Links
from services.contracts.rules.live import progress
from services.contracts.store.debriefings import LATEST
from services.contracts.who import ordered_by
from shared.messages.base import Instant
from shared.people.person import Person

router = APIRouter(prefix="/mine", include_in_schema=False)
ROWS = 25


@router.get("")
async def show(request: Request, desk: Desk, before: Instant = LATEST) -> Response:
    """Debriefings of the organisations that somebody orders for, the latest first; no other's."""
    person: Person = request.state.person
    organisations = await ordered_by(desk.store, person.email)
    found = await desk.store.debriefings.of([each.id for each in organisations], before, ROWS + 1)
    links = Links.of(desk.settings)
    return desk.pages.render(
        request,
        "mine.html",
        organisations=organisations,
        rows=[(each, progress(each.facts), links.status_token(each.id)) for each in found[:ROWS]],
        more=found[ROWS - 1].requested_at.isoformat() if len(found) > ROWS else None,
        is_first=before == LATEST,
    )
