"""How long what is known of a debriefing is kept: its links end some time after it is over, what happened is erased
some weeks after it, and in the end nothing is left of it. The network sets the times.
"""

from datetime import datetime, timedelta

from services.contracts.debriefings.live import latest_confirmed
from services.contracts.debriefings.model import Debriefing
from services.contracts.network.model import Network


def over_at(debriefing: Debriefing) -> datetime:
    """When nothing more comes of it: withdrawn, the session's end, or else the end of the time it was wanted in."""
    if debriefing.withdrawn_at is not None:
        return debriefing.withdrawn_at
    confirmed = latest_confirmed(debriefing.facts)
    return confirmed.ends_at if confirmed else debriefing.window.closes


def links_have_ended(debriefing: Debriefing, network: Network, now: datetime) -> bool:
    """Whether its links open nothing any more."""
    return now >= over_at(debriefing) + timedelta(days=network.links_days)


def is_to_be_erased(debriefing: Debriefing, network: Network, now: datetime) -> bool:
    """Whether what happened is to be forgotten."""
    return now >= over_at(debriefing) + timedelta(days=network.incident_days)


def is_to_be_forgotten(debriefing: Debriefing, network: Network, now: datetime) -> bool:
    """Whether nothing of it is to be kept."""
    return now >= over_at(debriefing) + timedelta(days=network.kept_days)
