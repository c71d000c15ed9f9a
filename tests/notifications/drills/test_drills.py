"""A rehearsal reaches whoever is on call as an urgent request would, and tells who was reached by what."""

import re
from datetime import timedelta

from services.notifications.channels import ladder
from services.notifications.channels.model import Wake
from services.notifications.drills import reached
from services.notifications.drills.handlers import begin
from services.notifications.drills.model import Asked, Drill
from shared.app.service import App
from shared.app.settings import Settings
from shared.clock import utc_now
from shared.messages.booking import DrillCalled
from shared.people.person import Person
from tests.notifications import build
from tests.notifications.at_work import open_pages, states
from tests.notifications.channels.browsers import Receiver
from tests.notifications.channels.test_waking import Desk, adds_topic, desk, receiver
from tests.parts import Inbox
from tests.patience import until

__all__ = ["desk", "receiver"]

ULLA = Person(email="koordinaattori@example.org", name="Ulla", language="en", coordinator=True)
ENGLISH = {"Accept-Language": "en"}
LINK = re.compile(r"/notifications/drills/heard/[\w-]+")


def called(drill: str = "drill", *names: str) -> DrillCalled:
    people = tuple(build.colleague(each, "en") for each in names or ("Aino",))
    return DrillCalled(drill_id=drill, people=people, called_at=utc_now())


async def call(app: App, event: DrillCalled) -> None:
    await app.run(lambda unit: begin(event, unit))


def test_who_has_not_answered_comes_first_then_the_slowest() -> None:
    at = build.NOW
    people = tuple(
        Asked(name=name, email=f"{name}@x.example", language="en", key=name, heard_at=heard)
        for name, heard in (("fast", at + timedelta(seconds=5)), ("slow", at + timedelta(minutes=3)), ("never", None))
    )
    found = reached.reached(Drill(id="d", called_at=at, people=people), [], [])
    assert [(each.asked.name, each.seconds) for each in found] == [("never", None), ("slow", 180), ("fast", 5)]


def test_the_first_time_somebody_says_so_counts() -> None:
    drill = Drill(id="d", called_at=build.NOW, people=(Asked(name="A", email="a@x.example", language="en", key="k"),))
    once = reached.heard(drill, "k", build.NOW + timedelta(seconds=9))
    twice = reached.heard(once, "k", build.NOW + timedelta(seconds=99))
    assert twice.people[0].heard_at == build.NOW + timedelta(seconds=9)


async def test_the_coordinator_sees_who_heard_and_who_did_not(settings: Settings, inbox: Inbox) -> None:
    async with open_pages(settings, ULLA) as (http, app, database):
        await call(app, called("drill", "Aino", "Mikael"))
        await call(app, called("again", "Aino"))  # pressed twice
        await states(database, "accepted", 2)
        mail = await inbox.mail("aino@verkosto.example", "Rehearsal")
        link = LINK.search(mail.text)
        assert link is not None
        assert (await http.get(link[0], headers=ENGLISH)).text.count("I have heard it") == 1  # a look changes nothing
        assert "1 have" not in (await http.get("/notifications/drills", headers=ENGLISH)).text
        assert "2 have not answered" in (await http.get("/notifications/drills", headers=ENGLISH)).text
        assert "you were reached" in (await http.post(link[0], headers=ENGLISH)).text
        page = (await http.get("/notifications/drills", headers=ENGLISH)).text
        assert "one has not answered" in page
        assert page.index("Mikael") < page.index("Aino")
        assert (await http.post(link[0][:-1] + "x")).status_code == 404
        token = {"Authorization": f"Bearer {settings.coordinator_token.get_secret_value()}"}
        http.cookies.clear()
        told = (await http.get("/notifications/api/drills/drill", headers=token)).json()
        assert [each["name"] for each in told["people"] if each["seconds"] is None] == ["Mikael"]
        assert [way["name"] for way in told["people"][0]["ways"]] == ["E-mail"]
        assert (await http.get("/notifications/api/drills/again", headers=token)).status_code == 404


async def test_a_link_of_yesterday_says_nothing(settings: Settings, inbox: Inbox) -> None:
    async with open_pages(settings, ULLA) as (http, app, database):
        await call(app, called())
        link = LINK.search((await inbox.mail("aino@verkosto.example")).text)
        assert link is not None
        await database["drills"].update_many({}, {"$set": {"called_at": utc_now() - timedelta(days=2)}})
        assert (await http.get(link[0])).status_code == 410
        assert (await http.post(link[0])).status_code == 410


async def test_every_step_is_taken_marked_until_they_have_heard(
    desk: Desk, receiver: tuple[Receiver, str], inbox: Inbox
) -> None:
    http, app, database = desk
    for after in (0, 180):
        await adds_topic(http, receiver[1], after)
    await call(app, called())

    async def states_of() -> list[str]:
        return sorted([each["state"] async for each in database["wakes"].find()])

    await until(states_of, lambda found: found == ["sent", "waiting"])
    assert {each["drill"] async for each in database["wakes"].find()} == {True}
    link = LINK.search((await inbox.mail("aino@verkosto.example")).text)
    assert link is not None
    assert (await http.post(link[0])).status_code == 200
    assert await states_of() == ["not_needed", "sent"]
    assert [each["link"] async for each in database["wakes"].find()] == ["", ""]


def test_what_wakes_says_that_it_is_a_rehearsal() -> None:
    wake = Wake(
        id="w", about="drill", asked="l", email="a@x.example", channel_id="c", kind="ntfy", language="en", drill=True,
        due_at=build.NOW, ends_at=build.NOW,
    )  # fmt: skip
    told = ladder.call(wake, "12.00", str)
    assert (told.title, told.text) == (ladder.DRILL, ladder.REHEARSED)
