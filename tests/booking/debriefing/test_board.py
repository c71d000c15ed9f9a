"""What the coordinator's desk shows, and what can be done there by hand."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.debriefing import leading, lifecycle, routing, waves
from services.booking.debriefing.leading import LeadsAlreadyError
from services.booking.debriefing.lifecycle import Decision, NotOpenError
from services.booking.debriefing.model import Case, CaseOffer, CaseState, OfferState
from services.booking.debriefing.routing import Candidate
from shared.messages.booking import DebriefingCalledOff, DebriefingConfirmed, Interval, OfferClosed
from tests.booking.build import HELSINKI, LINKS, NETWORK, NOW, asked, candidates, need, supervisor

MINUTE = timedelta(minutes=1)
SLOT = Interval(start=NOW + timedelta(hours=24), end=NOW + timedelta(hours=26))


def given_up(*names: str, leaders: int = 1) -> Case:
    """Everybody was asked and nobody answered."""
    case = asked(lifecycle.opened(need(leaders=leaders)), *names).case
    return lifecycle.given_up(lifecycle.lapsed(case, NOW).case, LINKS, NOW).case


def by_hand(case: Case, name: str) -> Decision:
    choice = routing.Candidacy(Candidate(supervisor(name), ()), (SLOT.start,), ())
    offer = routing.offers([choice], case, LINKS.answer_key, NOW)[0]
    return leading.assigned(case, offer, case.slot or SLOT, LINKS, "session", NOW)


def offer_of(case: Case, name: str) -> CaseOffer:
    return next(offer for offer in case.offers if offer.supervisor_id == name)


def test_half_and_most_of_the_waits_are_told_by_the_nearest_rank() -> None:
    found = waves.waits(minutes * MINUTE for minutes in range(1, 101))
    assert found == waves.Waits(count=100, half=50 * MINUTE, most=95 * MINUTE)


def test_of_no_waits_nothing_is_told() -> None:
    assert waves.waits([]) is None


@given(st.lists(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=9)), min_size=1))
def test_whatever_the_waits_half_and_most_of_them_are_within_what_is_told(measured: list[timedelta]) -> None:
    found = waves.waits(measured)
    assert found is not None
    assert sum(wait <= found.half for wait in measured) * 2 >= len(measured)
    assert sum(wait <= found.most for wait in measured) * 100 >= len(measured) * 95
    assert {found.half, found.most} <= set(measured)


def test_the_waves_tell_who_was_asked_and_why_others_were_not() -> None:
    first = asked(lifecycle.opened(need()), "aino", "mikael").case
    second = asked(lifecycle.next_revision(lifecycle.lapsed(first, NOW).case), "aino", "sari").case
    latest, earliest = waves.waves(second, second.considered)
    assert (latest.number, [offer.name for offer in latest.offers]) == (2, ["Sari"])
    assert [(each.name, each.why) for each in latest.passed_over] == [("Aino", ("already_asked",))]
    assert [offer.name for offer in earliest.offers] == ["Aino", "Mikael"]


def test_who_was_given_the_case_by_hand_is_shown_so() -> None:
    case = by_hand(given_up("aino"), "sari").case
    latest = waves.waves(case, case.considered)[0]
    assert latest.by_hand
    assert [offer.name for offer in latest.offers] == ["Sari"]


def test_letters_that_came_back_are_counted() -> None:
    case = asked(lifecycle.opened(need()), "aino", "mikael").case
    back = lifecycle.undelivered(case, offer_of(case, "aino"), NOW).case
    assert waves.came_back([back.model_copy(update={"unreached": ("contact",)}), case]) == 2


def test_whoever_fits_is_suggested_the_one_with_least_against_them_first() -> None:
    case = given_up("aino", "mikael")
    close = supervisor("close", conflicts=("liedon koulu",))
    unable = supervisor("unable", competences=())
    seen = [*candidates("aino", "sari"), Candidate(close, ()), Candidate(unable, ())]
    found = waves.suggested(waves.could_lead(seen, case, NETWORK, HELSINKI, NOW), NOW)
    assert [choice.candidate.supervisor.id for choice in found] == ["sari", "aino", "close"]


def test_asking_again_reaches_whoever_did_not_answer_and_nobody_who_did() -> None:
    case = asked(lifecycle.opened(need(leaders=1)), "aino", "mikael", "sari").case
    case = lifecycle.declined(case, offer_of(case, "sari"), NOW).case
    case = lifecycle.given_up(lifecycle.lapsed(case, NOW).case, LINKS, NOW).case
    again = asked(lifecycle.asked_again(case).case, "aino", "mikael", "sari", "new").case
    assert [offer.name for offer in again.open_offers] == ["Aino", "Mikael", "New"]
    assert again.state is CaseState.SEARCHING
    assert again.needs is None


def test_in_one_round_nobody_is_asked_twice() -> None:
    again = asked(lifecycle.asked_again(given_up("aino")).case, "aino").case
    twice = asked(lifecycle.lapsed(again, NOW).case, "aino").case
    assert len(twice.offers) == 2


def test_only_what_was_given_up_is_asked_again() -> None:
    searching = asked(lifecycle.opened(need()), "aino").case
    late = leading.contact_missed(by_hand(given_up("aino"), "sari").case, LINKS, NOW).case
    for case in (searching, late, lifecycle.withdrawn(searching, NOW).case):
        with pytest.raises(NotOpenError):
            lifecycle.asked_again(case)


def test_calling_off_tells_who_was_asked_and_withdraws_the_order() -> None:
    decision = lifecycle.called_off(by_hand(given_up("aino"), "sari").case, NOW)
    assert [type(message) for message in decision.events] == [OfferClosed, DebriefingCalledOff]
    assert decision.case.state is CaseState.WITHDRAWN
    assert decision.freed


names = ("aino", "mikael", "sari")
deeds = st.lists(
    st.tuples(
        st.sampled_from(("ask", "lapse", "give_up", "ask_again", "assign", "accept", "call_off")),
        st.sampled_from(names),
    ),
    max_size=25,
)


@given(deeds=deeds, leaders=st.sampled_from((1, 2)))
def test_whatever_the_coordinator_does_nobody_leads_twice_and_nobody_is_asked_who_leads(
    deeds: list[tuple[str, str]], leaders: int
) -> None:
    case, confirmations = lifecycle.opened(need(leaders=leaders)), 0
    for deed, name in deeds:
        try:
            decision = do(case, deed, name)
        except (NotOpenError, LeadsAlreadyError):
            continue
        confirmations += sum(isinstance(message, DebriefingConfirmed) for message in decision.events)
        case = decision.case
        leading_it = [leader.supervisor_id for leader in case.leaders]
        assert len(leading_it) == len(set(leading_it)) <= leaders
        assert not set(leading_it) & {offer.supervisor_id for offer in case.open_offers}
        assert len({offer.id for offer in case.offers}) == len(case.offers)
    assert confirmations <= 1


def do(case: Case, deed: str, name: str) -> Decision:
    """One thing that happens; NotOpenError where it can't."""
    done: dict[str, Callable[[], Decision]] = {
        "lapse": lambda: lifecycle.lapsed(case, NOW),
        "ask_again": lambda: lifecycle.asked_again(case),
        "assign": lambda: by_hand(case, name),
    }
    if lifecycle.wants_asking(case):
        done |= {"ask": lambda: asked(case, *names), "give_up": lambda: lifecycle.given_up(case, LINKS, NOW)}
    if case.state is not CaseState.WITHDRAWN:
        done["call_off"] = lambda: lifecycle.called_off(case, NOW)
    for offer in case.open_offers:
        if offer.supervisor_id == name:
            start = offer.slots[0]
            done["accept"] = lambda: leading.accepted(case, offer, start, NETWORK, LINKS, "session", NOW)  # noqa: B023
    if deed not in done:
        raise NotOpenError
    return done[deed]()


def test_who_leads_is_not_given_the_same_case_again() -> None:
    case = by_hand(given_up("aino", leaders=2), "sari").case
    with pytest.raises(LeadsAlreadyError):
        by_hand(case, "sari")


def test_who_is_being_asked_and_is_given_the_case_has_answered() -> None:
    case = by_hand(asked(lifecycle.opened(need(leaders=2)), "aino", "mikael").case, "aino").case
    assert [(offer.name, offer.state.value) for offer in case.offers] == [("Mikael", "open"), ("Aino", "accepted")]


def test_the_states_of_offers_that_mean_no_answer_are_two() -> None:
    """A canary for asking again: every other state is an answer, or an end that asks nothing more of anybody."""
    case = given_up("aino")
    for state in OfferState:
        offers = (case.offers[0].model_copy(update={"state": state}),)
        old = case.model_copy(update={"offers": offers, "earlier_waves": 1})
        assert (not old.past_asking) == (state in (OfferState.LAPSED, OfferState.UNDELIVERED))
