"""The log: what was sent to whom about what, and what became of it."""

from typing import get_args

import pytest

from services.notifications.delivery.log import KIND_NAMES, SHOWN, STATES, Log, Search, State
from services.notifications.writing.model import Kind
from shared.app.settings import Settings
from shared.people.person import Person
from tests.notifications import build
from tests.notifications.at_work import hear, open_pages, running, states
from tests.notifications.delivery import scripted
from tests.parts import Inbox

ULLA = Person(email="koordinaattori@example.org", name="Ulla", language="en", coordinator=True)
AINO = Person(email="aino@verkosto.example", name="Aino", language="en", supervisor="aino")
ENGLISH = {"Accept-Language": "en"}


def test_every_state_has_a_name_and_every_name_is_of_a_letter() -> None:
    assert set(STATES) == set(get_args(State))
    assert set(KIND_NAMES) == set(get_args(Kind))


async def test_letters_are_found_by_person_thing_and_state(settings: Settings, inbox: Inbox) -> None:
    async with running(settings) as (app, database):
        await hear(app, build.requested(), build.offered(names=("Aino", "refused.Mikael")), build.scheduled())
        await states(database, "accepted", 5)
        await states(database, "refused", 1)
        log = Log(app.tx)
        everything = await log.find(Search())
        assert len(everything) == 6
        assert {each.kind for each in await log.find(Search(to="AINO@verkosto.example"))} == {
            "offered",
            "session_scheduled",
        }
        about = await log.find(Search(about="case"))
        assert {each.thing for each in about} == {"case:case"}
        (refused,) = await log.find(Search(state="refused"))
        assert (refused.to, refused.code) == ("refused.mikael@verkosto.example", 550)
        assert await log.find(Search(to="nobody@x.example")) == []


async def test_what_is_no_longer_needed_is_one_state_for_who_looks(settings: Settings, inbox: Inbox) -> None:
    inbox.door.pause(60)
    async with running(settings) as (app, database):
        await hear(app, build.offered())
        await hear(app, build.closed("lapsed", "lapsed").model_copy(update={"closed": ()}), build.withdrawn())
        rows = await database["letters"].find({"state": {"$regex": "supersed"}}).to_list(None)
        assert len(await Log(app.tx).find(Search(state="superseded"))) == len(rows) == 2


async def test_the_coordinator_searches_all_and_each_sees_their_own(settings: Settings, inbox: Inbox) -> None:
    async with open_pages(settings, ULLA) as (http, app, database):
        await hear(app, build.offered(names=("Aino", "Mikael")))
        await states(database, "accepted", 2)
        page = (await http.get("/notifications/letters", headers=ENGLISH)).text
        assert "mikael" in page
        assert "Offer to lead a debriefing" in page
        page = (await http.get("/notifications/letters?to=aino@verkosto.example", headers=ENGLISH)).text
        assert "mikael" not in page
        assert build.ANSWER not in page
    async with open_pages(settings, AINO) as (http, _, _):
        page = (await http.get("/notifications/mine", headers=ENGLISH)).text
        assert page.count("Offer to lead a debriefing") == 1
        assert "mikael" not in page
        assert (await http.get("/notifications/letters")).status_code == 403


async def test_a_long_log_has_pages(settings: Settings, inbox: Inbox) -> None:
    inbox.door.pause(60)
    async with open_pages(settings, ULLA) as (http, app, _):
        for n in range(SHOWN // 2 + 1):
            names = (f"a{n}", f"b{n}")
            await hear(app, build.offered(names=names).model_copy(update={"debriefing_id": f"c{n}"}))
        page = (await http.get("/notifications/letters?state=pending", headers=ENGLISH)).text
        assert ">Earlier<" in page
        link = page.split('href="?')[-1].split('"')[0].replace("&amp;", "&")
        earlier = (await http.get(f"/notifications/letters?{link}", headers=ENGLISH)).text
        assert ">Earlier<" not in earlier
        assert earlier.count("Waits to be sent") >= 2


@pytest.mark.parametrize("query", ["state=nonsense", "before=2026", "to=" + "x" * 300, "about=%00"])
async def test_odd_questions_are_no_failure(settings: Settings, inbox: Inbox, query: str) -> None:
    async with open_pages(settings, ULLA) as (http, _, _):
        assert (await http.get(f"/notifications/letters?{query}")).status_code in (200, 422)


async def test_what_the_server_said_is_kept_as_evidence(settings: Settings) -> None:
    refusals = iter(["450 4.2.0 greylisted, come again"])

    def answers(verb: str, line: str) -> str:
        if verb == "RCPT" and "nobody" in line:
            return "550 5.1.1 no such mailbox"
        if verb == "RCPT" and "aino" in line:
            return next(refusals, "")
        return "250 2.0.0 queued as 4F2\x07A1" if verb == "SENT" else ""

    async with (
        scripted.listening(answers) as server,
        running(settings.model_copy(update={"smtp_url": server.url})) as (app, database),
    ):
        await hear(app, build.offered(names=("Aino", "nobody")))
        await states(database, "refused", 1)
        await states(database, "accepted", 1)
        (aino,) = await Log(app.tx).find(Search(to="aino@verkosto.example"))
        assert (aino.state, aino.reply, aino.deferrals) == ("accepted", "2.0.0 queued as 4F2 A1", 1)
        (nobody,) = await Log(app.tx).find(Search(state="refused"))
        assert (nobody.code, nobody.reply) == (550, "5.1.1 no such mailbox")


async def test_a_letter_of_a_kind_that_has_no_name_yet_is_a_message(settings: Settings, inbox: Inbox) -> None:
    async with open_pages(settings, ULLA) as (http, app, database):
        await hear(app, build.withdrawn())
        await states(database, "accepted", 1)
        await database["letters"].update_many({}, {"$set": {"kind": "of_tomorrow"}})
        page = (await http.get("/notifications/letters", headers=ENGLISH)).text
    assert "<strong>Message</strong>" in page
    assert "of_tomorrow" not in page
