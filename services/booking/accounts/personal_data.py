"""What is kept about people here."""

from shared.i18n import N_
from shared.people.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        collection="devices",
        label=N_("Signed-in devices"),
        shown={"name": N_("Device"), "since": N_("From"), "until": N_("To")},
        by=("person.email",),
        erasing="remove",
    ),
    PersonalData(
        collection="sign_in_counts",
        label=N_("Links for signing in"),
        shown={"sent": N_("When")},
        by=("_id",),
        erasing="remove",
    ),
    PersonalData(
        collection="sign_ins",
        label=N_("Links for signing in"),
        shown={"until": N_("To")},
        by=("_id",),
        erasing="remove",
    ),
    PersonalData(
        collection="guest_counts",
        label=N_("Whom you have invited, for two days"),
        shown={"emails": N_("E-mail")},
        by=("emails",),
        by_id=("supervisor_id",),
        erasing="remove",
    ),
    PersonalData(
        collection="sign_in_links",
        label=N_("Links for signing in"),
        shown={"sent_at": N_("When")},
        by=("email",),
        erasing="remove",
    ),
    PersonalData(
        collection="orderers",
        label=N_("Organisations you order for"),
        shown={"called": N_("Workplace"), "name": N_("Name"), "email": N_("E-mail")},
        by=("email",),
        erasing="remove",
    ),
)
