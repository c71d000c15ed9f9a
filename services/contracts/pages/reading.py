"""What happened, for those who lead the debriefing and nobody else: the only page that opens what is sealed."""

from fastapi import APIRouter, Request, Response

from services.contracts.intake import Desk
from services.contracts.vault import Vault
from shared.i18n import N_
from shared.tokens import digest
from shared.web.token_links import opens_nothing

router = APIRouter(prefix="/incidents", include_in_schema=False)
NOT_YET = N_("There is nothing to read here. If you have just accepted, wait a moment and load the page again.")


@router.get("/{token}")
async def read(token: str, request: Request, desk: Desk) -> Response:
    """The description, with whom to contact; for a leader's own link, as long as the debriefing is on."""
    found = await desk.store.told_to(digest(token))
    if found is None:
        # Accepting and being let in are two steps, milliseconds apart.
        raise opens_nothing(
            request,
            N_("There is nothing to read here. If you have just accepted, wait a moment and load the page again."),
        )
    debriefing, sealed = found
    page = desk.pages.render(request, "incident.html", d=debriefing, description=Vault.of(desk.settings).open(sealed))
    page.headers["Cache-Control"] = "no-store"
    return page
