"""What can be counted of urgent debriefings: how long people wait, and how many wait just now."""

from collections.abc import Mapping
from typing import Any

from services.booking.debriefing.model import CaseState
from services.booking.debriefing.store import Cases
from services.booking.roster.handlers.shifts import on_duty
from shared.app.metrics import Figure, Wait
from shared.messages.booking import DebriefingConfirmed, DebriefingOffered

OPEN = (CaseState.SEARCHING, CaseState.NEEDS_COORDINATOR)


def until_offered(offered: DebriefingOffered) -> float | None:
    """Of the first wave alone."""
    if offered.wave != 1 or offered.requested_at is None:
        return None
    return (offered.offered_at - offered.requested_at).total_seconds()


def until_confirmed(confirmed: DebriefingConfirmed) -> float | None:
    """The first time that it was confirmed: what is mended later ends no wait."""
    mended = confirmed.was is not None or confirmed.changed or confirmed.instead_of is not None
    if mended or confirmed.requested_at is None:
        return None
    return (confirmed.confirmed_at - confirmed.requested_at).total_seconds()


async def open_cases(app: Any) -> Mapping[tuple[str, ...], float]:
    return {(state.value,): await Cases(app.tx).count(state) for state in OPEN}


async def on_call(app: Any) -> Mapping[tuple[str, ...], float]:
    """How many are on call now, first in line and behind them; who can't come is none of them."""
    duties = await on_duty(app.tx, app.clock(), app.settings.zone)
    backups = sum(each.backup for each in duties)
    return {("first",): len(duties) - backups, ("backup",): backups}


FIGURES = (
    Figure("rinnalla_cases", "Urgent debriefings that are not confirmed, by their state.", ("state",), open_cases),
    Figure("rinnalla_on_call", "Supervisors on call now, by their place.", ("place",), on_call),
)
WAITS = (
    Wait("rinnalla_first_offer_seconds", "From a request to the first offers.", DebriefingOffered, until_offered),
    Wait("rinnalla_confirmation_seconds", "From a request to its confirmation.", DebriefingConfirmed, until_confirmed),
)
