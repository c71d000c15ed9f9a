"""What a contract's terms mean for the calendar."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.days_off import is_day_off
from services.booking.entitlements import terms
from services.booking.entitlements.model import Entitlement, EntitlementState
from services.booking.entitlements.terms import Dates
from tests.booking.entitlements.build import FIRST, LEENA, MAIJA, entitlement, signed

HELSINKI = ZoneInfo("Europe/Helsinki")
HOUR_AND_A_HALF = timedelta(minutes=90)
AT = datetime(2027, 1, 12, 7, 0, tzinfo=UTC)


def listed(dates: Dates, weeks: int) -> list[date]:
    every = [dates.first + timedelta(weeks=n * weeks) for n in range(dates.count)]
    return [day for day in every if day not in dates.left_out]


def test_a_series_has_as_many_dates_as_were_agreed() -> None:
    assert terms.dates(signed()) == Dates(FIRST, 5, frozenset())


def test_its_first_date_is_the_agreed_weekday_on_or_after_the_first_day() -> None:
    assert terms.dates(signed(first_date=date(2027, 1, 13))).first == date(2027, 1, 19)
    assert terms.dates(signed(first_date=date(2027, 1, 11))).first == FIRST


def test_on_a_public_holiday_there_is_none_and_the_series_is_one_longer() -> None:
    new_year = signed(first_date=date(2026, 12, 25), weekday=4, every_weeks=1, sessions=3)
    dates = terms.dates(new_year)
    assert dates.left_out == {date(2026, 12, 25), date(2027, 1, 1)}
    assert listed(dates, 1) == [date(2027, 1, 8), date(2027, 1, 15), date(2027, 1, 22)]


def test_unless_the_contract_goes_over_holidays() -> None:
    dates = terms.dates(signed(first_date=date(2026, 12, 25), weekday=4, every_weeks=1, sessions=3, over_holidays=True))
    assert listed(dates, 1) == [date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 8)]


def test_a_term_ends_it_and_its_last_day_counts() -> None:
    dates = terms.dates(signed(sessions=None, months=6, first_date=FIRST, every_weeks=4))
    assert listed(dates, 4)[-1] == date(2027, 6, 29)
    assert terms.last_day(signed(months=6, first_date=FIRST)) == date(2027, 7, 11)


def test_of_number_and_term_whichever_ends_first_holds() -> None:
    assert len(listed(terms.dates(signed(sessions=40, months=3)), 2)) == 7
    assert len(listed(terms.dates(signed(sessions=4, months=3)), 2)) == 4


def test_fewer_are_wanted_after_an_interruption_and_from_then_on() -> None:
    dates = terms.dates(signed(), wanted=2, since=date(2027, 3, 1))
    assert listed(dates, 2) == [date(2027, 3, 9), date(2027, 3, 23)]
    assert terms.dates(signed(), wanted=2, since=date(2027, 3, 9)) == dates


@given(
    first=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    weekday=st.integers(0, 6),
    weeks=st.integers(1, 26),
    count=st.integers(1, 60),
    months=st.none() | st.integers(1, 24),
)
def test_whatever_is_agreed_dates_are_on_the_weekday_within_the_term_and_on_no_holiday(
    first: date, weekday: int, weeks: int, count: int, months: int | None
) -> None:
    agreed = signed(first_date=first, weekday=weekday, every_weeks=weeks, sessions=count, months=months)
    days = listed(terms.dates(agreed), weeks)
    end = terms.last_day(agreed)
    assert len(days) <= count
    assert all(day.weekday() == weekday and day >= first and not is_day_off(day) for day in days)
    assert all(end is None or day <= end for day in days)


@pytest.mark.parametrize(("changes", "by_itself"), [({}, True), ({"weekday": None}, False), ({"time": None}, False)])
def test_only_what_has_a_weekday_and_a_time_is_placed_by_itself(changes: dict[str, Any], by_itself: bool) -> None:  # noqa: FBT001
    assert terms.is_placed_by_itself(signed(**changes)) is by_itself


def test_the_orderer_who_takes_part_is_told_once() -> None:
    assert terms.told(signed(participants=(LEENA, MAIJA))) == (LEENA, MAIJA)


def refused(known: Entitlement | None, *, booked: int = 0, **changes: object) -> str | None:
    asked = {"supervisors": ("aino",), "lengths": [HOUR_AND_A_HALF], "last_start": AT, "booked": booked, **changes}
    return terms.refusal(known, zone=HELSINKI, **asked)  # type: ignore[arg-type]


def test_what_the_contract_has_can_be_booked() -> None:
    assert refused(entitlement(), booked=4) is None
    assert refused(entitlement(sessions=None), booked=400) is None


@pytest.mark.parametrize(
    ("known", "changes", "why"),
    [
        (None, {}, terms.UNKNOWN),
        (entitlement(EntitlementState.ENDED), {}, terms.OVER),
        (Entitlement(id="p", state=EntitlementState.ENDED), {}, terms.OVER),
        (entitlement(EntitlementState.INTERRUPTED), {}, terms.OVER),
        (entitlement(), {"supervisors": ("aino", "sari")}, terms.OTHERS),
        (entitlement(), {"lengths": [timedelta(minutes=105)]}, terms.TOO_LONG),
        (entitlement(), {"booked": 5}, terms.TOO_MANY),
        (entitlement(), {"booked": 4, "lengths": [HOUR_AND_A_HALF] * 2}, terms.TOO_MANY),
        (entitlement(months=1), {"last_start": AT + timedelta(days=31)}, terms.TOO_LATE),
    ],
)
def test_beyond_it_it_is_said_why_not(known: Entitlement | None, changes: dict[str, object], why: str) -> None:
    assert refused(known, **changes) == why  # type: ignore[arg-type]


def test_the_terms_last_day_is_the_networks_not_utcs() -> None:
    late = datetime(2027, 2, 11, 22, 30, tzinfo=UTC)  # half past midnight on the twelfth in Helsinki
    assert refused(entitlement(months=1), last_start=late) == terms.TOO_LATE
    assert refused(entitlement(months=1), last_start=late - timedelta(hours=1)) is None


def test_until_a_renewals_first_day_the_earlier_contract_governs_and_counts() -> None:
    known = entitlement(first_date=date(2027, 3, 1), sessions=2).model_copy(update={"before": signed()})
    early, late = AT, datetime(2027, 3, 2, 7, 0, tzinfo=UTC)
    starts = [AT + timedelta(days=n) for n in range(4)] + [late]
    assert [terms.counted(known, starts, at, HELSINKI) for at in (early, late)] == [4, 1]
    for at, sessions in ((early, 5), (late, 2)):
        governing = terms.governing(known, at, HELSINKI)
        assert governing is not None
        assert governing.sessions == sessions
    assert refused(known, booked=4, last_start=early) is None
    assert refused(known, booked=2, last_start=late) == terms.TOO_MANY


def test_of_a_first_contract_every_session_counts() -> None:
    assert terms.counted(entitlement(), [AT - timedelta(days=9), AT], AT, HELSINKI) == 2
