"""How far a debriefing has come: by example, and whatever the order in which its facts come."""

import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from services.contracts.debriefings.live import Progress, progress
from services.contracts.debriefings.model import (
    TURNING,
    Contacted,
    Fact,
    LinkAwaited,
    Marked,
    Reached,
    Unreached,
    Verified,
    Withdrawn,
)
from services.contracts.debriefings.timeline import condensed
from tests.contracts.build import NOW, after, closed, confirmed, found, needed, offered, requested

REACHED = Reached(at=after(2), about="offer", reference="offer-aino")
REFUSED = Unreached(at=after(2), about="offer", reference="offer-aino")


def told(view: Progress) -> list[tuple[str, str | None]]:
    return [(entry.what, entry.supervisor) for entry in view.timeline]


def test_a_new_request_is_searching_and_nobody_has_to_answer_yet() -> None:
    view = progress([requested()])
    assert (view.state, view.confirmed, view.answer_by) == ("searching", None, None)
    assert told(view) == [("requested", None)]


def test_those_asked_are_named_with_the_time_by_which_they_answer() -> None:
    view = progress([requested(), offered(1, 1, "aino", "mikael")])
    assert told(view)[1:] == [("offered", "Aino"), ("offered", "Mikael")]
    assert view.answer_by == after(601)


def test_a_letter_that_arrived_is_told_after_its_offer_even_when_the_clocks_differ() -> None:
    early = Reached(at=after(-3), about="offer", reference="offer-aino")
    assert told(progress([early, offered(1, 1, "aino"), requested()])) == [
        ("requested", None),
        ("offered", "Aino"),
        ("delivered", "Aino"),
    ]


def test_a_refused_address_is_told_once_though_both_booking_and_notifications_say_so() -> None:
    view = progress([requested(), offered(1, 1, "aino"), REFUSED, closed(2, 3, "undelivered", "aino")])
    assert told(view)[2:] == [("undelivered", "Aino")]
    assert view.answer_by is None


def test_a_declined_offer_is_followed_by_the_next_wave() -> None:
    view = progress([offered(2, 5, "pekka"), closed(2, 5, "declined", "aino"), offered(1, 1, "aino"), requested()])
    assert told(view)[1:] == [("offered", "Aino"), ("declined", "Aino"), ("offered", "Pekka")]


def test_a_first_leader_found_leaves_the_search_open() -> None:
    view = progress([requested(), offered(1, 1, "aino", "mikael"), found(2, 5, "aino")])
    assert view.state == "searching"
    assert view.found is not None
    assert view.answer_by == after(601)


def test_confirmed_says_who_and_when() -> None:
    view = progress(
        [requested(), offered(1, 1, "aino", "sari"), confirmed(2, 9, "aino"), closed(2, 9, "filled", "sari")]
    )
    assert view.state == "confirmed"
    assert view.confirmed is not None
    assert [each.name for each in view.confirmed.supervisors] == ["Aino"]
    assert told(view)[-2:] == [("confirmed", None), ("filled", "Sari")]


def test_an_old_call_for_the_coordinator_does_not_undo_what_was_found_by_hand() -> None:
    assert progress([confirmed(3, 9, "aino"), needed(2, 5), requested()]).state == "confirmed"


def test_when_the_coordinator_has_others_asked_it_is_looked_for_again() -> None:
    view = progress(
        [requested(), offered(1, 1, "aino"), closed(2, 5, "declined", "aino"), needed(2, 5), offered(3, 9, "sari")]
    )
    assert (view.state, view.needs) == ("searching", None)
    assert view.answer_by is not None


def test_missed_contact_goes_to_the_coordinator_and_keeps_who_leads() -> None:
    facts: list[Fact] = [requested(), confirmed(2, 9, "aino"), needed(3, 99, "contact_not_made")]
    view = progress(facts)
    assert (view.state, view.needs) == ("needs_coordinator", "contact_not_made")
    assert view.confirmed is not None
    assert progress([*facts, Contacted(revision=4, at=after(120), name="Aino")]).state == "confirmed"


def test_contact_with_the_workplace_does_not_end_the_search_for_the_second_leader() -> None:
    facts: list[Fact] = [found(2, 5, "aino"), needed(3, 9, "second_leader_missing")]
    assert progress([*facts, Contacted(revision=4, at=after(12), name="Aino")]).state == "needs_coordinator"


def test_withdrawn_is_the_end_whatever_is_still_on_its_way() -> None:
    view = progress([requested(), Withdrawn(at=after(3)), confirmed(5, 9, "aino")])
    assert (view.state, view.confirmed) == ("withdrawn", None)


