"""One browser, and one network in which every state that a page can show has come about."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from playwright.async_api import Browser, expect

from services.booking.links import Links
from services.feedback.invitations import handlers
from services.notifications.bounces.model import Failing
from services.notifications.bounces.store import FailingAddresses
from services.notifications.channels import push_key
from services.notifications.drills.model import Asked as Rehearsed
from services.notifications.drills.model import Drill
from services.notifications.drills.store import Drills
from services.notifications.writing.preference_links import link_of
from shared.people.person import Person
from shared.store.mongo import Tx
from shared.tokens import digest
from tests import parts
from tests.browser import look
from tests.browser.codes import codes
from tests.browser.contracts import contracts
from tests.browser.organisations import ORDERER, STRANGER, organisations
from tests.browser.questionnaires import questionnaires
from tests.browser.references import references
from tests.browser.reports import reports
from tests.journeys.story import JSON, LINK, Asked, Story, path_of, sign_in_link
from tests.patience import PATIENCE, until
from tests.workdays import workday

expect.set_options(timeout=1000 * PATIENCE)


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    if not look.CHROMIUM:
        pytest.skip("no Chromium on this machine: install the distribution's package chromium")
    async with look.chromium() as running:
        yield running


# Who looks at a page whose name begins so; other pages are open to who has the link.
PEOPLE = {
    "coordinator": Person(email="koordinaattori@example.org", name="", coordinator=True),
    "orderer": ORDERER,
    "stranger": STRANGER,
    "supervisor": Person(email="aino@verkosto.example", name="Aino", supervisor="aino"),
}


@dataclass
class Town:
    """Pages by what they show."""

    network: parts.Network
    story: Story
    pages: dict[str, str]

    def cookies(self, name: str) -> str:
        """The cookies of who looks at it."""
        person = PEOPLE.get(name.partition("-")[0])
        return "=".join(self.network.signed_in(person)) if person else ""

    def url(self, name: str) -> str:
        """Its address; the name stands behind the # for the pictures' sake."""
        return f"{self.network.base_url}{self.pages[name]}#{name}"


@pytest.fixture(scope="module")
async def town(
    tmp_path_factory: pytest.TempPathFactory, amqp_url: str, mongo_url: str, session_inbox: parts.Inbox
) -> AsyncIterator[Town]:
    session_inbox.box.clear()
    settings = parts.settings(
        tmp_path_factory.mktemp("town"), amqp_url, mongo_url, session_inbox.smtp_url, push_key=push_key.made()
    )
    async with parts.network(settings, session_inbox) as running:
        story = Story(running)
        yield Town(running, story, await _lived_in(story))


async def _lived_in(story: Story) -> dict[str, str]:
    """Cases that have gone every way; the pages that tell of them."""
    names = ("aino", "mikael", "sari", "johan", "leena")
    await story.waves(600, phone="+358 2 555 0100")
    await story.supervisors(*names, on_duty=names)
    pages = {"ask": "/contracts/debriefings/new", "docs": "/contracts/docs", "nowhere": "/contracts/nowhere"}

    searching = await story.ask()
    pages |= {"searching": searching.path, "offer-open": await story.offer("aino")}
    pages |= {"withdraw": f"{searching.path}/withdraw", "change": f"{searching.path}/change"}
    pages["verify"] = await _verification(story, searching)
    await story.answer(await story.offer("leena"), "decline")
    pages["offer-declined"] = await story.offer("leena")

    confirmed = await story.ask(organisation="Lehmusvaaran päiväkoti ja esiopetus")
    for name in ("aino", "mikael"):
        await story.answer(await _latest(story, name, 2), "accept", await _slot(story, await _latest(story, name, 2)))
    await confirmed.until_state("confirmed")
    mine = await _latest(story, "aino", 2)
    pages |= {"confirmed": confirmed.path, "offer-yours": mine, "offer-taken": await _latest(story, "sari", 2)}
    pages |= {"supervisor-asked": "/booking/asked", "supervisor-debriefing": f"/booking/debriefings/{confirmed.id}"}
    pages["incident"] = await _reading(story, mine)
    led = f"/booking/desk/cases/{confirmed.id}"
    pages |= {"coordinator-case-led": led, "coordinator-case-sought": f"{led}?who=sari"}

    alone = await story.ask(languages=["en"], organisation="International School of Åbo")
    await alone.until_state("needs_coordinator")
    pages["needs-coordinator"] = alone.path
    case = f"/booking/desk/cases/{alone.id}"
    pages |= {"coordinator-desk": "/booking/desk", "coordinator-case": case, "coordinator-call-off": f"{case}/withdraw"}
    pages["coordinator-waiting"] = "/booking/waiting"
    pages |= {"coordinator-gallery": "/notifications/gallery", "coordinator-letter": "/notifications/gallery/offered"}
    pages["coordinator-undeliverable"] = await _failing(story)
    pages |= {"coordinator-drills": "/notifications/drills", "drill": await _rehearsed(story)}
    pages |= {"coordinator-letters": "/notifications/letters", "supervisor-letters": "/notifications/mine"}
    pages["supervisor-preferences"] = "/notifications/preferences"
    notifications = await story.network.settings_of("notifications")
    pages["preferences"] = path_of(link_of("maija@liedonkoulu.example", "questions", notifications))

    withdrawn = await story.ask(organisation="Oy Ab Esimerkki")
    pages["offer-withdrawn"] = await _latest(story, "johan", 3)
    await story.network.http.post(f"{withdrawn.path}/withdraw", headers=JSON)
    await withdrawn.until_state("withdrawn")
    await story.network.inbox.mail("johan@verkosto.example", "Peruttu", count=5)
    pages["withdrawn"] = withdrawn.path
    pages |= await _signing_in(story)
    pages |= await _calendars(story) | await _roster(story)
    pages |= await organisations(story, PEOPLE["coordinator"])
    pages |= await contracts(story)
    pages |= await _reached(story)
    pages |= await _weeks(story)
    pages |= await _directory(story)
    pages |= await reports(story)
    pages |= await references(story)
    pages |= await questionnaires(story)
    pages |= await codes(story, PEOPLE["supervisor"])
    return pages | {"feedback": await _question(story)}


