"""How an inquiry goes from the first word to a draft, and what ends it; pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from services.contracts.inquiries.model import Inquiry, Offer, State

Act = Literal["offer", "answer", "choose", "draft", "close", "withdraw"]

TRANSITIONS: Mapping[tuple[State, Act], State] = {
    ("open", "offer"): "open",
    ("open", "answer"): "open",
    ("open", "choose"): "matched",
    ("open", "close"): "closed",
    ("open", "withdraw"): "withdrawn",
    # Another is chosen where the first can't after all.
    ("matched", "choose"): "matched",
    ("matched", "draft"): "drafted",
    ("matched", "close"): "closed",
    ("matched", "withdraw"): "withdrawn",
}


class NotPossibleError(Exception):
    """In this state that can't be done."""


class NotWillingError(Exception):
    """Who is to take it hasn't said yes."""


class OfferEndedError(Exception):
    """The time to answer is over, or nobody is needed any more."""


def state_after(state: State, act: Act) -> State:
    """Raises NotPossibleError."""
    if (state, act) not in TRANSITIONS:
        raise NotPossibleError
    return TRANSITIONS[state, act]


def offered(inquiry: Inquiry, offers: Sequence[Offer], now: datetime) -> Inquiry:
    """These are asked, too; who has been asked is asked anew only where their time ran out without an answer."""
    state = state_after(inquiry.state, "offer")
    new = {each.id: each for each in offers}
    kept = tuple(each for each in inquiry.offers if each.id not in new)
    return inquiry.next(state=state, offers=(*kept, *offers), changed_at=now)


def may_be_asked(inquiry: Inquiry, supervisor_id: str, now: datetime) -> bool:
    """Whether somebody wasn't asked, or let the time go by."""
    offer = inquiry.offer_to(supervisor_id)
    return offer is None or (offer.willing is None and now >= offer.answer_by)


def answered(inquiry: Inquiry, offer: Offer, now: datetime, *, willing: bool) -> Inquiry:
    """A yes or a no; it may be another until somebody is chosen. Raises OfferEndedError."""
    if inquiry.state != "open" or now >= offer.answer_by:
        raise OfferEndedError
    said = offer.model_copy(update={"willing": willing, "answered_at": now})
    offers = tuple(said if each.id == offer.id else each for each in inquiry.offers)
    return inquiry.next(offers=offers, changed_at=now)


def chosen(inquiry: Inquiry, supervisor_id: str, now: datetime) -> Inquiry:
    """One of those who said yes takes it. Raises NotPossibleError, NotWillingError."""
    state = state_after(inquiry.state, "choose")
    offer = inquiry.offer_to(supervisor_id)
    if offer is None or not offer.willing:
        raise NotWillingError
    return inquiry.next(state=state, chosen=supervisor_id, changed_at=now)


def drafted(inquiry: Inquiry, agreement_id: str, organisation_id: str, now: datetime) -> Inquiry:
    """A contract's draft stands for it from now on. Raises NotPossibleError."""
    state = state_after(inquiry.state, "draft")
    return inquiry.next(state=state, agreement_id=agreement_id, organisation_id=organisation_id, changed_at=now)


def ended(inquiry: Inquiry, act: Literal["close", "withdraw"], now: datetime) -> Inquiry:
    """Nothing more comes of it. Raises NotPossibleError."""
    return inquiry.next(state=state_after(inquiry.state, act), changed_at=now)


def waiting(inquiry: Inquiry) -> tuple[Offer, ...]:
    """The supervisors whom it matters to that it is decided: all who were asked and didn't say no."""
    return tuple(each for each in inquiry.offers if each.willing is not False)
