"""What happened, for those who lead the debriefing and nobody else: the only page that opens what is sealed."""

from fastapi import APIRouter, Request, Response

from services.contracts.debriefings.model import Debriefing
from services.contracts.debriefings.retention import links_have_ended
from services.contracts.debriefings.store.debriefings import Debriefings
from services.contracts.debriefings.vault import Vault
from services.contracts.network.store import NetworkStore, Supervisors
from shared.app.service import CurrentApp
from shared.i18n import N_
from shared.messaging.unit_of_work import Unit
from shared.people.audited import Change
from shared.tokens import digest
from shared.web.security.token_links import has_ended, opens_nothing

router = APIRouter(prefix="/incidents", include_in_schema=False)
NOT_YET = N_("There is nothing to read here. If you have just accepted, wait a moment and load the page again.")
READ = N_("Read what happened")
CASE = N_("Debriefing")


@router.get("/{token}")
async def read(token: str, request: Request, app: CurrentApp) -> Response:
    """The description, with whom to contact; for a leader's own link, as long as the debriefing is on."""
    found = await app.run(lambda unit: _told_to(unit, digest(token)))
    if found is None:
        # Accepting and being let in are two steps, milliseconds apart.
        raise opens_nothing(request, NOT_YET)
    debriefing, sealed = found
    page = app.pages.render(request, "incident.html", d=debriefing, description=Vault.of(app.settings).open(sealed))
    page.headers["Cache-Control"] = "no-store"
    return page


async def _told_to(unit: Unit, key: str) -> tuple[Debriefing, bytes] | None:
    """What the link opens, to a leader who is of the network still; who has read which is written down."""
    leader = await Debriefings(unit.tx).reader(key)
    if leader is None or await Supervisors(unit.tx).have_left(leader.id):
        return None
    found = await Debriefings(unit.tx).told_to(key)
    if found is not None:
        if links_have_ended(found[0], await NetworkStore(unit.tx).read(), unit.now):
            raise has_ended()
        known = await Supervisors(unit.tx).find(leader.id)
        which = Change(field=CASE, after=found[0].id)
        unit.audit(known.email if known else leader.name, READ, found[0].organisation, [which])
    return found
