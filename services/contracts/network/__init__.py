"""What the network has chosen about requests, and who is of it."""

from services.contracts.network import api, handlers
from services.contracts.network.store import Supervisors
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import NetworkSet, SupervisorAdmitted, SupervisorLeft
from shared.people.personal_data import PersonalData
from shared.web.security.authorization import COORDINATOR

PART = Part(
    consumes={
        NetworkSet: handlers.follow_network,
        SupervisorAdmitted: handlers.admit_supervisor,
        SupervisorLeft: handlers.dismiss_supervisor,
    },
    routers=(api.router,),
    access={
        "GET /api/network": COORDINATOR,
        "PUT /api/network": COORDINATOR,
    },
    personal_data=(
        PersonalData(
            collection="supervisors",
            label=N_("You as one of the network's supervisors"),
            shown={"name": N_("Name"), "email": N_("E-mail")},
            by=("email",),
            erasing="remove",
        ),
    ),
    prepare=(Supervisors.prepare,),
)
