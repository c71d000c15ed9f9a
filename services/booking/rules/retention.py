"""How long cases and swaps are kept, and their links open: the network sets both."""

from datetime import datetime, timedelta

from services.booking.model.debriefing import Case, CaseOffer, Glance, OfferState
from services.booking.model.network import Network
from services.booking.model.roster import Swap


class LinkEndedError(Exception):
    """The link opened something once; that has been over for long."""


def offer_is_over_at(case: Case | Glance, offer: CaseOffer) -> datetime:
    """When nothing more comes of an offer: withdrawn, the session's end, or the end of the time it was wanted in."""
    if offer.state is OfferState.WITHDRAWN and offer.answered_at is not None:
        return offer.answered_at
    return case.slot.end if case.slot else case.need.window.closes


def offer_link_has_ended(case: Case | Glance, offer: CaseOffer, network: Network, now: datetime) -> bool:
    """Whether an offer's link opens nothing any more."""
    return now >= offer_is_over_at(case, offer) + timedelta(days=network.links_days)


def swap_link_has_ended(swap: Swap, network: Network, now: datetime) -> bool:
    """Whether a swap's link opens nothing any more: its times are over for so long."""
    over = max(swap.given.end, swap.in_return.end) if swap.in_return else swap.given.end
    return now >= over + timedelta(days=network.links_days)