def test_a_request_that_waits_for_its_link_says_so_until_the_link_is_opened() -> None:
    waiting: list[Fact] = [requested(), LinkAwaited(at=NOW)]
    assert progress(waiting).waits_for_link
    assert told(progress(waiting)) == [("requested", None), ("verification_waited", None)]
    assert not progress([*waiting, Verified(at=after(4))]).waits_for_link


def test_the_requester_hears_that_their_own_address_was_refused() -> None:
    assert progress([requested(), Unreached(at=after(1), about="contact", reference="case")]).unreachable


def test_a_page_counts_where_two_hundred_were_asked_and_names_where_few() -> None:
    many = progress([requested(), offered(1, 1, *(f"s{n}" for n in range(200)))])
    assert [(entry.what, entry.count) for entry in condensed(many.timeline)] == [("requested", None), ("offered", 200)]
    few = condensed(progress([requested(), offered(1, 1, "aino", "sari")]).timeline)
    assert [(entry.what, entry.supervisor, entry.each) for entry in few] == [
        ("requested", None, ()),
        ("offered", "Aino, Sari", ("Aino", "Sari")),
    ]


def test_those_told_together_that_it_is_filled_stand_on_one_line() -> None:
    view = progress([requested(), offered(1, 1, "aino", "sari", "pekka"), closed(2, 3, "filled", "sari", "pekka")])
    names = [entry.supervisor for entry in condensed(view.timeline) if entry.what == "filled"]
    assert names == ["Pekka, Sari"]


STORY: Sequence[Fact] = (
    requested(),
    LinkAwaited(at=NOW),
    Verified(at=after(1)),
    offered(1, 1, "aino", "sari"),
    REACHED,
    Unreached(at=after(2.5), about="offer", reference="offer-sari"),
    closed(2, 3, "undelivered", "sari"),
    closed(3, 2.9, "declined", "aino"),
    offered(3, 2.9, "pekka", "leena", "johan"),
    found(4, 7, "pekka"),
    closed(5, 8, "lapsed", "leena"),
    needed(6, 8.5, "second_leader_missing"),
    confirmed(7, 9, "pekka", "johan"),
    closed(7, 9, "filled", "mikael"),
    needed(8, 60, "contact_not_made"),
    Contacted(revision=9, at=after(70), name="Pekka"),
    Marked(sequence=3, at=after(3000), held=True),
    Marked(sequence=2, at=after(2900), held=False),
)


@given(st.lists(st.sampled_from(STORY), unique=True), st.randoms(use_true_random=False), st.data())
def test_the_same_facts_show_the_same_page_in_any_order_and_however_often(
    facts: list[Fact], order: random.Random, data: st.DataObject
) -> None:
    again = [*facts, *data.draw(st.lists(st.sampled_from(facts)) if facts else st.just([]))]
    order.shuffle(again)
    assert progress(again) == progress(facts)


@given(st.permutations(STORY))
def test_booking_s_steps_are_told_by_its_own_revisions(facts: list[Fact]) -> None:
    whats = [entry.what for entry in progress(facts).timeline]
    assert whats[0] == "requested"
    assert whats.index("leader_found") < whats.index("confirmed") < whats.index("contact_made")
    assert whats.index("declined") < whats.index("lapsed") < whats.index("coordinator_needed")
    assert whats[-1] == "held"


def test_what_was_marked_last_is_what_is_told() -> None:
    facts: list[Fact] = [confirmed(7, 9, "pekka"), *(Marked(sequence=n, at=after(10 + n), held=n == 2) for n in (2, 3))]
    assert [entry.what for entry in progress(facts).timeline] == ["confirmed", "not_held"]


OWN = ("requested", "link_awaited", "verified", "withdrawn")


def bare(fact: Fact) -> Fact:
    """A fact as a list reads it: without whom was asked."""
    blank = {"offered": (), "needed": 0}
    return fact.model_copy(update={"asked": blank[fact.kind]}) if fact.kind in blank else fact


@given(
    st.lists(
        st.sampled_from((*STORY, LinkAwaited(at=NOW), Verified(at=after(1)), Withdrawn(at=after(99)))), unique=True
    )
)
def test_a_list_that_shows_states_needs_no_more_than_the_turns(facts: list[Fact]) -> None:
    turns = [bare(fact) for fact in facts if fact.kind in (*TURNING, *OWN)]
    whole, short = progress(facts), progress(turns)
    assert (short.state, short.needs, short.confirmed) == (whole.state, whole.needs, whole.confirmed)
    assert short.waits_for_link == whole.waits_for_link
