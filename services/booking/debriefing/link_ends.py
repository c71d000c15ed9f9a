"""How long cases and swaps are kept, and their links open: the network sets both."""

from datetime import datetime, timedelta

from services.booking.debriefing.model import Case, CaseOffer, OfferState, OfferView
from services.booking.network.model import Network


def offer_is_over_at(case: Case | OfferView, offer: CaseOffer) -> datetime:
    """When nothing more comes of an offer: withdrawn, the session's end, or the end of the time it was wanted in."""
    if offer.state is OfferState.WITHDRAWN and offer.answered_at is not None:
        return offer.answered_at
    return case.slot.end if case.slot else case.need.window.closes


def offer_link_has_ended(case: Case | OfferView, offer: CaseOffer, network: Network, now: datetime) -> bool:
    """Whether an offer's link opens nothing any more."""
    return now >= offer_is_over_at(case, offer) + timedelta(days=network.links_days)
