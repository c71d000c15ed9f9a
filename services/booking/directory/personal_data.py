"""What is kept about people here."""

from shared.i18n import N_
from shared.people.personal_data import PersonalData

LANGUAGES = {"fi": N_("Finnish"), "sv": N_("Swedish"), "en": N_("English")}
COMPETENCES = {
    "debriefing": N_("debriefing"),
    "child_protection": N_("child protection"),
    "health_care": N_("health care"),
    "social_care": N_("social services"),
    "rescue": N_("rescue services"),
    "psychologists": N_("psychologists' work"),
    "management": N_("management"),
    "process_consultation": N_("process consultation"),
}

PERSONAL_DATA = (
    PersonalData(
        collection="supervisors",
        label=N_("You in the directory of supervisors"),
        shown={
            "name": N_("Name"),
            "email": N_("E-mail"),
            "phone": N_("Phone"),
            "language": N_("Language of messages"),
            "languages": N_("Languages of work"),
            "regions": N_("Regions by code"),
            "remote": N_("At a distance"),
            "competences": N_("Competences"),
            "working_hours": N_("Working hours"),
            "urgent_hours": N_("Hours for debriefings"),
            "conflicts": N_("Conflicts of interest"),
            "duty_notices": N_("Mail before on-call duty"),
        },
        by=("email",),
        by_id=("_id",),
        erasing="remove",
        words={"language": LANGUAGES, "languages": LANGUAGES, "competences": COMPETENCES},
    ),
    PersonalData(
        collection="invitations",
        label=N_("Invitations to the network"),
        shown={"name": N_("Name"), "invited_at": N_("When")},
        by=("email",),
        erasing="remove",
    ),
    PersonalData(
        collection="imports",
        label=N_("Files of supervisors, for a day"),
        shown={"supervisors.name": N_("Name"), "supervisors.phone": N_("Phone")},
        by=("supervisors.email",),
        erasing="remove",
    ),
)
