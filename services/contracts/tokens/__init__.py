"""API tokens of organisations' own systems, and of the network's tools."""

from services.contracts.organisations.model import OrderersDismissed
from services.contracts.tokens import handlers, pages
from services.contracts.tokens.store import Tokens
from shared.app.service import Part
from shared.i18n import N_
from shared.people.personal_data import PersonalData
from shared.web.security.authorization import COORDINATOR, only

ORDERER = only("orderer")

PART = Part(
    follows={OrderersDismissed: handlers.revoke_of_those_who_left},
    routers=pages.ROUTERS,
    access={
        "GET /mine/{organisation_id}/tokens": ORDERER,
        "POST /mine/{organisation_id}/tokens": ORDERER,
        "POST /mine/{organisation_id}/tokens/{token_id}/revoke": ORDERER,
        "GET /tokens": COORDINATOR,
        "POST /tokens": COORDINATOR,
        "POST /tokens/{token_id}/revoke": COORDINATOR,
        "GET /organisations/{organisation_id}/tokens": COORDINATOR,
        "POST /organisations/{organisation_id}/tokens": COORDINATOR,
        "POST /organisations/{organisation_id}/tokens/{token_id}/revoke": COORDINATOR,
    },
    personal_data=(
        PersonalData(
            collection="tokens",
            label=N_("API tokens you have made"),
            shown={"name": N_("Name"), "since": N_("When")},
            by=("by",),
        ),
    ),
    prepare=(Tokens.prepare,),
)
