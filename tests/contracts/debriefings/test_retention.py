"""Links end, what happened is erased, and in the end nothing is left: in the network's own time."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.contracts.debriefings import retention
from services.contracts.debriefings.handlers import news
from services.contracts.debriefings.handlers.tidying import tidy
from services.contracts.debriefings.links import Links
from services.contracts.debriefings.model import Debriefing, TidyingDue, Withdrawn
from services.contracts.debriefings.window import clinical
from services.contracts.network.model import Network
from shared.app.nightly import next_night
from shared.clock import utc_now
from shared.messages.contracts import Contact, Place
from tests.contracts import messages
from tests.contracts.build import NOW, confirmed
from tests.contracts.conftest import Office
from tests.contracts.debriefings.test_pages import tell

DAY = timedelta(days=1)
NETWORK = Network(links_days=10, incident_days=20, kept_days=100)
HELSINKI = ZoneInfo("Europe/Helsinki")
JSON = {"Accept": "application/json"}


def debriefing(*facts: Any, **changes: Any) -> Debriefing:
    known: dict[str, Any] = {
        "id": "d",
        "organisation": "Liedon koulu",
        "verified": True,
        "routed": True,
        "contact": Contact(name="Maija", email="maija@koulu.example", phone="+358401234567", language="fi"),
        "kind": "death",
        "occurred_at": NOW,
        "place": Place(remote=True),
        "participants": 9,
        "languages": ("fi",),
        "leaders": 1,
        "window": clinical(NOW, NOW)[0],
        "window_reason": "clinical",
        "requested_at": NOW,
        "facts": facts,
    }
    return Debriefing(**(known | changes))


SESSION = confirmed(3, 9, "aino")
LATER = confirmed(5, 20, "sari").model_copy(update={"ends_at": SESSION.ends_at + 3 * DAY})
GONE = Withdrawn(at=NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("asked", "over"),
    [
        (debriefing(), clinical(NOW, NOW)[0].closes),
        (debriefing(SESSION), SESSION.ends_at),
        (debriefing(LATER, SESSION), LATER.ends_at),
        (debriefing(SESSION, GONE, withdrawn_at=GONE.at), GONE.at),
    ],
)
def test_it_is_over_with_its_session_or_its_withdrawal(asked: Debriefing, over: datetime) -> None:
    assert retention.over_at(asked) == over
    for ends, days in (
        (retention.links_have_ended, 10),
        (retention.is_to_be_erased, 20),
        (retention.is_to_be_forgotten, 100),
    ):
        assert not ends(asked, NETWORK, over + days * DAY - timedelta(seconds=1))
        assert ends(asked, NETWORK, over + days * DAY)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-12-01T02:29", "2026-12-01T02:30"),
        ("2026-12-01T02:30", "2026-12-02T02:30"),
        ("2026-12-01T12:00", "2026-12-02T02:30"),
        # The clocks go forward, and back.
        ("2027-03-27T12:00", "2027-03-28T01:30"),
        ("2026-10-24T12:00", "2026-10-25T02:30"),
    ],
)
def test_a_night_is_half_past_four_on_the_network_s_clock(now: str, then: str) -> None:
    assert next_night(datetime.fromisoformat(f"{now}Z"), HELSINKI) == datetime.fromisoformat(f"{then}Z")


async def aged(office: Office, debriefing_id: str, days: int) -> None:
    """All that is known of it happened so many days ago."""
    past = utc_now() - days * DAY
    window = {"opens": past, "closes": past, "wished": False}
    change = {"requested_at": past - DAY, "window": window}
    await office.database["debriefings"].update_one({"_id": debriefing_id}, {"$set": change})
    await office.database["debriefings"].update_one(
        {"_id": debriefing_id, "withdrawn_at": {"$ne": None}}, {"$set": {"withdrawn_at": past}}
    )


async def night(office: Office) -> None:
    await office.desk.run(lambda unit: tidy(TidyingDue(), unit))


async def test_a_request_goes_step_by_step(office: Office) -> None:
    debriefing_id, path = await office.confirmed(incident__description="Mitä tapahtui")
    verify = f"/contracts/verifications/{Links.of(office.desk.settings).verify_token(debriefing_id)}"
    await tell(office, news.show_found, messages.found(debriefing_id, utc_now(), "Aino"))
    reading = "/contracts/incidents/read-Aino"
    await night(office)
    assert (await office.http.get(reading)).status_code == 200
    await aged(office, debriefing_id, 29)
    await night(office)
    assert (await office.http.get(path)).status_code == 200
    assert (await office.http.get(reading)).status_code == 404  # what happened is erased
    stored = await office.database["debriefings"].find_one({"_id": debriefing_id})
    assert stored is not None
    assert "sealed" not in stored
    await aged(office, debriefing_id, 31)
    for link in (path, f"{path}/live", f"{path}/withdraw", verify):
        ended = await office.http.get(link, headers=JSON)
        assert ended.status_code == 410, link
        assert "päättynyt" in ended.json()["error"]
    for link in (f"{path}/withdraw", verify):
        assert (await office.http.post(link)).status_code == 410
    await night(office)
    assert await office.database["debriefings"].count_documents({}) == 1
    await aged(office, debriefing_id, 731)
    await night(office)
    assert await office.database["debriefings"].count_documents({}) == 0
    assert await office.database["news"].count_documents({}) == 0


async def test_a_leader_s_link_ends_with_the_others_and_looking_is_not_written_down_then(office: Office) -> None:
    debriefing_id, _ = await office.confirmed()
    await tell(office, news.show_found, messages.found(debriefing_id, utc_now(), "Aino"))
    await aged(office, debriefing_id, 31)
    assert (await office.http.get("/contracts/incidents/read-Aino")).status_code == 410
    assert await office.database["audit"].count_documents({"what": "Read what happened"}) == 0


async def test_what_is_under_way_stays_however_long_ago_it_was_asked_for(office: Office) -> None:
    debriefing_id, path = await office.confirmed()
    await aged(office, debriefing_id, 800)
    soon = messages.confirmed(debriefing_id, utc_now(), "Aino")
    await tell(office, news.show_confirmed, soon)
    await night(office)
    assert (await office.http.get(path)).status_code == 200
    stored = await office.database["debriefings"].find_one({"_id": debriefing_id})
    assert stored is not None
    assert "sealed" in stored


async def test_more_than_a_batch_is_tidied_up_in_one_night(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.contracts.debriefings.handlers.tidying.BATCH", 2)
    for n in range(5):
        answer = await office.ask(office.coordinator, contact__email=f"a{n}@else.example")
        await aged(office, answer.json()["id"], 900)
    due, nights = TidyingDue(), 0
    while await office.database["debriefings"].count_documents({}) and nights < 5:
        timers: list[Any] = []

        async def once(unit: Any, due: TidyingDue = due, timers: list[Any] = timers) -> None:
            await tidy(due, unit)
            timers.extend(unit.timers)

        await office.desk.run(once)
        due, nights = TidyingDue.model_validate_json(timers[0].message.body), nights + 1
    assert nights <= 3
    assert await office.database["debriefings"].count_documents({}) == 0
