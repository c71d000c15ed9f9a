"""An urgent debriefing, from the request to the end, through all four services, real broker, store and mail."""

from datetime import UTC, datetime

import pytest
import vobject
from icalendar import Calendar

from tests.journeys.story import DESCRIPTION, JSON, LINK, Story
from tests.parts import Network
from tests.patience import until


@pytest.fixture
def story(network: Network) -> Story:
    return Story(network)


async def test_two_supervisors_accept_and_everybody_concerned_has_mail(story: Story) -> None:
    await story.supervisors("aino", "mikael", "sari", on_duty=("aino", "mikael", "sari"))
    asked = await story.ask()
    assert (await story.accept("aino")).json()["state"] == "yours"
    half = await asked.until_told("leader_found")
    assert half["state"] == "searching"
    assert (await story.accept("mikael")).status_code == 200
    done = await asked.until_state("confirmed")
    assert sorted(done["confirmed"]["supervisors"]) == ["Aino", "Mikael"]
    inbox = story.network.inbox
    invited = [
        await inbox.mail("maija@liedonkoulu.example", "Vahvistettu", attached=True),
        await inbox.mail("aino@verkosto.example", "Sinä vedät", attached=True),
        await inbox.mail("mikael@verkosto.example", "Sinä vedät", attached=True),
    ]
    starts = datetime.fromisoformat(done["confirmed"]["starts_at"]).astimezone(UTC)
    for mail in invited:
        ics = mail.attachments[0].content.decode()
        assert vobject.readOne(ics).vevent.dtstart.value.astimezone(UTC) == starts
        assert next(iter(Calendar.from_ical(ics).walk("VEVENT"))).decoded("dtstart") == starts
    await inbox.mail("sari@verkosto.example", "Jo täytetty", count=2)
    assert (await story.look(_offer(story, "sari")))["state"] == "taken"


def _offer(story: Story, name: str) -> str:
    mails = story.network.inbox.box.mails(f"{name}@verkosto.example")
    return next(str(path) for mail in mails for path in LINK.findall(mail.text) if "/offers/" in path)


async def test_only_who_accepted_reads_what_happened(story: Story) -> None:
    await story.supervisors("aino", "mikael", on_duty=("aino", "mikael"))
    asked = await story.ask(leaders=1)
    path = await story.offer("aino")
    before = await story.network.http.get(path)
    assert DESCRIPTION not in before.text
    assert "/incidents/" not in before.text
    await story.accept("aino")
    await asked.until_state("confirmed")
    page = await story.network.http.get(path)
    assert DESCRIPTION not in page.text
    reading = next(link for link in LINK.findall(page.text.replace('"', " ")) if "/incidents/" in link)
    incident = await story.network.http.get(reading)
    assert incident.status_code == 200
    assert DESCRIPTION in incident.text


async def test_nobody_in_the_first_wave_takes_no_time(story: Story) -> None:
    await story.supervisors("aino")
    await story.ask(leaders=1)
    assert (await story.look(await story.offer("aino")))["state"] == "open"


async def test_nobody_at_all_goes_to_the_coordinator_who_assigns_by_hand(story: Story) -> None:
    await story.supervisors("aino", regions=["19"], remote=False)
    asked = await story.ask(leaders=1)
    await asked.until_state("needs_coordinator")
    mail = await story.network.inbox.mail("koordinaattori@example.org", "Koordinaattoria tarvitaan")
    assert f"{story.network.base_url}/booking/desk/cases/{asked.id}" in mail.text
    case = await story.get(f"/booking/api/cases/{asked.id}")
    why = await story.get(f"/booking/api/cases/{asked.id}/why")
    assert why == [{"supervisor_id": "aino", "name": "Aino", "wave": None, "why": ["region"]}]
    slot = case["window"]["opens"]
    await story.post(f"/booking/api/cases/{asked.id}/assign", {"supervisor": "aino", "slot": slot})
    done = await asked.until_state("confirmed")
    assert done["confirmed"]["supervisors"] == ["Aino"]
    await story.network.inbox.mail("aino@verkosto.example", "Sinä vedät")


async def test_when_the_wave_is_over_the_next_are_asked_and_whoever_comes_late_can_take_it_still(story: Story) -> None:
    await story.supervisors("aino", "mikael", on_duty=("aino",))
    await story.waves(0.01, 10, 10)
    asked = await story.ask(leaders=1)
    await story.offer("mikael")
    late = _offer(story, "aino")
    assert (await story.look(late))["state"] == "late"
    assert (await story.answer(late, "accept", "2026-12-01T09:00:00Z")).status_code == 422
    taken = await story.answer(late, "accept", (await story.look(late))["slots"][0]["start"])
    assert (taken.status_code, taken.json()["state"]) == (200, "yours")
    await asked.until_state("confirmed")
    told = [row["what"] for row in (await asked.until_told("lapsed"))["timeline"]]
    assert told.count("offered") >= 2


