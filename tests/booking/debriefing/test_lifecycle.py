"""The life of a debriefing, by example and whatever happens."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.debriefing import leading, lifecycle
from services.booking.debriefing.lifecycle import Decision, NotOfferedError, NotOpenError
from services.booking.debriefing.model import Case, CaseOffer, CaseState, OfferState
from shared.messages.booking import (
    CoordinatorNeeded,
    DebriefingConfirmed,
    DebriefingOffered,
    LeaderFound,
    OfferClosed,
)
from tests.booking.build import LINKS, NETWORK, NOW, asked, need


def case_with(*names: str, leaders: int = 2) -> Case:
    return asked(lifecycle.opened(need(leaders=leaders)), *names).case


def accept(case: Case, name: str, start_index: int = 0) -> Decision:
    offer = offer_of(case, name)
    return leading.accepted(case, offer, offer.slots[start_index], NETWORK, LINKS, "session", NOW)


def offer_of(case: Case, name: str) -> CaseOffer:
    return next(offer for offer in case.offers if offer.supervisor_id == name)


def said(decision: Decision) -> list[str]:
    return [type(message).__name__ for message in decision.events]


def test_a_wave_says_who_is_asked_and_until_when() -> None:
    decision = asked(lifecycle.opened(need()), "aino", "mikael")
    (offered,) = decision.events
    assert isinstance(offered, DebriefingOffered)
    assert [offer.name for offer in offered.offers] == ["Aino", "Mikael"]
    assert offered.answer_by == NOW + timedelta(minutes=10)
    assert offered.first_slot.start == min(decision.case.offers[0].slots)


def test_a_wave_with_nobody_in_it_says_nothing() -> None:
    decision = asked(lifecycle.opened(need()))
    assert (decision.case.wave, decision.events) == (1, ())
    assert lifecycle.wants_asking(decision.case)


def test_the_one_leader_confirms_and_the_others_hear_that_it_is_filled() -> None:
    decision = accept(case_with("aino", "mikael", leaders=1), "aino")
    assert said(decision) == ["DebriefingConfirmed", "OfferClosed"]
    assert decision.case.state is CaseState.CONFIRMED
    assert offer_of(decision.case, "mikael").state is OfferState.FILLED
    assert decision.session is not None
    assert decision.session.supervisors == ("aino",)


def test_the_first_of_two_leaders_fixes_the_time_for_the_second() -> None:
    decision = accept(case_with("aino", "mikael"), "aino", 1)
    assert said(decision) == ["LeaderFound"]
    assert isinstance(decision.events[0], LeaderFound)
    assert decision.events[0].missing == 1
    assert offer_of(decision.case, "mikael").slots == (decision.case.slot.start if decision.case.slot else None,)
    with pytest.raises(NotOfferedError):
        leading.accepted(
            decision.case, offer_of(decision.case, "mikael"), NOW + timedelta(hours=30), NETWORK, LINKS, "session", NOW
        )


def test_both_leaders_found_confirm_one_session_of_two() -> None:
    decision = accept(accept(case_with("aino", "mikael"), "aino").case, "mikael")
    confirmed = decision.events[0]
    assert isinstance(confirmed, DebriefingConfirmed)
    assert [leader.name for leader in confirmed.leaders] == ["Aino", "Mikael"]
    assert decision.session is not None
    assert decision.session.supervisors == ("aino", "mikael")


def test_a_second_accept_of_a_filled_case_is_refused() -> None:
    done = accept(case_with("aino", "mikael", leaders=1), "aino").case
    with pytest.raises(NotOpenError):
        accept(done, "mikael")


def test_when_the_last_open_offer_is_declined_the_next_wave_is_due_at_once() -> None:
    case = case_with("aino", "mikael")
    one = lifecycle.declined(case, offer_of(case, "aino"), NOW).case
    assert not lifecycle.wants_asking(one)
    both = lifecycle.declined(one, offer_of(one, "mikael"), NOW).case
    assert lifecycle.wants_asking(both)


def test_with_one_leader_found_and_no_wave_left_the_coordinator_hears_why() -> None:
    found = accept(case_with("aino"), "aino").case
    decision = lifecycle.given_up(found, LINKS, NOW)
    (needed,) = decision.events
    assert isinstance(needed, CoordinatorNeeded)
    assert needed.reason == "second_leader_missing"


def test_withdrawing_tells_everybody_asked_and_frees_the_time() -> None:
    decision = lifecycle.withdrawn(accept(case_with("aino", "mikael"), "aino").case, NOW)
    (closed,) = decision.events
    assert isinstance(closed, OfferClosed)
    assert {each.name for each in closed.closed} == {"Aino", "Mikael"}
    assert decision.freed


def test_contact_made_after_the_reminder_takes_the_case_back_from_the_coordinator() -> None:
    confirmed = accept(case_with("aino", leaders=1), "aino").case
    late = leading.contact_missed(confirmed, LINKS, NOW).case
    assert late.state is CaseState.NEEDS_COORDINATOR
    decision = leading.contacted(late, offer_of(late, "aino"), NOW)
    assert decision.case.state is CaseState.CONFIRMED
    assert said(decision) == ["ContactMade"]


def test_contact_in_time_leaves_nothing_to_remind_of() -> None:
    confirmed = accept(case_with("aino", leaders=1), "aino").case
    assert leading.contact_is_due(confirmed)
    assert not leading.contact_is_due(leading.contacted(confirmed, offer_of(confirmed, "aino"), NOW).case)


def test_every_move_outside_the_table_is_a_mistake() -> None:
    withdrawn = lifecycle.withdrawn(case_with("aino"), NOW).case
    with pytest.raises(ValueError, match="can't go"):
        withdrawn.transition(CaseState.CONFIRMED)


names = ("aino", "mikael", "sari", "johan", "leena")
deeds = st.lists(
    st.tuples(
        st.sampled_from(("accept", "decline", "undelivered", "lapse", "withdraw")),
        st.sampled_from(names),
        st.integers(0, 7),
    ),
    max_size=30,
)


@given(deeds=deeds, leaders=st.sampled_from((1, 2)))
def test_whatever_happens_a_case_has_never_more_leaders_than_it_needs(
    deeds: list[tuple[str, str, int]], leaders: int
) -> None:
    case, confirmations = case_with(*names, leaders=leaders), 0
    for deed, name, pick in deeds:
        decision = do(case, deed, name, pick)
        if decision is None:
            continue
        confirmations += said(decision).count("DebriefingConfirmed")
        case = decision.case
        assert case.missing >= 0
        assert (case.state is CaseState.CONFIRMED) == (case.missing == 0)
        if case.leaders and case.slot:
            assert all(case.slot.start in offer.slots for offer in (*case.leaders, *case.open_offers))
    assert confirmations <= 1


def do(case: Case, deed: str, name: str, pick: int) -> Decision | None:
    """One thing that happens to the case; None where it was refused."""
    offer = offer_of(case, name)
    if deed == "withdraw" and case.state is CaseState.SEARCHING and pick == 7:
        return lifecycle.withdrawn(case, NOW)
    if deed == "lapse" and pick == 0:
        return lifecycle.lapsed(case, NOW)
    try:
        if deed == "accept":
            start = offer.slots[pick % len(offer.slots)]
            return leading.accepted(case, offer, start, NETWORK, LINKS, "session", NOW)
        if deed == "decline":
            return lifecycle.declined(case, offer, NOW)
    except (NotOpenError, NotOfferedError):  # the time that another fixed may be none of theirs
        return None
    return lifecycle.undelivered(case, offer, NOW) if deed == "undelivered" else None
