"""Whom to ask, in what order, and why not the others."""

from datetime import timedelta
from typing import Any

import pytest

from services.booking.debriefing import lifecycle, routing
from services.booking.debriefing.model import Evaluation
from services.booking.debriefing.routing import Candidate
from services.booking.network.model import Network
from shared.messages.booking import Interval
from shared.messages.contracts import Place
from tests.booking.build import HELSINKI, NETWORK, NOW, need, supervisor


def choose(
    *candidates: Candidate, most: int = 5, network: Network = NETWORK, **changes: Any
) -> tuple[list[str], dict[str, Evaluation]]:
    case = lifecycle.opened(need(**changes))
    chosen, considered = routing.choose(candidates, case, network, most, HELSINKI, NOW)
    return [c.candidate.supervisor.id for c in chosen], {each.supervisor_id: each for each in considered}


@pytest.mark.parametrize(
    ("unfit", "why"),
    [
        (supervisor("a", competences=("management",)), "no_debriefing_competence"),
        (supervisor("a", languages=("sv",)), "language"),
        (supervisor("a", regions=("01",)), "region"),
        (supervisor("a", conflicts=("liedon koulu",)), "conflict_of_interest"),
        (supervisor("a", urgent_hours=()), "no_free_slot"),
    ],
)
def test_each_reason_against_a_supervisor_is_named(unfit: Any, why: str) -> None:
    chosen, considered = choose(Candidate(unfit, ()))
    assert chosen == []
    assert considered["a"].why == (why,)


@pytest.mark.parametrize(
    "written",
    [
        "LIEDON  KOULU",
        "liedon\u00a0koulu",
        " Liedon koulu ",
        "Li\u00adedon koulu",
        "\uff2cIEDON KOULU",
        "A\u0308ka\u0308slompolon koulu",
        "Liedon\u2011Auran koulu",
        "LIEDON\u2013Auran koulu",
    ],
)
def test_a_conflict_is_one_however_the_organisation_is_written(written: str) -> None:
    name = (
        "Äkäslompolon koulu"
        if "lompolon" in written
        else "Liedon-Auran koulu"
        if "Auran" in written
        else "Liedon koulu"
    )
    for known, asking in ((written, name), (name.casefold(), written)):
        _, considered = choose(Candidate(supervisor("a", conflicts=(known,)), ()), organisation=asking)
        assert considered["a"].why == ("conflict_of_interest",)


def test_a_distant_debriefing_asks_about_remote_and_not_about_regions() -> None:
    near, far = supervisor("near", remote=False), supervisor("far", regions=("19",))
    chosen, considered = choose(Candidate(near, ()), Candidate(far, ()), place=Place(remote=True))
    assert chosen == ["far"]
    assert considered["near"].why == ("region",)


def test_a_municipality_that_nobody_knows_rules_no_region_out() -> None:
    chosen, _ = choose(Candidate(supervisor("a", regions=("19",)), ()), place=Place(municipality="Kaukala"))
    assert chosen == ["a"]


def test_the_network_may_have_those_with_a_conflict_asked() -> None:
    friend = Candidate(supervisor("a", conflicts=("liedon koulu",)), ())
    assert choose(friend, network=Network(conflicts="ask"))[0] == ["a"]


def test_the_first_in_line_comes_before_the_backup_and_both_before_the_others() -> None:
    others = [Candidate(supervisor(name), (), duty) for name, duty in (("c", None), ("b", 1), ("a", 0))]
    assert choose(*others)[0] == ["a", "b", "c"]


def test_who_has_carried_least_comes_first() -> None:
    tired = Candidate(supervisor("a"), (), led=(NOW - timedelta(days=10), NOW - timedelta(days=20)))
    rested = Candidate(supervisor("b"), (), led=(NOW - timedelta(days=100),) * 3)
    assert choose(tired, rested)[0] == ["b", "a"]


