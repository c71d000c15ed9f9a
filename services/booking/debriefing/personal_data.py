"""What is kept about people here."""

from shared.i18n import N_
from shared.people.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        collection="cases",
        label=N_("Urgent debriefings"),
        shown={
            "need.organisation": N_("Workplace"),
            "need.contact.name": N_("Contact"),
            "need.contact.phone": N_("Phone"),
            "offers.offered_at": N_("You were asked"),
            "offers.answered_at": N_("You answered, or it ended"),
        },
        by=("need.contact.email", "offers.email", "need.beside.email"),
        by_id=("offers.supervisor_id", "considered.supervisor_id"),
        scanned=("considered.supervisor_id", "need.beside.email"),
    ),
)