async def test_when_everybody_declines_the_next_wave_is_asked_at_once(story: Story) -> None:
    await story.supervisors("aino", "mikael", on_duty=("aino",))
    asked = await story.ask(leaders=1)
    assert (await story.answer(await story.offer("aino"), "decline")).status_code == 200
    await asked.until_told("declined")
    assert (await story.accept("mikael")).status_code == 200


async def test_too_few_who_fit_are_told_to_the_coordinator_at_once_while_they_are_asked(story: Story) -> None:
    await story.supervisors("aino", on_duty=("aino",))
    asked = await story.ask()
    await asked.until_state("needs_coordinator")
    assert "vähemmän kuin tarvitaan" in (await story.network.inbox.mail("koordinaattori@example.org")).text
    assert (await story.accept("aino")).status_code == 200


async def test_one_leader_found_and_no_second_goes_to_the_coordinator(story: Story) -> None:
    await story.supervisors("aino", "mikael", on_duty=("aino", "mikael"))
    asked = await story.ask()
    await story.accept("aino")
    await story.answer(await story.offer("mikael"), "decline")
    await asked.until_state("needs_coordinator")
    mail = await story.network.inbox.mail("koordinaattori@example.org")
    assert "toinen puuttuu" in mail.text


async def test_an_address_that_refuses_mail_counts_as_no_answer_at_once(story: Story) -> None:
    await story.supervisors("aino", "mikael", on_duty=("aino",))
    await story.post(
        "/booking/api/supervisors",
        {
            "id": "aino",
            "name": "Aino",
            "email": "refused.aino@verkosto.example",
            "regions": ["02"],
            "competences": ["debriefing"],
        },
    )
    asked = await story.ask(leaders=1)
    await story.accept("mikael")
    done = await asked.until_state("confirmed")
    assert any(row["what"] == "undelivered" for row in done["timeline"])


async def cancelled(story: Story, to: str) -> str:
    """The UID of the calendar entry that somebody was sent, and then sent the end of."""

    async def sent() -> list[str]:
        return [file.content.decode() for mail in story.network.inbox.box.mails(to) for file in mail.attachments]

    files = await until(sent, lambda found: len(found) >= 2)
    (begun, ended) = (vobject.readOne(file) for file in files)
    assert (begun.method.value, ended.method.value) == ("REQUEST", "CANCEL")
    assert begun.vevent.uid.value == ended.vevent.uid.value
    return str(ended.vevent.uid.value)


async def test_a_withdrawn_request_frees_the_time_and_tells_everybody(story: Story) -> None:
    await story.supervisors("aino", "mikael", on_duty=("aino", "mikael"))
    asked = await story.ask(leaders=1)
    await story.accept("aino")
    await asked.until_state("confirmed")
    withdrawn = await story.network.http.post(f"{asked.path}/withdraw", headers=JSON)
    assert withdrawn.status_code in (200, 303)
    await asked.until_state("withdrawn")
    await story.network.inbox.mail("aino@verkosto.example", "Peruttu", count=3)
    assert (await story.look(_offer(story, "aino")))["state"] == "withdrawn"
    own, theirs = [await cancelled(story, f"{who}.example") for who in ("aino@verkosto", "maija@liedonkoulu")]
    assert own == theirs
    sessions = await story.network.database("booking")["sessions"].find({"claims": {"$exists": True}}).to_list(None)
    assert sessions == []


async def test_without_contact_in_time_the_case_goes_to_the_coordinator_until_it_is_made(story: Story) -> None:
    await story.supervisors("aino", on_duty=("aino",))
    await story.waves(10, contact_minutes=0.005)
    asked = await story.ask(leaders=1)
    await story.accept("aino")
    late = await asked.until_state("needs_coordinator")
    assert late["confirmed"] is not None
    await story.network.http.post(f"{_offer(story, 'aino')}/contact", headers=JSON)
    await asked.until_state("confirmed")


async def test_an_unknown_requester_confirms_the_address_by_a_post_and_not_by_looking(story: Story) -> None:
    await story.supervisors("aino", on_duty=("aino",))
    asked = await story.ask(leaders=1)
    assert (await asked.now())["verified"] is False
    mail = await story.network.inbox.mail("maija@liedonkoulu.example")
    link = next(path for path in LINK.findall(mail.text) if path != asked.path)
    assert (await story.network.http.get(link)).status_code == 200
    assert (await asked.now())["verified"] is False
    assert (await story.network.http.post(link)).status_code in (200, 303)
    await asked.until(lambda status: bool(status["verified"]))
