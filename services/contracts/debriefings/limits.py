"""How many requests are taken of which nobody knows whose they are: each wakes supervisors and mails an address.

They are counted in an hour and in a day, for one contact's address, one network (of IPv4 a /24, of IPv6 a /64), one
organisation's name, and in all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from services.contracts.network.model import Network
from services.contracts.organisations.orderers import folded
from shared.messages.base import Instant, Part

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# In a day so many times as many as in an hour.
HOURS_WORTH = 4
By = Literal["address", "prefix", "organisation", "all"]


class Counted(Part):
    """One request that nobody had confirmed: what it is counted by, as keyed digests."""

    at: Instant
    address: str
    prefix: str
    organisation: str

    def shares(self, other: "Counted", by: By) -> bool:
        return by == "all" or getattr(self, by) == getattr(other, by)


@dataclass(frozen=True, slots=True)
class Refused:
    """By which limit, and in how long one more is taken."""

    by: By
    wait: timedelta


def mailbox(email: str) -> str:
    """Whose mailbox an address is, as far as it can be told: case and what follows a plus don't count."""
    local, _, domain = email.casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def named(organisation: str) -> str:
    """An organisation's name as it is counted: letters and numbers alone."""
    return "".join(each for each in folded(organisation) if each.isalnum())


def refused(earlier: Sequence[Counted], new: Counted, network: Network) -> Refused | None:
    """Why one more is not taken; None where it is."""
    limits: tuple[tuple[By, int], ...] = (
        ("address", network.unconfirmed_per_address),
        ("organisation", network.unconfirmed_per_organisation),
        ("prefix", network.unconfirmed_per_prefix),
        ("all", network.unconfirmed_in_all),
    )
    for by, hourly in limits:
        for within, times in ((HOUR, hourly), (DAY, HOURS_WORTH * hourly)):
            since = sorted(each.at for each in earlier if each.shares(new, by) and each.at > new.at - within)
            if len(since) >= times:
                return Refused(by, since[-times] + within - new.at)
    return None


def is_another(earlier: Sequence[Counted], new: Counted) -> bool:
    """Whether one of this address or organisation was taken today, or of this network within the hour: nobody is woken
    a second time before the mailed link was opened.
    """
    within: tuple[tuple[By, timedelta], ...] = (("address", DAY), ("organisation", DAY), ("prefix", HOUR))
    return any(each.shares(new, by) and each.at > new.at - time for each in earlier for by, time in within)


def with_one_more(earlier: Sequence[Counted], new: Counted) -> tuple[Counted, ...]:
    """What is kept: nothing that no limit looks at any more."""
    return (*(each for each in earlier if each.at > new.at - DAY), new)