def test_those_beyond_the_wave_are_told_apart_from_those_unfit() -> None:
    chosen, considered = choose(*(Candidate(supervisor(name), ()) for name in "abc"), most=2)
    assert chosen == ["a", "b"]
    assert considered["c"].why == ("too_many",)


def test_once_a_leader_has_fixed_the_time_only_who_is_free_then_is_asked() -> None:
    slot = Interval(start=NOW + timedelta(hours=24), end=NOW + timedelta(hours=26))
    case = lifecycle.opened(need()).model_copy(update={"slot": slot})
    free, taken = Candidate(supervisor("a"), ()), Candidate(supervisor("b"), (slot,))
    chosen, considered = routing.choose([free, taken], case, NETWORK, 5, HELSINKI, NOW)
    assert [(c.candidate.supervisor.id, c.starts) for c in chosen] == [("a", (slot.start,))]
    assert considered[-1].why == ("no_free_slot",)


def hours_of(choice: routing.Candidacy) -> list[int]:
    return [start.astimezone(HELSINKI).hour for start in choice.starts if start.day == choice.starts[0].day]


def test_the_way_to_a_debriefing_is_kept_free_and_there_is_none_at_a_distance() -> None:
    session = Interval(start=NOW + timedelta(hours=25), end=NOW + timedelta(hours=27))  # from ten to noon
    known = Candidate(supervisor("a", travel_before=30), (session,))
    near = routing.evaluate(known, lifecycle.opened(need()), NETWORK, HELSINKI, NOW)
    assert hours_of(near) == [15, 18]
    far = lifecycle.opened(need(place=Place(remote=True)))
    assert hours_of(routing.evaluate(known, far, NETWORK, HELSINKI, NOW)) == [12, 15, 18]


def test_urgent_hours_are_on_the_supervisors_own_clock_and_offered_times_on_the_networks() -> None:
    in_stockholm = Candidate(supervisor("a", timezone="Europe/Stockholm"), ())
    choice = routing.evaluate(in_stockholm, lifecycle.opened(need()), NETWORK, HELSINKI, NOW)
    assert hours_of(choice) == [9, 12, 15, 18]
    early = Candidate(supervisor("a", timezone="Asia/Tokyo"), ())
    assert 18 not in hours_of(routing.evaluate(early, lifecycle.opened(need()), NETWORK, HELSINKI, NOW))


def test_who_speaks_just_the_languages_asked_for_is_asked() -> None:
    for spoken in (("fi",), ("fi", "sv")):
        assert choose(Candidate(supervisor("a", languages=spoken), ()), languages=spoken)[0] == ["a"]


def test_it_is_noted_who_was_on_call_when_looked_at() -> None:
    _, considered = choose(*(Candidate(supervisor(name), (), duty) for name, duty in (("a", 0), ("b", 1), ("c", None))))
    assert {name: each.on_duty for name, each in considered.items()} == {"a": True, "b": True, "c": False}


def test_the_way_from_a_debriefing_to_the_next_session_is_kept_free() -> None:
    session = Interval(start=NOW + timedelta(hours=29), end=NOW + timedelta(hours=30))  # from two to three
    waiting = Candidate(supervisor("a"), (session,))
    assert hours_of(routing.evaluate(waiting, lifecycle.opened(need()), NETWORK, HELSINKI, NOW)) == [9, 12, 15, 18]
    driving = Candidate(supervisor("a", travel_after=15), (session,))
    assert 12 not in hours_of(routing.evaluate(driving, lifecycle.opened(need()), NETWORK, HELSINKI, NOW))


def test_the_offers_of_one_case_count_on_from_wave_to_wave() -> None:
    case = lifecycle.opened(need())
    for names in (("a", "b"), ("c", "d")):
        chosen, _ = routing.choose([Candidate(supervisor(name), ()) for name in names], case, NETWORK, 5, HELSINKI, NOW)
        case = case.model_copy(update={"offers": case.offers + routing.offers(chosen, case, str, NOW)})
    assert [each.id for each in case.offers] == ["case-0", "case-1", "case-2", "case-3"]
