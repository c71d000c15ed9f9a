"""Organisations that the network works with, and who orders for them."""

from services.contracts.organisations import api, handlers
from services.contracts.organisations.pages import contacts, organisation
from services.contracts.organisations.store import Organisations
from services.contracts.scopes import READ_ORGANISATIONS, WRITE_ORGANISATIONS
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import PersonErased
from shared.messages.contracts import OrdererAdmitted, OrdererLeft
from shared.people.personal_data import PersonalData
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR

PART = Part(
    consumes={PersonErased: handlers.forget},
    publishes=(OrdererAdmitted, OrdererLeft),
    routers=(api.router, organisation.router, contacts.router),
    pages=(NavigationEntry("/contracts/organisations", N_("Organisations"), "network", ("coordinator",), 20),),
    access={
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
        "POST /api/organisations": COORDINATOR.or_scope(WRITE_ORGANISATIONS),
        "GET /api/organisations": COORDINATOR.or_scope(READ_ORGANISATIONS),
    },
    personal_data=(
        PersonalData(
            collection="organisations",
            label=N_("Organisations whose contact you are"),
            shown={
                "name": N_("Organisation"),
                "contacts.name": N_("Name"),
                "contacts.email": N_("E-mail"),
                "contacts.phone": N_("Phone"),
            },
            by=("contacts.email",),
        ),
    ),
    prepare=(Organisations.prepare,),
)
