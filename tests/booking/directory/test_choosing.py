"""Choosing among supervisors on forms: some are shown, the others are found by name, and oneself is always there."""

import html

import pytest

from services.booking.directory.store.supervisors import Directory
from tests.booking.build import supervisor
from tests.booking.conftest import Office

CUT = "Tässä näkyy vain osa verkoston työnohjaajista"
COORDINATORS = (
    "/booking/plan",
    "/booking/find",
    "/booking/absences",
    "/booking/absences/hours",
    "/booking/roster/duties/new",
    "/booking/roster/rotations/new",
)


async def many(office: Office) -> None:
    """More than a form shows; by last name and id Zacharias is the last of them."""
    others = [supervisor(f"s{n:03}", name=f"Aino Aalto {n:03}") for n in range(120)]
    last = supervisor("zz", name="Zacharias Åström", email="zz@verkosto.example")
    await Directory(office.app.tx).save([*others, last])


@pytest.mark.parametrize("path", COORDINATORS)
async def test_who_is_not_shown_is_found_by_name_and_what_was_typed_stays(office: Office, path: str) -> None:
    await many(office)
    async with office.browser() as coordinator:
        shown = html.unescape((await coordinator.get(path)).text)
        assert CUT in shown
        assert "Zacharias" not in shown
        looked = {"q": "zach", "looking": "yes", "organisation": "Tays", "name": "Tays", "from": "2026-12-01T10:00"}
        found = html.unescape((await coordinator.get(path, params=looked)).text)
    assert "Zacharias Åström" in found
    assert "Aalto 001" not in found
    if path in ("/booking/plan", "/booking/roster/rotations/new"):
        assert 'value="Tays"' in found
    if path in ("/booking/absences", "/booking/roster/duties/new"):
        assert 'value="2026-12-01T10:00"' in found


async def test_a_supervisor_finds_herself_in_the_plan_however_many_there_are(office: Office) -> None:
    await many(office)
    async with office.browser("zz") as zacharias:
        shown = html.unescape((await zacharias.get("/booking/find")).text)
        assert CUT in shown
        assert 'value="zz" checked' in shown
        plan = html.unescape((await zacharias.get("/booking/plan")).text)
        assert '<input type="hidden" name="supervisors" value="zz">' in plan


async def test_a_supervisor_is_offered_no_colleague_whom_they_could_not_book(office: Office) -> None:
    await office.supervisors("aino", "mikael")
    async with office.browser("aino") as aino:
        for asked in ({}, {"supervisors": ["aino", "mikael"]}):
            shown = html.unescape((await aino.get("/booking/plan", params=asked)).text)
            assert 'value="mikael"' not in shown
            assert "Ohjaat itse: Aino." in shown


async def test_whoever_was_chosen_stays_while_others_are_looked_for(office: Office) -> None:
    await many(office)
    async with office.browser() as coordinator:
        looked = {"q": "zach", "looking": "yes", "supervisors": ["s003"]}
        shown = (await coordinator.get("/booking/plan", params=looked)).text
    assert 'value="s003" checked' in shown
    assert "Zacharias" in shown


async def test_in_a_small_network_nothing_is_looked_for(office: Office) -> None:
    await office.supervisors("aino", "mikael")
    async with office.browser() as coordinator:
        for path in COORDINATORS:
            shown = html.unescape((await coordinator.get(path)).text)
            assert CUT not in shown
            assert 'name="q"' not in shown
            assert "Mikael" in shown
