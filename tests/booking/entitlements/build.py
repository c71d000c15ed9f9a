"""A signed contract as booking hears of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.booking.entitlements.model import Entitlement, EntitlementState
from shared.messages.contracts import ContractSigned, Recipient, Rhythm

SIGNED_AT = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
MAIJA = Recipient(name="Maija Salo", email="maija@kallio.example", language="fi")
LEENA = Recipient(name="Leena Vuori", email="leena@kallio.example", language="sv")
# A Tuesday.
FIRST = date(2027, 1, 12)


def signed(hours: int = 0, **changes: Any) -> ContractSigned:
    """Five times on every second Tuesday at nine, led by Aino; `hours` after the first contract was signed."""
    rhythm = {name: changes.pop(name) for name in Rhythm.model_fields if name in changes}
    known: dict[str, Any] = {
        "contract_id": "contract",
        "process_id": "process",
        "revision": 4,
        "form": "group",
        "title": "Kallio, ryhmä 2",
        "organisation_id": "kallio",
        "organisation": "Kallion koulu",
        "orderer": MAIJA,
        "supervisors": ("aino",),
        "participants": (LEENA,),
        "participants_number": 6,
        "minutes": 90,
        "rhythm": Rhythm(
            **{
                "every_weeks": 2,
                "first_date": FIRST,
                "weekday": 1,
                "time": "09:00",
                "over_holidays": False,
                "longest_gap_weeks": 5,
                **rhythm,
            }
        ),
        "sessions": 5,
        "months": None,
        "trial_sessions": None,
        "remote": True,
        "place": None,
        "themes": ("Työnjako", "Kuormitus"),
        "evaluation_months": 6,
        "language": "fi",
        "copies": (),
        "signed_at": SIGNED_AT + timedelta(hours=hours),
    }
    return ContractSigned(**(known | changes))


def entitlement(state: EntitlementState = EntitlementState.PLACED, **changes: Any) -> Entitlement:
    return Entitlement(id="process", state=state, terms=signed(**changes))
