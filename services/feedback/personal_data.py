"""What feedback keeps about people. Answers are nobody's: nothing leads from one to who gave it."""

from shared.i18n import N_
from shared.people.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        collection="invitations",
        label=N_("Questions put to you"),
        shown={
            "organisation": N_("Workplace"),
            "contact.name": N_("Name"),
            "contact.email": N_("E-mail"),
            "contact.phone": N_("Phone"),
            "due": N_("When"),
            "answered": N_("Answered"),
        },
        by=("contact.email",),
        erasing="remove",
    ),
)
