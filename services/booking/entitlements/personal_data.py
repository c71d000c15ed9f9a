"""What is kept about people here."""

from shared.i18n import N_
from shared.people.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        collection="entitlements",
        label=N_("Contracts whose sessions are on the calendar"),
        shown={
            "terms.title": N_("Contract"),
            "terms.organisation": N_("Organisation"),
            "terms.orderer.name": N_("Name"),
            "terms.participants.name": N_("Name"),
        },
        by=("terms.orderer.email", "terms.participants.email", "before.orderer.email", "before.participants.email"),
        by_id=("terms.supervisors", "before.supervisors"),
    ),
)
