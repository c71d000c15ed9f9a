"""Who has carried least is asked first: what counts as carried, and for how long."""

from datetime import timedelta

import pytest

from services.booking.debriefing import routing
from services.booking.debriefing.routing import FAIRNESS, Candidate
from tests.booking.build import NOW, supervisor

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("ago", "counts"),
    [(FAIRNESS + SECOND, 0), (FAIRNESS, 0), (FAIRNESS - SECOND, 1), (timedelta(0), 1), (-timedelta(days=3), 1)],
)
def test_a_debriefing_counts_for_ninety_days_and_before_it_is_held(ago: timedelta, counts: int) -> None:
    assert routing.load(Candidate(supervisor("a"), (), led=(NOW - ago,)), NOW) == counts


def test_each_debriefing_counts() -> None:
    led = tuple(NOW - timedelta(days=days) for days in (1, 30, 89, 91, 400))
    assert routing.load(Candidate(supervisor("a"), (), led=led), NOW) == 3


def test_among_equals_who_has_waited_longest_comes_first() -> None:
    waited, recent = (
        routing.Candidacy(Candidate(supervisor(name), (), led=(NOW - timedelta(days=days),)), (), ())
        for name, days in (("b", 80), ("a", 2))
    )
    assert routing.order(waited, NOW) < routing.order(recent, NOW)
