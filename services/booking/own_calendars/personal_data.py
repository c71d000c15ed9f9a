"""What is kept about people here."""

from shared.i18n import N_
from shared.people.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        collection="own_calendars",
        label=N_("Your own calendar"),
        shown={"host": N_("Read from"), "read_at": N_("Last read")},
        by_id=("_id",),
        erasing="remove",
    ),
    PersonalData(
        collection="own_busy",
        label=N_("Busy elsewhere"),
        shown={"starts": N_("From"), "ends": N_("To")},
        by_id=("who",),
        erasing="remove",
    ),
)
