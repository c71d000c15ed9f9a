"""An offer that ends otherwise than by its answer: the letter came back, the supervisor left, the request went."""

from datetime import timedelta

import pytest

from services.booking.debriefing import leading, lifecycle
from services.booking.debriefing.lifecycle import Decision, NotOpenError
from services.booking.debriefing.model import Case, CaseState, OfferState
from shared.messages.booking import DebriefingOffered, OfferClosed
from tests.booking.build import LINKS, NETWORK, NOW, asked, need
from tests.booking.debriefing.test_lifecycle import accept, case_with, offer_of


def states(case: Case) -> dict[str, OfferState]:
    return {offer.supervisor_id: offer.state for offer in case.offers}


def closed(decision: Decision) -> OfferClosed:
    return next(each for each in decision.events if isinstance(each, OfferClosed))


def test_an_offer_that_did_not_arrive_is_an_answer_of_that_one_alone() -> None:
    case = case_with("aino", "mikael")
    decision = lifecycle.undelivered(case, offer_of(case, "aino"), NOW)
    assert states(decision.case) == {"aino": OfferState.UNDELIVERED, "mikael": OfferState.OPEN}
    assert [(each.supervisor_id, each.reason) for each in closed(decision).closed] == [("aino", "undelivered")]


def test_an_offer_answered_before_its_letter_came_back_stays_answered() -> None:
    case = accept(case_with("aino", "mikael"), "aino").case
    assert lifecycle.undelivered(case, offer_of(case, "aino"), NOW) == Decision(case)


def test_when_no_offer_arrived_the_next_wave_is_due_at_once() -> None:
    case = case_with("aino")
    assert lifecycle.wants_asking(lifecycle.undelivered(case, offer_of(case, "aino"), NOW).case)


def test_who_leaves_the_network_has_nothing_to_answer_any_more_and_the_others_have() -> None:
    case = case_with("aino", "mikael", "sari")
    case = lifecycle.declined(case, offer_of(case, "sari"), NOW).case
    after = lifecycle.left(case, "aino", NOW)
    assert states(after.case) == {"aino": OfferState.LAPSED, "mikael": OfferState.OPEN, "sari": OfferState.DECLINED}
    assert lifecycle.left(case, "sari", NOW) == Decision(case)


def test_who_was_declined_to_can_not_be_asked_for_an_answer_again() -> None:
    case = case_with("aino", "mikael")
    done = lifecycle.declined(case, offer_of(case, "aino"), NOW).case
    with pytest.raises(NotOpenError):
        lifecycle.declined(done, offer_of(done, "aino"), NOW)


def test_a_case_with_all_its_leaders_asks_nobody() -> None:
    done = accept(case_with("aino", leaders=1), "aino").case
    assert not lifecycle.wants_asking(done.model_copy(update={"state": CaseState.SEARCHING}))


def test_asking_again_counts_the_waves_anew_and_lets_an_unconfirmed_request_through() -> None:
    given_up = lifecycle.given_up(asked(lifecycle.opened(need()), "aino").case, LINKS, NOW).case
    again = lifecycle.asked_again(given_up).case
    assert (again.state, again.needs, again.earlier_waves, again.released) == (CaseState.SEARCHING, None, 1, True)
    with pytest.raises(NotOpenError):
        lifecycle.asked_again(again)


@pytest.mark.parametrize(("after", "freed"), [(-timedelta(seconds=1), True), (timedelta(0), False)])
def test_a_request_withdrawn_once_its_time_has_come_frees_nothing(after: timedelta, freed: bool) -> None:  # noqa: FBT001
    case = accept(case_with("aino", leaders=1), "aino").case
    assert case.slot is not None
    assert lifecycle.withdrawn(case, case.slot.start + after).freed is freed


def test_a_request_withdrawn_before_anybody_accepted_frees_nothing() -> None:
    assert not lifecycle.withdrawn(case_with("aino"), NOW).freed


def test_an_appointment_is_told_of_where_every_leader_was_found() -> None:
    one = accept(case_with("aino", "mikael"), "aino").case
    assert closed(lifecycle.withdrawn(one, NOW)).appointment is None
    both = closed(lifecycle.withdrawn(accept(one, "mikael").case, NOW)).appointment
    assert both is not None
    assert (both.session_id, both.starts_at) == ("session", one.slot.start if one.slot else None)


def test_an_offer_says_the_first_time_that_is_offered_and_how_long_it_is() -> None:
    (said,) = asked(lifecycle.opened(need()), "aino").events
    assert isinstance(said, DebriefingOffered)
    assert said.first_slot.end - said.first_slot.start == NETWORK.length


def test_each_change_of_a_case_has_the_next_number() -> None:
    assert lifecycle.next_revision(lifecycle.opened(need())).revision == 2


def test_what_is_freed_by_one_of_two_steps_is_freed_by_both_as_one() -> None:
    case = lifecycle.opened(need())
    assert Decision(case, freed=True).then(Decision(case)).freed
    assert Decision(case).then(Decision(case, freed=True)).freed
    assert not Decision(case).then(Decision(case)).freed


def test_a_leader_s_session_is_the_case_s_from_start_to_end_where_the_workplace_is() -> None:
    decision = accept(case_with("aino", leaders=1), "aino")
    session = decision.session
    assert session is not None
    assert (session.id, session.end - session.start) == ("session", NETWORK.length)
    assert session.venue.address == "Keskuskatu 4, Lieto"


def test_where_no_place_was_said_the_session_has_none() -> None:
    nowhere = need(place={"region": "02"}, leaders=1)
    decision = accept(asked(lifecycle.opened(nowhere), "aino").case, "aino")
    assert decision.session is not None
    assert decision.session.venue.address is None


def test_the_session_confirmed_is_the_one_on_the_calendar() -> None:
    confirmed = accept(case_with("aino", leaders=1), "aino").events[0]
    assert getattr(confirmed, "session_id", None) == "session"


def test_once_the_time_is_fixed_whoever_is_not_free_then_need_not_answer() -> None:
    case = case_with("aino", "mikael", "sari")
    early, later = offer_of(case, "aino").slots[0], offer_of(case, "aino").slots[1:]
    changed = (each.model_copy(update={"slots": later}) if each.name == "Sari" else each for each in case.offers)
    fixed = accept(case.model_copy(update={"offers": tuple(changed)}), "aino").case
    assert states(fixed) == {"aino": OfferState.ACCEPTED, "mikael": OfferState.OPEN, "sari": OfferState.FILLED}
    assert offer_of(fixed, "mikael").slots == (early,)


def test_a_case_that_has_its_leaders_is_given_to_nobody_by_hand() -> None:
    done = accept(case_with("aino", "mikael", leaders=1), "aino").case
    assert done.slot is not None
    with pytest.raises(NotOpenError):
        leading.assigned(done, offer_of(done, "mikael"), done.slot, LINKS, "other", NOW)


def test_only_who_leads_can_be_released() -> None:
    case = accept(case_with("aino", "mikael"), "aino").case
    with pytest.raises(leading.NotLeadingError):
        leading.released(case, offer_of(case, "mikael"), LINKS, NOW)
