"""Fewer who fit than are wanted: the coordinator knows at the first moment, with what would help."""

from services.booking.debriefing.handlers import cases
from services.booking.debriefing.model import CaseState
from services.booking.network.store import NetworkStore
from shared.messages.contracts import DebriefingChanged, Place
from tests.booking.build import NOW, need
from tests.booking.conftest import Office
from tests.booking.debriefing.test_released import case_of, opened, takes


async def test_one_who_fits_for_two_is_told_at_once_while_they_are_asked(office: Office) -> None:
    await opened(office, "aino", leaders=2)
    case = await case_of(office)
    assert (case.state, case.needs) == (CaseState.NEEDS_COORDINATOR, "too_few")
    assert [each.supervisor_id for each in case.open_offers] == ["aino"]
    await takes(office, "aino")
    assert (await case_of(office)).needs == "second_leader_missing"


async def test_as_many_as_are_wanted_are_asked_without_anybody_being_told(office: Office) -> None:
    await opened(office, "aino", "mikael", leaders=2)
    assert (await case_of(office)).state is CaseState.SEARCHING


async def test_of_whom_some_are_asked_only_later_there_are_enough(office: Office) -> None:
    network = await NetworkStore(office.app.tx).read()
    waves = tuple(wave.model_copy(update={"most": 1}) for wave in network.waves)
    await office.put("/network", {"waves": [wave.model_dump() for wave in waves]})
    await opened(office, "aino", "mikael", leaders=2)
    case = await case_of(office)
    assert (case.state, len(case.open_offers)) == (CaseState.SEARCHING, 1)


async def test_the_desk_says_what_would_help_and_one_tap_changes_the_request(office: Office) -> None:
    await office.supervisors("far", regions=("19",))
    await opened(office, "aino", leaders=2)
    async with office.browser() as desk:
        desk.headers["Accept-Language"] = "en"
        page = (await desk.get("/booking/desk/cases/case")).text
    assert 'action="/contracts/debriefings/x/change"' in page
    assert 'name="place.remote" value="yes"' in page
    assert 'name="leaders" value="1"' in page
    assert 'name="languages" value="en"' not in page
    order = need(leaders=2)
    changed = DebriefingChanged(
        debriefing_id="case",
        revision=2,
        organisation=order.organisation,
        contact=order.contact,
        place=Place(remote=True),
        participants=9,
        languages=order.languages,
        leaders=2,
        window=order.window,
        changed=("place",),
        changed_at=NOW,
        status_link=order.status_link,
    )
    await office.app.run(lambda unit: cases.change_need(changed, unit))
    case = await case_of(office)
    assert {each.supervisor_id for each in case.open_offers} == {"aino", "far"}
    assert (case.state, case.need.place.remote, case.need_revision) == (CaseState.SEARCHING, True, 2)
    await office.app.run(lambda unit: cases.change_need(changed, unit))
    assert (await case_of(office)).revision == case.revision
