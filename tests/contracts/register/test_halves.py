"""What the register counts, and how its half-years are written."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.contracts.processes.model import Known, Process, SessionStatus
from services.contracts.register.halves import Half, rows
from services.contracts.register.pages import harmless
from tests.booking.entitlements.build import signed

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2027, 5, 1, tzinfo=UTC)


def process(name: str, organisation: str = "Kallion koulu") -> Process:
    terms = signed(process_id=name, title=name, organisation=organisation, form="demanding")
    return Process(id=name, terms=terms, contracts=("c",), leaders=())


def session(at: datetime, status: SessionStatus = "planned") -> Known:
    return Known(id=str(at), process_id="p", sequence=0, start=at, end=at + timedelta(minutes=90), status=status)


@pytest.mark.parametrize(
    ("day", "half"),
    [(date(2027, 1, 1), "2027-1"), (date(2027, 6, 30), "2027-1"), (date(2027, 7, 1), "2027-2")],
)
def test_a_day_is_in_the_first_or_the_second_half(day: date, half: str) -> None:
    assert str(Half.of(day)) == half
    assert Half.read(half) == Half.of(day)


@pytest.mark.parametrize("written", ["", "2027", "2027-3", "27-1", "2027-1-1", "x-1", "1999-2", "٢٠٢٧-1"])
def test_what_is_no_half_year_is_none(written: str) -> None:
    assert Half.read(written) is None


def test_before_and_after_go_over_the_year() -> None:
    assert (str(Half(2027, 1).before), str(Half(2027, 2).after)) == ("2026-2", "2028-1")
    assert Half(2027, 2).before == Half(2027, 1)
    assert Half(2027, 1).after == Half(2027, 2)


def test_past_ones_are_held_against_what_was_planned() -> None:
    known = [
        session(NOW - timedelta(days=30), "held"),
        session(NOW - timedelta(days=20), "not_held"),
        session(NOW - timedelta(days=10)),
        session(NOW - timedelta(days=5), "cancelled"),
        session(NOW + timedelta(days=10)),
        session(NOW + timedelta(days=100)),
    ]
    [row] = rows([process("p")], {"p": known}, Half(2027, 1), NOW, HELSINKI)
    assert (row.planned, row.due, row.held, row.not_held, row.unmarked) == (4, 3, 1, 1, 1)
    assert (row.missing, row.is_below) == (2, True)
    [later] = rows([process("p")], {"p": known}, Half(2027, 2), NOW, HELSINKI)
    assert (later.planned, later.due, later.is_below) == (1, 0, False)


def test_a_half_year_ends_at_the_network_s_midnight() -> None:
    last, first = datetime(2027, 6, 30, 20, 59, tzinfo=UTC), datetime(2027, 6, 30, 21, 0, tzinfo=UTC)
    known = {"p": [session(last), session(first)]}
    assert [row.planned for row in rows([process("p")], known, Half(2027, 1), NOW, HELSINKI)] == [1]
    assert [row.planned for row in rows([process("p")], known, Half(2027, 2), NOW, HELSINKI)] == [1]


def test_what_is_most_below_plan_comes_first_then_by_name() -> None:
    past = NOW - timedelta(days=30)
    known = {
        "b": [session(past, "held")],
        "a": [session(past, "held")],
        "c": [session(past)],
        "nothing": [session(past, "cancelled")],
    }
    found = rows([process(name) for name in ("b", "a", "c", "nothing")], known, Half(2027, 1), NOW, HELSINKI)
    assert [row.unit for row in found] == ["c", "a", "b"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_a_formula_is_text_in_the_file(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("Kallio") == "Kallio"
