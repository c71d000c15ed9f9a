"""The sample network is believable: big enough, on call everywhere, with nobody real in it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from deploy.local import sample, sample_contracts
from services.contracts.agreements.schemas import DraftGiven
from shared.finland import regions

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=ZoneInfo("Europe/Helsinki"))


def test_there_are_a_dozen_or_more_with_addresses_of_their_own() -> None:
    rows = sample.supervisors()
    assert len(rows) >= 12
    assert len({row["email"] for row in rows}) == len({row["phone"] for row in rows}) == len(rows)
    assert all(row["email"].endswith("@example.org") for row in rows)


def test_every_region_of_finland_is_somebody_s_and_all_languages_are_spoken() -> None:
    rows = sample.supervisors()
    assert {code for row in rows for code in row["regions"]} == set(regions("en"))
    assert {language for row in rows for language in row["languages"]} == {"fi", "sv", "en"}


@pytest.mark.parametrize("area", sorted({person.area for person in sample.PEOPLE}))
def test_somebody_is_first_in_line_in_every_area_at_every_moment(area: str) -> None:
    members = {person.email for person in sample.PEOPLE if person.area == area}
    first = [row for row in sample.duties(NOW) if row["supervisor"] in members and not row["backup"]]
    moment, end = NOW, NOW + timedelta(days=sample.ROSTER_DAYS - 1)
    while moment < end:
        assert any(datetime.fromisoformat(row["from"]) <= moment < datetime.fromisoformat(row["to"]) for row in first)
        moment += timedelta(hours=6)


def test_nobody_meets_two_at_once_and_no_room_is_taken_twice() -> None:
    rows = sample.series(NOW)
    taken = [
        (who, row["first"], row["at"]) for row in rows for who in (*row["supervisors"], row["place"].get("room")) if who
    ]
    assert len(taken) == len(set(taken))
    assert {who for row in rows for who in row["supervisors"]} <= {row["id"] for row in sample.supervisors()}
    assert all(row["first"] > NOW.date().isoformat() for row in rows)


def test_every_organisation_has_somebody_who_orders_and_no_address_is_real() -> None:
    for organisation in sample.ORGANISATIONS:
        assert any(contact["orders"] for contact in organisation["contacts"])
        assert all(contact["email"].endswith(".example.org") for contact in organisation["contacts"])


def test_the_contract_that_is_signed_lacks_nothing_and_the_one_with_gaps_does() -> None:
    first = NOW.date()
    whole = DraftGiven.model_validate(
        {**sample_contracts.running(first, first.weekday(), "09:00"), "organisation": "o"}
    )
    assert (whole.sessions, len(whole.participants or ()), len(whole.themes or ())) == (8, 6, 4)
    assert set(whole.supervisors or ()) <= {row["id"] for row in sample.supervisors()}
    assert DraftGiven.model_validate({**sample_contracts.with_gaps(), "organisation": "o"}).price is None
