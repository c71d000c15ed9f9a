"""What is kept about people here."""

from shared.i18n import N_
from shared.people.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        collection="feeds",
        label=N_("Address for your calendar program"),
        shown={"opened_at": N_("When")},
        by_id=("supervisor_id",),
        erasing="remove",
    ),
)
