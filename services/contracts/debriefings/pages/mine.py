"""The page of somebody who orders: what their organisations have asked for, and how far each has come."""

from fastapi import APIRouter, Request, Response

from services.contracts.debriefings.links import Links
from services.contracts.debriefings.live import progress
from services.contracts.debriefings.store.debriefings import LATEST, Debriefings
from services.contracts.organisations.permissions import ordered_by
from shared.app.service import CurrentApp
from shared.messages.base import Instant
from shared.people.person import Person

router = APIRouter(prefix="/mine", include_in_schema=False)
ROWS = 25


@router.get("")
async def show(request: Request, app: CurrentApp, before: Instant = LATEST) -> Response:
    """Debriefings of the organisations that somebody orders for, the latest first; no other's."""
    person: Person = request.state.person
    organisations = await ordered_by(app.tx, person.email)
    found = await Debriefings(app.tx).of([each.id for each in organisations], before, ROWS + 1)
    links = Links.of(app.settings)
    return app.pages.render(
        request,
        "mine.html",
        organisations=organisations,
        rows=[(each, progress(each.facts), links.status_token(each.id)) for each in found[:ROWS]],
        more=found[ROWS - 1].requested_at.isoformat() if len(found) > ROWS else None,
        is_first=before == LATEST,
    )
