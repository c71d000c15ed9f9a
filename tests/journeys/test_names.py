"""Names with a per cent sign and markup in them, in every field that takes a name: each page shows them as they are."""

import html
import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import httpx

from deploy.services import NAMES
from shared.people.person import Person
from tests.journeys.story import Story, supervisor
from tests.parts import Network
from tests.patience import until
from tests.workdays import workday

EVIL = '50% %(who)s <b>Oy</b> {{ 7 * 7 }} %s "&'
SEEN = html.escape("<b>Oy</b>")
OFFER = re.compile(r"(/booking/offers/\S+)")
LINK = re.compile(r'(?:href|action)="(/[^"#]*)"')
ID = re.compile(r"[0-9a-f]{12,}|[A-Za-z0-9_-]{43}|[0-9]{4}-[0-9-]+")
EACH = 4  # of pages that differ by an id alone
AWAY = ("/sign-out", "/static/", "lang=", "as=json", "/live")


async def test_no_name_breaks_a_page_or_becomes_markup(network: Network) -> None:
    story = Story(network)
    coordinator = Person(email=network.settings.coordinator_email, name="", coordinator=True)
    async with network.browser(coordinator) as office:
        await _filled(story, office)
        aino = (await story.get("/booking/api/supervisors"))[0]
        maija = Person(email="maija@liedonkoulu.example", name=EVIL, organisations=("koulu",))
        people = [coordinator, Person(email=aino["email"], name=EVIL, supervisor=aino["id"]), maija]
        shown: Counter[str] = Counter()
        for person in people:
            async with network.browser(person) as browser:
                shown += await _walked(browser)
    where = {path.split("/")[1] for path in shown}
    assert where == {"booking", "contracts", "feedback", "notifications"}
    for page in ("/booking/audit", "/booking/settings", "/booking/desk", "/booking/week", "/contracts/audit"):
        assert shown[page], f"{page} was not seen with the names in it: {sorted(shown)}"
    mails = [mail for mail in network.inbox.box.mails() if "<b>Oy" in (mail.html or "")]
    assert mails == []


async def _walked(browser: httpx.AsyncClient) -> Counter[str]:
    """Every page that links lead to, in English and Finnish: which showed the names."""
    roots = [f"/{name}/{page}" for name in NAMES for page in ("audit", "waiting", "me/data", "docs")]
    todo = ["/booking/me", "/contracts/debriefings/new", "/contracts/mine", "/contracts/tokens", *roots]
    kinds: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    seen = set(todo)
    while todo:
        path = todo.pop(0)
        for language in ("en", "fi"):
            answer = await browser.get(path, headers={"Accept-Language": language})
            assert answer.status_code < 500, f"{path} answers {answer.status_code}"
            is_page = "text/html" in answer.headers.get("content-type", "")  # in a file it is what it is
            assert not (is_page and "<b>Oy" in answer.text), f"{path} takes a name for markup"
            assert "<b>Oy</b> 49" not in html.unescape(answer.text), f"{path} runs a name as a template"
        shown[path.split("?")[0]] += SEEN in answer.text
        for found in LINK.findall(answer.text):
            link = html.unescape(found)
            kind = ID.sub("*", link)
            if link not in seen and kinds[kind] < EACH and not any(each in link for each in AWAY):
                kinds[kind] += 1
                seen.add(link)
                todo.append(link)
    return Counter({path: count for path, count in shown.items() if count})


async def offered(story: Story, name: str) -> str:
    """The path of the offer among all that a supervisor was mailed."""

    async def paths() -> list[str]:
        mails = story.network.inbox.box.mails(f"{name}@verkosto.example")
        return [path for mail in mails for path in OFFER.findall(mail.text)]

    return (await until(paths))[0]


async def _filled(story: Story, office: httpx.AsyncClient) -> None:
    """A network in which everything is called so."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    called = {"name": EVIL, "conflicts": [EVIL]}
    await story.post("/booking/api/supervisors", [supervisor("aino") | called, supervisor("mikael") | {"name": EVIL}])
    ids = [each["id"] for each in await story.get("/booking/api/supervisors")]
    span = {"from": (now - timedelta(hours=1)).isoformat(), "to": (now + timedelta(hours=12)).isoformat()}
    await story.post("/booking/api/duties", [{"supervisor": "aino@verkosto.example", **span}])
    turns = {"supervisors": ids, "starts": f"{now + timedelta(days=1):%Y-%m-%d}", "days": 2}
    await story.post("/booking/api/roster/rotations", {"name": EVIL, **turns})
    contact = {"name": EVIL, "email": "maija@liedonkoulu.example", "language": "fi", "orders": True}
    await story.post("/contracts/api/organisations", {"name": EVIL, "contacts": [contact]})
    koulu = (await story.get("/contracts/api/organisations"))[0]["id"]
    forms = {
        "/booking/rooms": {"name": EVIL, "place": EVIL, "seats": "8"},
        "/booking/directory/invite": {"name": EVIL, "email": "uusi@verkosto.example", "language": "fi"},
        "/contracts/tokens": {"name": EVIL, "scopes": "organisations:read"},
        f"/contracts/organisations/{koulu}/tokens": {"name": EVIL, "scopes": "debriefings:read"},
    }
    for path, form in forms.items():
        answer = await office.post(path, data=form)
        assert answer.status_code in (200, 303), f"{path}: {answer.status_code}"
    await story.waves(10, name=EVIL, conflicts="ask")
    place = {"municipality": EVIL, "address": EVIL, "as_written": True}
    who = {"name": EVIL, "email": "maija@liedonkoulu.example", "phone": "+358 40 123 4567", "language": "fi"}
    asked = await story.ask(organisation=EVIL, contact=who, place=place, leaders=1)
    await offered(story, "aino")
    session = {"organisation": EVIL, "supervisors": ids[:1], "place": {"address": EVIL}, "minutes": 60, "at": "10:00"}
    first = {"first": workday(8).isoformat(), "holidays": True, "themes": [EVIL[:60]]}
    guest = {"name": EVIL, "email": "vieras@liedonkoulu.example"}
    await story.post("/booking/api/sessions", {**session, **first, "guest": guest})
    await until(asked.now, lambda told: any(step["what"] == "offered" for step in told["timeline"]))
    for path in (asked.path, f"{asked.path}/withdraw", await offered(story, "aino")):
        answer = await story.network.http.get(path, headers={"Accept": "text/html"})
        assert (answer.status_code, SEEN in answer.text, "<b>Oy" in answer.text) == (200, True, False), path