async def _roster(story: Story) -> dict[str, str]:
    """Two rotations, one of which ends, so that there is a gap; a swap that was agreed and one to be answered."""
    here, today = "/booking/roster", datetime.now(UTC).date()
    ends = (today + timedelta(days=20)).isoformat()
    turns = {"starts": (today - timedelta(days=9)).isoformat(), "hour": "08:00"}
    first = {
        **turns,
        "name": "Ensimmäisenä vuorossa",
        "supervisors": ["aino", "mikael", "sari"],
        "days": 2,
        "ends": ends,
    }
    kept = await story.post("/booking/api/roster/rotations", first)
    backup = {**turns, "name": "Varapäivystäjät", "supervisors": ["johan", "leena"], "days": 7, "backup": True}
    await story.post("/booking/api/roster/rotations", backup)
    duties = (await story.get("/booking/api/roster/forecast"))["duties"]
    spans = {
        who: [{"from": d["from"], "to": d["to"]} for d in duties[5:] if d["supervisor"] == who]
        for who in ("aino", "mikael")
    }
    swaps = []
    for n in range(2):
        asked = {"asker": "aino", "asked": "mikael", "given": spans["aino"][n], "in_return": spans["mikael"][n]}
        swaps.append((await story.post("/booking/api/swaps", asked))["id"])
    await story.post(f"/booking/api/swaps/{swaps[1]}/answer", {"answer": "agree"})
    links = Links.of(await story.network.settings_of("booking"))
    given = f"{spans['aino'][0]['from']}~{spans['aino'][0]['to']}"
    return {
        "coordinator-roster": here,
        "supervisor-roster": here,
        "supervisor-roster-all": f"{here}/all",
        "coordinator-rotations": f"{here}/rotations",
        "coordinator-hand-over": f"{here}/people/aino",
        "supervisor-swap-form": f"{here}/swaps/new?{urlencode({'given': given})}",
        "coordinator-rotation": f"{here}/rotations/{kept['id']}",
        "coordinator-rotation-new": f"{here}/rotations/new",
        "coordinator-duty": f"{here}/duties/new?{urlencode({'gap': given})}",
        "swap-open": path_of(links.swap(swaps[0])),
        "swap-agreed": path_of(links.swap(swaps[1])),
    }


