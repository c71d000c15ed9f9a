"""What can be refused is refused with one click or on a page, and all else comes."""

import re
from email import message_from_bytes
from email.policy import default
from typing import get_args

import httpx
import pytest

from services.notifications.writing.mime import MimeRenderer
from services.notifications.writing.model import Kind
from services.notifications.writing.preference_links import link_of, opened
from services.notifications.writing.refusable import KINDS_OF, NAMES, TOPICS, topic_of
from services.notifications.writing.samples import samples
from shared.app.settings import Settings
from shared.people.person import Person
from tests.notifications import build
from tests.notifications.at_work import hear, open_pages, states
from tests.parts import Inbox

MAIJA = "maija@liedonkoulu.example"
AINO = Person(email="aino@verkosto.example", name="Aino", language="en", supervisor="aino")
ENGLISH = {"Accept-Language": "en"}


def at(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def test_every_topic_has_a_name_and_letters_of_its_own() -> None:
    assert set(NAMES) == set(KINDS_OF) == set(TOPICS)
    kinds = [kind for topic in TOPICS for kind in KINDS_OF[topic]]
    assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize("kind", get_args(Kind))
def test_only_what_can_be_refused_says_how(kind: Kind) -> None:
    renderer = MimeRenderer(build.settings(), lambda: "Verkosto")
    for letter in samples(kind, "fi", build.NOW, "https://verkosto.example"):
        mail = message_from_bytes(renderer.render(letter), policy=default)
        link = mail["List-Unsubscribe"]
        assert (link is not None) == (topic_of(kind) is not None)
        if link is not None:
            assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            assert opened(link.strip("<>").rpartition("/")[2], build.settings()) == (letter.to, topic_of(kind))


@pytest.mark.parametrize("token", ["", "x", "gAAAAA", "ä" * 40, "x" * 5000])
def test_no_other_link_opens_anything(token: str) -> None:
    assert opened(token, build.settings()) is None


def test_another_networks_link_opens_nothing() -> None:
    other = build.settings().knowing("4be19c0d7a25f386e1c40b97d2f86a53")
    link = link_of(MAIJA, "questions", other)
    assert opened(link.rpartition("/")[2], build.settings()) is None


async def mailed_link(http: httpx.AsyncClient, inbox: Inbox) -> str:
    mail = await inbox.mail(MAIJA)
    found = re.search(r"/notifications/preferences/[\w=-]+", mail.text)
    assert found is not None
    return found[0]


async def test_one_click_ends_questions_and_nothing_else(settings: Settings, inbox: Inbox) -> None:
    async with open_pages(settings, AINO) as (http, app, database):
        await hear(app, build.answers_wished("en"))
        link = await mailed_link(http, inbox)
        http.cookies.clear()
        assert (await http.get(link, headers=ENGLISH)).text.count(" checked") == 2
        given = await http.post(link, data={"List-Unsubscribe": "One-Click"})
        assert (given.status_code, given.text) == (200, "OK")
        await http.post(link, data={"List-Unsubscribe": "One-Click"})  # programs press twice
        assert (await http.get(link, headers=ENGLISH)).text.count(" checked") == 1
        await hear(app, build.feedback_reminded("en"))
        (unwanted,) = await states(database, "unwanted", 1)
        assert "facts" not in unwanted
        await hear(app, build.requested("en"))
        await inbox.mail(MAIJA, count=2)
        (entry,) = await database["audit"].find().to_list(None)
        assert entry["who"] == MAIJA


async def test_what_was_refused_is_wanted_again(settings: Settings, inbox: Inbox) -> None:
    async with open_pages(settings, AINO) as (http, _, database):
        assert (await http.post("/notifications/preferences", data={})).status_code == 303
        (kept,) = await database["preferences"].find().to_list(None)
        assert (kept["_id"], kept["refused"]) == (AINO.email, sorted(TOPICS))
        await http.post("/notifications/preferences", data={"wanted": list(TOPICS)})
        assert await database["preferences"].count_documents({}) == 0
        page = (await http.get("/notifications/preferences?saved=1", headers=ENGLISH)).text
        assert "Saved." in page


async def test_programs_read_and_choose_by_the_link(settings: Settings, inbox: Inbox) -> None:
    async with open_pages(settings, AINO) as (http, app, _):
        link = at(link_of(MAIJA, "questions", app.settings)).replace("/preferences/", "/api/preferences/")
        http.cookies.clear()
        assert set((await http.get(link)).json()["wanted"]) == set(TOPICS)
        assert (await http.put(link, json={"wanted": ["questions"]})).status_code == 200
        assert (await http.get(link)).json()["wanted"] == ["questions"]
        assert (await http.put(link, json={"wanted": ["everything"]})).status_code == 422
        assert (await http.get("/notifications/api/preferences/nonsense")).status_code == 404
        assert (await http.get("/notifications/preferences/nonsense")).status_code == 404
