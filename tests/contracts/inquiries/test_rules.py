"""What may follow what of an inquiry, who is suggested, and what a draft is filled in with."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.contracts.agreements.schemas import DraftGiven
from services.contracts.inquiries import lifecycle
from services.contracts.inquiries.handlers import terms
from services.contracts.inquiries.lifecycle import NotPossibleError, NotWillingError, OfferEndedError
from services.contracts.inquiries.links import plan_link
from services.contracts.inquiries.model import Asker, Inquiry, Offer
from services.contracts.inquiries.suggestions import suggested
from services.contracts.network.model import Supervisor

NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)
LATER = NOW + timedelta(days=21)


def inquiry(**changes: Any) -> Inquiry:
    known: dict[str, Any] = {
        "id": "one",
        "asker": Asker(name="Maria Koskela", email="maria@kaarina.example", language="sv"),
        "known": True,
        "organisation": "Kaarinan kaupunki",
        "need": "Ryhmä jaksaa huonosti.",
        "form": "group",
        "received_at": NOW,
        "changed_at": NOW,
    }
    return Inquiry.model_validate({**known, **changes})


def offer(name: str, **changes: Any) -> Offer:
    known = {"id": name, "name": name, "email": f"{name}@verkosto.example", "key": name, "offered_at": NOW}
    return Offer.model_validate({**known, "answer_by": LATER, **changes})


def asked(*names: str) -> Inquiry:
    return lifecycle.offered(inquiry(), [offer(each) for each in names], NOW)


def said(before: Inquiry, name: str, *, willing: bool, at: datetime = NOW) -> Inquiry:
    given = before.offer_to(name)
    assert given is not None
    return lifecycle.answered(before, given, at, willing=willing)


def test_only_who_said_yes_can_be_chosen() -> None:
    both = said(said(asked("kaisa", "pekka"), "kaisa", willing=True), "pekka", willing=False)
    for name in ("pekka", "nobody"):
        with pytest.raises(NotWillingError):
            lifecycle.chosen(both, name, NOW)
    done = lifecycle.chosen(both, "kaisa", NOW)
    assert (done.state, done.taker and done.taker.id, done.revision) == ("matched", "kaisa", both.revision + 1)


def test_an_answer_may_be_another_until_somebody_is_chosen_or_its_time_is_over() -> None:
    changed = said(said(asked("kaisa"), "kaisa", willing=False), "kaisa", willing=True)
    with pytest.raises(OfferEndedError):
        said(changed, "kaisa", willing=False, at=LATER)
    with pytest.raises(OfferEndedError):
        said(lifecycle.chosen(changed, "kaisa", NOW), "kaisa", willing=False)


def test_who_let_the_time_go_by_may_be_asked_anew_and_who_answered_not() -> None:
    open_ = said(asked("kaisa", "pekka"), "pekka", willing=False)
    assert [lifecycle.may_be_asked(open_, name, NOW) for name in ("kaisa", "pekka", "sari")] == [False, False, True]
    assert [lifecycle.may_be_asked(open_, name, LATER) for name in ("kaisa", "pekka")] == [True, False]


@pytest.mark.parametrize("state", ["drafted", "closed", "withdrawn"])
def test_what_is_done_is_neither_offered_nor_ended(state: str) -> None:
    for act in ("offer", "choose", "draft", "close", "withdraw"):
        with pytest.raises(NotPossibleError):
            lifecycle.state_after(inquiry(state=state).state, act)


def test_who_was_wished_for_comes_first_then_who_has_the_language() -> None:
    people = [
        Supervisor(id=name, revision=1, name=name.title(), email=f"{name}@x.example", language=language)
        for name, language in (("aino", "fi"), ("berit", "sv"), ("cecilia rantala", "fi"))
    ]
    first = suggested(inquiry(language="sv", wished="Jospa Cecilia Rantala?"), people)
    assert [each.id for each in first] == ["cecilia rantala", "berit", "aino"]


def test_a_draft_is_filled_in_with_all_that_is_known() -> None:
    known = inquiry(
        unit="Kotihoito", participants=6, municipality="Kaarina", every_weeks=4, start=date(2027, 1, 14), chosen="kaisa"
    )
    given = DraftGiven.model_validate(terms(known, "kaarina"))
    assert (given.title, given.organisation, given.supervisors, given.participants_number) == (
        "Kotihoito",
        "kaarina",
        ("kaisa",),
        6,
    )
    assert given.orderer is not None
    assert (given.orderer.email, given.place, given.every_weeks) == ("maria@kaarina.example", "Kaarina", 4)
    assert "every_weeks" not in terms(inquiry(chosen="kaisa"), "kaarina")  # the form's usual rhythm stays
    assert "guest.email=maria%40kaarina.example" in plan_link(known)