async def _calendars(story: Story) -> dict[str, str]:
    """A supervisor whose own calendar can't be read, and who has a feed; a coordinator who opened the roster's."""
    here = "/booking/calendars"
    async with story.network.browser(PEOPLE["supervisor"]) as browser:
        await browser.post(f"{here}/mine", data={"answer": "open"})
        await browser.post(f"{here}/own", data={"address": "https://kalenteri.verkosto.invalid/aino/basic.ics"})
    async with story.network.browser(PEOPLE["coordinator"]) as browser:
        await browser.post(f"{here}/roster", data={"answer": "open"})
        for room, name in (("tuomi", "Tuomi"), ("pihlaja", "Pihlaja, iso ryhmätila")):
            body = {"name": name, "place": "Yliopistonkatu 12, Turku", "seats": 8}
            await story.network.http.put(f"/booking/api/rooms/{room}", json=body, headers=story.network.coordinator)
        await browser.post(f"{here}/rooms/tuomi", data={"answer": "open"})
    calendars = story.network.database("booking")["own_calendars"]
    await until(lambda: calendars.count_documents({"trouble": "address"}))
    return {"supervisor-calendars": here, "coordinator-calendars": here}


async def _directory(story: Story) -> dict[str, str]:
    """Somebody invited; a file that can be taken in and one that can't; the pages of one supervisor."""
    here = "/booking/directory"
    async with story.network.browser(PEOPLE["coordinator"]) as browser:
        await browser.post(
            f"{here}/invite", data={"name": "Kaarina Öhman", "email": "kaarina@x.example", "language": "fi"}
        )
        sent = [
            await browser.post(f"{here}/import", files={"file": ("list.csv", raw.encode(), "text/csv")})
            for raw in (
                "nimi;sähköposti;kengännumero\nKalle Ek;kalle@x.example;42\n",
                "nimi;sähköposti;kielet\nKalle;x;elvish\n",
            )
        ]
    mail = await story.network.inbox.mail("kaarina@x.example")
    return {
        "coordinator-settings": "/booking/settings",
        "coordinator-directory": here,
        "coordinator-new": f"{here}/new",
        "coordinator-invite": f"{here}/invite",
        "coordinator-person": f"{here}/people/aino",
        "coordinator-import": f"{here}/import",
        "coordinator-import-ready": sent[0].headers["location"],
        "coordinator-import-refused": sent[1].headers["location"],
        "supervisor-profile": "/booking/profile",
        "welcome": next(path for path in LINK.findall(mail.text) if "/welcome/" in path),
        "joined": "/booking/welcome",
    }


async def _signing_in(story: Story) -> dict[str, str]:
    """A link that was used, one that was not, and the page of somebody with two devices."""
    coordinator = story.network.settings.coordinator_email
    async with story.sign_in(coordinator), story.sign_in(coordinator):
        pass
    used = sign_in_link(story.network.inbox.box.mails(coordinator)[-1].text)
    await story.network.http.post("/booking/sign-in", data={"email": coordinator})
    unused = sign_in_link((await story.network.inbox.mail(coordinator, "Kirjautumis", count=4)).text)
    return {
        "sign-in": "/booking/sign-in",
        "sign-in-open": unused,
        "sign-in-used": used,
        "coordinator-me": "/booking/me",
        "coordinator-more": "/booking/more",
        "supervisor-more": "/notifications/more",
        "orderer-more": "/contracts/more",
        "supervisor-nowhere": "/booking/nowhere",
        "coordinator-today": "/booking/today",
        "supervisor-today": "/booking/today",
        "coordinator-people": "/booking/people",
        "coordinator-audit": "/booking/audit",
        "supervisor-data-booking": "/booking/me/data",
        "supervisor-data-contracts": "/contracts/me/data",
        "supervisor-data-feedback": "/feedback/me/data",
        "supervisor-data-notifications": "/notifications/me/data",
        "supervisor-erase": "/booking/me/erase",
    }


async def _failing(story: Story) -> str:
    """An address from which a letter came back."""
    email, said = "leena.vuori@sosiaalijaterveyspalvelut.lehmusvaara.example", "550 5.1.1 no such user here"
    failing = Failing(email=email, suppressed=True, since=datetime.now(UTC), status="5.1.1", said=said)
    tx = Tx(story.network.database("notifications"))
    await FailingAddresses(tx).save(failing, datetime.now(UTC))
    return "/notifications/undeliverable"


async def _rehearsed(story: Story) -> str:
    """One on call is rehearsed with: the page on which they say that they have heard."""
    link = f"{story.network.settings.public_url}/notifications/drills/heard/rehearsal"
    asked = Rehearsed(name="Aino Lehto", email="aino@verkosto.example", language="fi", key=digest("rehearsal"))
    drill = Drill(id="rehearsal", called_at=datetime.now(UTC), people=(asked,))
    await Drills(Tx(story.network.database("notifications"))).save(drill)
    return path_of(link)


