"""The clinical window: by example, and whatever the times."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.contracts.debriefings.window import clinical
from tests.contracts.build import NOW

hours = timedelta(hours=1)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds are naive


def test_a_debriefing_is_led_one_to_three_days_after_the_event() -> None:
    window, why = clinical(NOW - 2 * hours, NOW)
    assert (window.opens, window.closes) == (NOW + 22 * hours, NOW + 70 * hours)
    assert (why, window.wished) == ("clinical", False)


def test_nobody_is_expected_within_two_hours_though_the_window_is_open_already() -> None:
    window, why = clinical(NOW - 40 * hours, NOW)
    assert (window.opens, window.closes, why) == (NOW + 2 * hours, NOW + 32 * hours, "clinical")


def test_an_older_event_is_given_the_three_days_from_now() -> None:
    window, why = clinical(NOW - 60 * hours, NOW)
    assert (window.opens, window.closes, why) == (NOW + 2 * hours, NOW + 72 * hours, "older")


def test_the_event_s_own_window_holds_as_long_as_it_leaves_a_day() -> None:
    assert clinical(NOW - 46 * hours, NOW)[1] == "clinical"
    assert clinical(NOW - 46 * hours - timedelta(seconds=1), NOW)[1] == "older"


def test_the_window_is_cut_to_whole_quarters() -> None:
    window, _ = clinical(NOW - 2 * hours + timedelta(minutes=7), NOW)
    assert (window.opens, window.closes) == (NOW + 22.25 * hours, NOW + 70 * hours)


@given(moments, st.timedeltas(timedelta(0), timedelta(days=366)))
def test_every_window_has_room_lies_ahead_and_is_cut_to_quarters(now: datetime, ago: timedelta) -> None:
    window, why = clinical(now - ago, now)
    assert window.opens >= now + 2 * hours
    assert window.closes - window.opens >= 23.5 * hours
    assert window.closes <= now + 72 * hours
    assert all(at.minute % 15 == at.second == at.microsecond == 0 for at in (window.opens, window.closes))
    if why == "clinical":
        assert now - ago + 24 * hours <= window.opens < window.closes <= now - ago + 72 * hours
