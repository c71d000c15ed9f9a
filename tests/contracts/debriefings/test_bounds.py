"""A request's times and texts just within their limits, and just beyond."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.contracts.debriefings.schemas import (
    FURTHEST_AHEAD,
    GRACE,
    LONGEST_AGO,
    MOST_WRITTEN,
    SESSION_MINUTES,
    RequestDebriefing,
)
from shared.i18n import Phrase
from shared.web.validation import sentences
from tests.contracts.build import NOW, request

SECOND = timedelta(seconds=1)


def said(minutes: int | None = None, **changes: Any) -> dict[str, str]:
    """What is said of the fields that are refused."""
    context = {"now": NOW} if minutes is None else {"now": NOW, "length_minutes": minutes}
    try:
        RequestDebriefing.model_validate(request(**changes), context=context)
    except ValidationError as refused:
        found = sentences(refused)
        return {name: text.text if isinstance(text, Phrase) else str(text) for name, text in found.items()}
    return {}


def window(since: timedelta, until: timedelta) -> dict[str, str]:
    return {"from": (NOW + since).isoformat(), "to": (NOW + until).isoformat()}


@pytest.mark.parametrize(
    ("after", "is_taken"),
    [(GRACE, True), (GRACE + SECOND, False), (-LONGEST_AGO, True), (-LONGEST_AGO - SECOND, False)],
)
def test_what_happened_happened_within_a_year_and_not_after_now(after: timedelta, is_taken: bool) -> None:  # noqa: FBT001
    assert (said(incident__occurred_at=(NOW + after).isoformat()) == {}) is is_taken


LENGTH = timedelta(minutes=SESSION_MINUTES)


@pytest.mark.parametrize(
    ("since", "until", "is_taken"),
    [
        (-GRACE, LENGTH, True),
        (-GRACE - SECOND, LENGTH, False),
        (FURTHEST_AHEAD - LENGTH, FURTHEST_AHEAD, True),
        (FURTHEST_AHEAD - LENGTH, FURTHEST_AHEAD + SECOND, False),
    ],
)
def test_a_wished_time_is_still_to_come_within_sixty_days(
    since: timedelta,
    until: timedelta,
    is_taken: bool,  # noqa: FBT001
) -> None:
    assert (said(window=window(since, until)) == {}) is is_taken


def test_a_wished_time_ends_after_it_begins() -> None:
    for until in (GRACE, GRACE - SECOND):
        assert "before the start" in said(window=window(GRACE, until))["window"]


@pytest.mark.parametrize("minutes", [None, 90, 180])
def test_a_wished_time_is_as_long_as_the_network_s_debriefings_at_least(minutes: int | None) -> None:
    length = timedelta(minutes=minutes or SESSION_MINUTES)
    assert said(minutes, window=window(GRACE, GRACE + length)) == {}
    assert "too short" in said(minutes, window=window(GRACE, GRACE + length - SECOND))["window"]


def test_what_happened_is_told_in_so_many_letters_and_no_more() -> None:
    assert said(incident__description="x" * MOST_WRITTEN) == {}
    assert "too long" in said(incident__description="x" * (MOST_WRITTEN + 1))["incident.description"]


@pytest.mark.parametrize(("leaders", "is_taken"), [(None, True), (1, True), (2, True), (3, False), (1.0, False)])
def test_one_leads_or_two_or_the_network_s_usual_number(leaders: Any, is_taken: bool) -> None:  # noqa: FBT001
    assert (said(leaders=leaders) == {}) is is_taken
    assert said(leaders=True).keys() == {"leaders"}


def test_at_a_distance_is_yes_or_no_and_no_word_for_it() -> None:
    assert said(place={"remote": True}) == {}
    for other in ("true", 1, "yes"):
        assert said(place={"remote": other}).keys() == {"place.remote"}
