"""What is kept about people here."""

from shared.i18n import N_
from shared.people.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        collection="duties",
        label=N_("Duties on call"),
        shown={"since": N_("From"), "until": N_("To"), "backup": N_("As backup")},
        by_id=("supervisor_id",),
    ),
    PersonalData(
        collection="swaps",
        label=N_("Swaps of duties"),
        shown={"given.start": N_("From"), "given.end": N_("To")},
        by_id=("asker_id", "asked_id"),
    ),
    PersonalData(
        collection="told_duties",
        label=N_("Duties told to your calendar"),
        shown={"since": N_("From"), "until": N_("To")},
        by_id=("supervisor_id",),
        erasing="remove",
    ),
)
