"""What booking keeps about people."""

from shared.i18n import N_
from shared.people.kept import Kept

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

ABSENCES = {"leave": N_("leave"), "ill": N_("ill"), "training": N_("training"), "other": N_("other")}

KEPT = (
    Kept(
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
    Kept(
        collection="duties",
        label=N_("Duties on call"),
        shown={"since": N_("From"), "until": N_("To"), "backup": N_("As backup")},
        by_id=("supervisor_id",),
    ),
    Kept(
        collection="swaps",
        label=N_("Swaps of duties"),
        shown={"given.start": N_("From"), "given.end": N_("To")},
        by_id=("asker_id", "asked_id"),
    ),
    Kept(
        collection="told_duties",
        label=N_("Duties told to your calendar"),
        shown={"since": N_("From"), "until": N_("To")},
        by_id=("supervisor_id",),
        erasing="remove",
    ),
    Kept(
        collection="feeds",
        label=N_("Address for your calendar program"),
        shown={"opened_at": N_("When")},
        by_id=("supervisor_id",),
        erasing="remove",
    ),
    Kept(
        collection="own_calendars",
        label=N_("Your own calendar"),
        shown={"host": N_("Read from"), "read_at": N_("Last read")},
        by_id=("_id",),
        erasing="remove",
    ),
    Kept(
        collection="own_busy",
        label=N_("Busy elsewhere"),
        shown={"starts": N_("From"), "ends": N_("To")},
        by_id=("who",),
        erasing="remove",
    ),
    Kept(
        collection="sessions",
        label=N_("Sessions"),
        shown={"organisation": N_("Workplace"), "start": N_("From"), "end": N_("To"), "guest.name": N_("Contact")},
        by=("guest.email",),
        by_id=("supervisors",),
    ),
    Kept(
        collection="absences",
        label=N_("Absences"),
        shown={"start": N_("From"), "end": N_("To"), "kind": N_("Kind")},
        by_id=("supervisor_id",),
        erasing="remove",
        words={"kind": ABSENCES},
    ),
    Kept(
        collection="other_hours",
        label=N_("Days with other hours"),
        shown={"day": N_("Day")},
        by_id=("supervisor_id",),
        erasing="remove",
    ),
    Kept(
        collection="cases",
        label=N_("Urgent debriefings"),
        shown={
            "need.organisation": N_("Workplace"),
            "need.contact.name": N_("Contact"),
            "need.contact.phone": N_("Phone"),
            "offers.offered_at": N_("You were asked"),
            "offers.answered_at": N_("You answered, or it ended"),
        },
        by=("need.contact.email", "offers.email"),
        by_id=("offers.supervisor_id", "considered.supervisor_id"),
    ),
    Kept(
        collection="invitations",
        label=N_("Invitations to the network"),
        shown={"name": N_("Name"), "invited_at": N_("When")},
        by=("email",),
        erasing="remove",
    ),
    Kept(
        collection="imports",
        label=N_("Files of supervisors, for a day"),
        shown={"supervisors.name": N_("Name"), "supervisors.phone": N_("Phone")},
        by=("supervisors.email",),
        erasing="remove",
    ),
    Kept(
        collection="devices",
        label=N_("Signed-in devices"),
        shown={"name": N_("Device"), "since": N_("From"), "until": N_("To")},
        by=("person.email",),
        erasing="remove",
    ),
    Kept(
        collection="sign_in_counts",
        label=N_("Links for signing in"),
        shown={"sent": N_("When")},
        by=("_id",),
        erasing="remove",
    ),
    Kept(
        collection="sign_in_links",
        label=N_("Links for signing in"),
        shown={"sent_at": N_("When")},
        by=("email",),
        erasing="remove",
    ),
    Kept(
        collection="orderers",
        label=N_("Organisations you order for"),
        shown={"called": N_("Workplace"), "name": N_("Name"), "email": N_("E-mail")},
        by=("email",),
        erasing="remove",
    ),
)
