"""What a contract of each form usually says: lengths and rhythms of the field, all to be changed in the draft.

Lengths and rhythms: see the domain's table of forms; evaluation every half year and one to three trial sessions: the
association's (suomentyonohjaajat.fi).
"""

from collections.abc import Mapping
from typing import Any

from services.contracts.agreements.model import Form
from shared.i18n import N_, Msgid

FORMS: Mapping[Form, Msgid] = {
    "individual": N_("Individual"),
    "group": N_("Group"),
    "community": N_("Work community"),
    "manager": N_("Manager"),
    "leadership": N_("Leadership group"),
    "process": N_("Process consultation"),
    "demanding": N_("Demanding field (statutory)"),
    "short": N_("Short, with themes"),
}
_USUAL: Mapping[str, Any] = {
    "minutes": 90,
    "every_weeks": 4,
    "months": 12,
    "longest_gap_weeks": 6,
    "trial_sessions": 2,
    "due_days": 14,
    "vat": 255,
    "free_until_hours": 48,
    "late_percent": 50,
    "evaluation": "half_year",
}
_PRESETS: Mapping[Form, Mapping[str, Any]] = {
    "individual": {"minutes": 60, "every_weeks": 3, "longest_gap_weeks": 5},
    "group": {"every_weeks": 5, "longest_gap_weeks": 7},
    "community": {"every_weeks": 3, "longest_gap_weeks": 5},
    "manager": {"every_weeks": 3, "longest_gap_weeks": 5},
    "leadership": {"every_weeks": 3, "longest_gap_weeks": 5},
    "process": {"every_weeks": 3, "months": 6, "longest_gap_weeks": 5},
    "demanding": {},
    "short": {"every_weeks": 2, "months": None, "sessions": 4, "longest_gap_weeks": 4, "trial_sessions": None},
}


def preset(form: Form) -> dict[str, Any]:
    """The usual terms of a form, by field."""
    return {**_USUAL, **({"evaluation": "end"} if form == "short" else {}), **_PRESETS[form]}