async def _reached(story: Story) -> dict[str, str]:
    """A supervisor with two ways beside e-mail, one of which was tried and leads nowhere."""
    here = "/notifications/reach"
    async with story.network.browser(PEOPLE["supervisor"]) as browser:
        for topic, after in (("https://ntfy.verkosto.invalid/aino", "0"), ("https://ntfy.sh/aino-varalla", "120")):
            await browser.post(here, data={"kind": "ntfy", "target": topic, "after": after})
        first = re.search(rf'action="({here}/\w+)"', (await browser.get(here)).text)
        assert first is not None
        await browser.post(first[1], data={"do": "test"})
    return {"coordinator-reach": here, "supervisor-reach": here, "coordinator-reach-everybody": f"{here}/everybody"}


async def _weeks(story: Story) -> dict[str, str]:
    """Weeks with something in them; a session to come, and one of which it is to be said how it went."""
    now = datetime.now(UTC)
    monday = workday(15, weekdays=(1,))
    placed = await story.post(
        "/booking/api/sessions",
        {
            "organisation": "Lehmusvaaran päiväkoti ja esiopetus",
            "supervisors": ["aino", "mikael"],
            "first": monday.isoformat(),
            "at": "10:00",
            "minutes": 90,
            "holidays": True,
            "place": {"address": "Porthaninkatu 2, Helsinki"},
            "series": {"every_weeks": 4, "count": 3},
            "themes": ["Kuormitus ja palautuminen", "Yhteinen suunta"],
        },
    )
    over, coming, _ = (each["id"] for each in placed["sessions"])
    split = [{"from": "08:00", "to": "12:00"}, {"from": "13:00", "to": "18:30"}]
    for n, hours in enumerate([[], split]):
        row = {"supervisor": "aino", "day": (monday + timedelta(days=n)).isoformat(), "hours": hours}
        await story.network.http.put("/booking/api/hours", json=row, headers=story.network.coordinator)
    past = {"start": now - timedelta(days=2, hours=2), "end": now - timedelta(days=2)}
    await story.network.database("booking")["sessions"].update_one({"_id": over}, {"$set": past})
    return {
        "coordinator-week": f"/booking/week?day={monday}",
        "supervisor-mine": f"/booking/mine?day={monday + timedelta(weeks=4)}",
        "coordinator-plan": "/booking/plan",
        "supervisor-absences": "/booking/absences",
        "supervisor-other-hours": "/booking/absences/hours",
        "coordinator-other-hours": "/booking/absences/hours",
        "coordinator-rooms": "/booking/rooms",
        "coordinator-room": "/booking/rooms/tuomi",
        "coordinator-capacity": "/booking/capacity",
        "coordinator-find": f"/booking/find?supervisors=aino&supervisors=mikael&first={monday}&weeks=1&minutes=90",
        "supervisor-session-over": f"/booking/sessions/{over}",
        "supervisor-session-coming": f"/booking/sessions/{coming}",
    }


async def _latest(story: Story, name: str, count: int) -> str:
    """The path of the offer that somebody was mailed as their `count`th."""
    seen: list[str] = []
    mails = story.network.inbox.box
    for n in range(count, count + 10):
        seen = [
            path
            for mail in await mails.wait(n, f"{name}@verkosto.example", PATIENCE)
            for path in LINK.findall(mail.text)
            if "/offers/" in path
        ]
        if len(dict.fromkeys(seen)) >= count:
            break
    return list(dict.fromkeys(seen))[count - 1]


async def _slot(story: Story, offer: str) -> str:
    return str((await story.look(offer))["slots"][-1]["start"])


async def _verification(story: Story, asked: Asked) -> str:
    mail = await story.network.inbox.mail("maija@liedonkoulu.example")
    return next(str(path) for path in LINK.findall(mail.text) if path != asked.path)


async def _reading(story: Story, offer: str) -> str:
    page = (await story.network.http.get(offer)).text
    return next("/contracts/incidents/" + rest.split('"')[0] for rest in page.split("/contracts/incidents/")[1:])


async def _question(story: Story) -> str:
    """The feedback page of a debriefing that was some weeks ago."""
    invitations = story.network.database("feedback")["invitations"]
    (planned,) = await invitations.find({}).to_list(None)
    due = datetime.now(UTC) - timedelta(days=1)
    await invitations.update_one({"_id": planned["_id"]}, {"$set": {"due": due}})
    settings = await story.network.settings_of("feedback")
    return f"/feedback/answers/{handlers._token(settings, planned['_id'])}"
