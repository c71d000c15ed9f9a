"""Who may open which of contracts' addresses: the single source, checked at start and by a test."""

from services.contracts.model.tokens import ASK, READ, READ_ORGANISATIONS, WRITE_ORGANISATIONS
from shared.web.authorization import COORDINATOR, EVERYBODY, LINK, AccessRules, only

ORDERER = only("orderer")

ACCESS: AccessRules = {
    "GET /debriefings/new": EVERYBODY,
    "POST /debriefings/new": EVERYBODY,
    "POST /api/debriefings": EVERYBODY.or_scope(ASK),
    "GET /api/debriefings": ORDERER.or_scope(READ),
    "GET /debriefings/{token}": LINK,
    "GET /debriefings/{token}/live": LINK,
    "GET /debriefings/{token}/withdraw": LINK,
    "POST /debriefings/{token}/withdraw": LINK,
    "GET /verifications/{token}": LINK,
    "POST /verifications/{token}": LINK,
    "GET /incidents/{token}": LINK,
    # Those who order
    "GET /mine": ORDERER,
    "GET /mine/{organisation_id}/tokens": ORDERER,
    "POST /mine/{organisation_id}/tokens": ORDERER,
    "POST /mine/{organisation_id}/tokens/{token_id}/revoke": ORDERER,
    # The coordinator's organisations and their people
    "GET /organisations": COORDINATOR,
    "GET /organisations/new": COORDINATOR,
    "POST /organisations/new": COORDINATOR,
    "GET /organisations/{organisation_id}": COORDINATOR,
    "GET /organisations/{organisation_id}/edit": COORDINATOR,
    "POST /organisations/{organisation_id}/edit": COORDINATOR,
    "GET /organisations/{organisation_id}/contacts/new": COORDINATOR,
    "POST /organisations/{organisation_id}/contacts/new": COORDINATOR,
    "GET /organisations/{organisation_id}/contacts/{contact_id}": COORDINATOR,
    "POST /organisations/{organisation_id}/contacts/{contact_id}": COORDINATOR,
    "POST /organisations/{organisation_id}/contacts/{contact_id}/remove": COORDINATOR,
    "GET /tokens": COORDINATOR,
    "POST /tokens": COORDINATOR,
    "POST /tokens/{token_id}/revoke": COORDINATOR,
    "GET /organisations/{organisation_id}/tokens": COORDINATOR,
    "POST /organisations/{organisation_id}/tokens": COORDINATOR,
    "POST /organisations/{organisation_id}/tokens/{token_id}/revoke": COORDINATOR,
    # The network's data
    "POST /api/organisations": COORDINATOR.or_scope(WRITE_ORGANISATIONS),
    "GET /api/organisations": COORDINATOR.or_scope(READ_ORGANISATIONS),
    "GET /api/network": COORDINATOR,
    "PUT /api/network": COORDINATOR,
}
