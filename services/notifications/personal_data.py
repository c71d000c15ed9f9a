"""What notifications keeps about people. What a letter said is gone once it is out."""

from shared.i18n import N_
from shared.people.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        collection="letters",
        label=N_("Messages sent to you"),
        shown={"to": N_("E-mail"), "written_at": N_("Written"), "settled_at": N_("Accepted or refused")},
        by=("to",),
        erasing="remove",
    ),
)
