"""What Prometheus reads: waits of a real debriefing, what waits, and nobody's name; only with the token."""

import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from deploy.services import NAMES
from tests.journeys.story import Story
from tests.parts import Network
from tests.patience import until


@pytest.fixture
async def story(network: Network) -> Story:
    told = Story(network)
    await told.supervisors("aino", on_duty=("aino",))
    return told


async def read(story: Story, service: str) -> dict[str, float]:
    """Every sample by its name and labels, the service's own label aside."""
    answer = await story.network.http.get(f"/{service}/api/metrics", headers=story.network.coordinator)
    assert answer.status_code == 200, answer.text
    return {
        each.name + "".join(f",{value}" for name, value in sorted(each.labels.items()) if name != "service"): each.value
        for family in families(answer.text)
        for each in family.samples
    }


async def test_a_debriefing_is_seen_in_the_figures_without_anybody_s_name(story: Story) -> None:
    before = await read(story, "booking")
    assert before["rinnalla_confirmation_seconds_count"] == 0
    assert (before["rinnalla_on_call,first"], before["rinnalla_on_call,backup"]) == (1, 0)
    asked = await story.ask(leaders=1)
    await story.offer("aino")
    searching = await read(story, "booking")
    assert searching["rinnalla_cases,searching"] == 1
    assert searching["rinnalla_first_offer_seconds_count"] == 1
    await story.accept("aino")
    await asked.until_state("confirmed")
    done = await until(lambda: read(story, "booking"), lambda found: found["rinnalla_confirmation_seconds_count"] == 1)
    assert done["rinnalla_confirmation_seconds_bucket,1800.0"] == 1
    assert done["rinnalla_cases,searching"] == 0
    assert done["rinnalla_message_seconds_count,contracts.debriefing_requested"] == 1
    for service in NAMES:
        found = await read(story, service)
        assert found["rinnalla_ready"] == 1
        assert (found["rinnalla_parked_messages"], found["rinnalla_timers_late"]) == (0, 0)
        page = (await story.network.http.get(f"/{service}/api/metrics", headers=story.network.coordinator)).text
        assert not any(each in page.lower() for each in ("aino", "maija", "lied"))


async def test_nobody_else_reads_them(story: Story) -> None:
    for headers in ({}, {"Authorization": "Bearer x"}):
        assert (await story.network.http.get("/booking/api/metrics", headers=headers)).status_code == 401
    async with story.sign_in("aino@verkosto.example") as aino:
        assert (await aino.get("/booking/api/metrics")).status_code == 403
