"""What is kept about people here."""

from shared.i18n import N_
from shared.people.personal_data import PersonalData

ABSENCES = {"leave": N_("leave"), "ill": N_("ill"), "training": N_("training"), "other": N_("other")}

PERSONAL_DATA = (
    PersonalData(
        collection="sessions",
        label=N_("Sessions"),
        shown={"organisation": N_("Workplace"), "start": N_("From"), "end": N_("To"), "guest.name": N_("Contact")},
        by=("guest.email", "participants.email"),
        by_id=("supervisors",),
    ),
    PersonalData(
        collection="absences",
        label=N_("Absences"),
        shown={"start": N_("From"), "end": N_("To"), "kind": N_("Kind")},
        by_id=("supervisor_id",),
        erasing="remove",
        words={"kind": ABSENCES},
    ),
    PersonalData(
        collection="other_hours",
        label=N_("Days with other hours"),
        shown={"day": N_("Day")},
        by_id=("supervisor_id",),
        erasing="remove",
    ),
)
