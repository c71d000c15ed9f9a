"""What an organisation may ask for: every field wrong in its own way, and every wrong one named."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.contracts.debriefings.schemas import RequestDebriefing
from services.contracts.debriefings.window import window_for
from shared.web.validation import sentences
from tests.contracts.build import MARK, NOW, asked, request


def wrong(**changes: Any) -> set[str]:
    """The fields that are refused."""
    with pytest.raises(ValidationError) as refused:
        RequestDebriefing.model_validate(request(**changes), context={"now": NOW})
    assert MARK not in str(refused.value) + repr(refused.value)
    return set(sentences(refused.value))


def ahead(**duration: float) -> str:
    return (NOW + timedelta(**duration)).isoformat()


def test_a_request_in_order_is_taken_and_its_region_known() -> None:
    taken = asked()
    assert taken.organisation == "Liedon koulu"
    assert taken.place.place().region == "02"


def test_what_happened_shows_in_no_text_of_the_request() -> None:
    taken = asked()
    assert MARK not in f"{taken!r} {taken} {taken.model_dump()} {taken.model_dump_json()}"
    assert taken.incident.description.get_secret_value() == MARK


@pytest.mark.parametrize(
    "name",
    ["organisation", "contact", "incident", "place", "participants", "languages"],
)
def test_a_missing_part_is_named(name: str) -> None:
    raw = request()
    del raw[name]
    with pytest.raises(ValidationError) as refused:
        RequestDebriefing.model_validate(raw, context={"now": NOW})
    assert set(sentences(refused.value)) == {name}


BAD_NAMES = ["", "   ", "x" * 201, "Koulu\r\nBcc: a@b.example", "a\x00b", "a\u2028b", "a\x85b", "--", 7, None]


@pytest.mark.parametrize("bad", BAD_NAMES)
@pytest.mark.parametrize("name", ["organisation", "contact__name", "place__municipality"])
def test_a_name_is_one_line_of_at_most_200_characters(name: str, bad: Any) -> None:
    expected = "place" if (name, bad) == ("place__municipality", None) else name.replace("__", ".")
    assert wrong(**{name: bad}) == {expected}


@pytest.mark.parametrize(
    "bad",
    ["", "maija", "maija@", "@x.example", "a@b", "a b@c.example", "a@c.example\nBcc: x@y.example", f"{'a' * 250}@c.fi"],
)
def test_an_address_must_be_one(bad: str) -> None:
    assert wrong(contact__email=bad) == {"contact.email"}


@pytest.mark.parametrize("good", ["a@b.test", "a@refuse.invalid", "maija.salo@lieto.fi", "ä@öljy.fi"])
def test_domains_reserved_for_trying_out_are_taken_too(good: str) -> None:
    assert asked(contact__email=good).contact.email == good


@pytest.mark.parametrize("bad", ["", "112", "040-abc", "+358\r\nX", "1" * 21, "+ ( ) - -", 401234567])
def test_a_phone_number_is_made_of_numbers(bad: Any) -> None:
    assert wrong(contact__phone=bad) == {"contact.phone"}


@pytest.mark.parametrize(
    "bad",
    [
        ahead(minutes=6),
        (NOW - timedelta(days=367)).isoformat(),
        "2026-12-01T06:00:00",
        "2026-12-01",
        "eilen",
        1796108400,
        "1796108400",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        None,
    ],
)
def test_an_event_has_happened_within_the_year_and_its_time_has_a_zone(bad: Any) -> None:
    assert wrong(incident__occurred_at=bad) == {"incident.occurred_at"}


def test_a_clock_that_is_a_few_minutes_fast_is_forgiven() -> None:
    assert asked(incident__occurred_at=ahead(minutes=4)).incident.occurred_at == NOW


def test_html_is_text_and_a_long_story_is_refused() -> None:
    told = asked(incident__description="<b>a</b>\r\nb\tc").incident.description
    assert told.get_secret_value() == "<b>a</b>\nb\tc"
    assert wrong(incident__description="x" * 4001) == {"incident.description"}
    assert wrong(incident__description="a\x07b") == {"incident.description"}
    assert wrong(incident__kind="fire") == {"incident.kind"}


@pytest.mark.parametrize(
    "bad", [{}, {"remote": False}, {"remote": True, "municipality": "Lieto"}, {"address": "Keskuskatu 4"}]
)
def test_a_debriefing_is_led_at_a_distance_or_in_a_municipality(bad: dict[str, Any]) -> None:
    assert wrong(place=bad) == {"place"}


@pytest.mark.parametrize("bad", [0, 501, -1, 9.5, "9", True, None])
def test_there_are_one_to_five_hundred_participants(bad: Any) -> None:
    assert wrong(participants=bad) == {"participants"}


@pytest.mark.parametrize("bad", [0, 3, True, 1.0, "2"])
def test_one_or_two_lead(bad: Any) -> None:
    assert wrong(leaders=bad) == {"leaders"}


@pytest.mark.parametrize(("bad", "named"), [([], ""), (["fi", "fi"], ""), (["de"], ".0"), ("fi", "")])
def test_languages_are_ours_each_once(bad: Any, named: str) -> None:
    assert wrong(languages=bad) == {f"languages{named}"}


def test_a_wish_is_taken_as_it_is_and_noted() -> None:
    window, why = window_for(asked(window={"from": ahead(hours=3), "to": ahead(hours=6)}), NOW)
    assert (window.opens, window.closes) == (NOW + timedelta(hours=3), NOW + timedelta(hours=6))
    assert (window.wished, why) == (True, "wished")


@pytest.mark.parametrize(
    ("start", "end", "named"),
    [
        (ahead(hours=6), ahead(hours=3), {"window"}),
        (ahead(hours=3), ahead(hours=4), {"window"}),
        (ahead(hours=-3), ahead(hours=3), {"window.from"}),
        (ahead(hours=-3), ahead(hours=-1), {"window.from", "window.to"}),
        (ahead(hours=3), ahead(days=61), {"window.to"}),
    ],
)
def test_a_wish_lies_ahead_within_sixty_days_and_has_room(start: str, end: str, named: set[str]) -> None:
    assert wrong(window={"from": start, "to": end}) == named


def test_every_wrong_field_is_named_at_once() -> None:
    bad = {"organisation": "", "contact__email": "x", "participants": 0, "incident__kind": "?", "leaders": 7}
    assert wrong(**bad) == {"organisation", "contact.email", "participants", "incident.kind", "leaders"}
    assert wrong(nickname="x", contact__title="y") == {"nickname", "contact.title"}
