"""What changes the roster, as it is sent: an hour of the clock, forward in time, a month at most, of this century."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.booking.roster.schemas import SetOverride, SetRotation
from shared.i18n.form_times import FIRST_YEAR, LAST_YEAR

ROTATION: dict[str, Any] = {"name": "First in line", "supervisors": ["aino"], "starts": "2026-12-01"}
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def sets(**changes: Any) -> bool:
    try:
        SetRotation.model_validate_json(_json({**ROTATION, **changes}))
    except ValidationError:
        return False
    return True


def lasts(length: timedelta) -> bool:
    try:
        SetOverride.model_validate_json(_json({"supervisor": "aino", "from": NOON, "to": NOON + length}))
    except ValidationError:
        return False
    return True


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, default=str)


def test_turns_are_handed_over_at_a_whole_minute_of_the_network_s_clock() -> None:
    assert sets(hour="08:00")
    assert not any(sets(hour=hour) for hour in ("08:00:01", "08:00:00.5", "08:00Z", "08:00:30+02:00"))


def test_a_rotation_ends_after_it_starts_if_ever() -> None:
    assert [sets(ends=ends) for ends in (None, "2026-12-02", "2026-12-01", "2026-11-30")] == [True, True, False, False]


def test_a_rotation_is_no_backup_unless_it_is_said() -> None:
    assert not SetRotation.model_validate(ROTATION | {"starts": date(2026, 12, 1)}).backup
    assert not SetOverride.model_validate({"supervisor": "aino", "from": NOON, "to": NOON + timedelta(hours=1)}).backup


def test_a_duty_ends_after_it_begins_and_lasts_at_most_a_month() -> None:
    month = timedelta(days=31)
    assert [lasts(each) for each in (timedelta(seconds=1), month)] == [True, True]
    assert not any(lasts(each) for each in (timedelta(0), -timedelta(hours=1), month + timedelta(seconds=1)))


@pytest.mark.parametrize(
    ("year", "is_taken"), [(FIRST_YEAR - 1, False), (FIRST_YEAR, True), (LAST_YEAR, True), (LAST_YEAR + 1, False)]
)
def test_days_are_of_this_century(year: int, is_taken: bool) -> None:  # noqa: FBT001
    assert sets(starts=f"{year}-06-01") is is_taken
