"""One debriefing from request to confirmation, through the pages and mails that people see, timed step by step.

At Liedon koulu somebody has died. The headmaster asks for a debriefing with two leaders; of the supervisors on call the
first declines and the next two accept.
"""

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from rich.console import Console
from rich.table import Table

from deploy.local import sample
from deploy.local.forms import Form, forms

ASK_PAGE = "/contracts/debriefings/new"
HEADMASTER = "rehtori@liedonkoulu.example.org"
# What the headmaster writes, by the form's own names; the rest stays as the form suggests.
WRITTEN = {
    "organisation": "Liedon koulu",
    "contact.name": "Marja Aaltonen",
    "contact.email": HEADMASTER,
    "contact.phone": "+358 00 555 0100",
    "incident.kind": "death",
    "incident.description": "Oppilas menehtyi koulumatkalla. Opettajat ja iltapäiväkerhon ohjaajat olivat paikalla.",
    "place.municipality": "Lieto",
    "place.address": "Keskuskatu 4",
    "participants": "9",
    "leaders": "2",
}
LONGEST_WAIT = 20.0
ZONE = ZoneInfo("Europe/Helsinki")
_UNSEEN = frozenset(("head", "script", "style"))


Mails = list[dict[str, Any]]
Choice = Callable[[Mails], Mails]


class StoryBroken(Exception):
    """What went otherwise than told."""


@dataclass
class Clock:
    """Milliseconds since the request was sent; a row for each step."""

    began: float = field(default_factory=time.time)
    rows: list[tuple[float, str, str]] = field(default_factory=list)

    def note(self, who: str, what: str, at: float | None = None) -> None:
        self.rows.append((((at or time.time()) - self.began) * 1000, who, what))

    def table(self) -> Table:
        table = Table("ms", "step", "who", "what", title="From request to confirmation", title_justify="left")
        for column in table.columns[:2]:
            column.justify = "right"
        before = 0.0
        for at, who, what in self.rows:
            table.add_row(f"{at:,.0f}", f"+{at - before:,.0f}", who, what)
            before = at
        return table


async def play(where: Mapping[str, Any], console: Console) -> bool:
    """Load the sample, play, print; whether it was confirmed."""
    coordinator = {"Authorization": f"Bearer {where['coordinator_token']}"}
    async with (
        httpx.AsyncClient(base_url=where["base_url"], timeout=20, trust_env=False) as http,
        httpx.AsyncClient(base_url=where["inbox_url"], timeout=20, trust_env=False) as inbox,
    ):
        try:
            await sample.load(http, coordinator, datetime.now(ZONE))
            return await Story(http, inbox, console).tell()
        except (StoryBroken, KeyError, httpx.HTTPError, TimeoutError) as broken:
            console.print(f"[bold red]The story broke off:[/] {type(broken).__name__}: {broken}")
            return False


class Story:
    """The headmaster, three supervisors, and what each sees."""

    def __init__(self, http: httpx.AsyncClient, inbox: httpx.AsyncClient, console: Console) -> None:
        self._http = http
        self._inbox = inbox
        self._console = console
        self._clock = Clock()
        self._before: set[str] = set()

    async def tell(self) -> bool:
        """From the empty form to the logged contact; whether the status page says that it is confirmed."""
        self._before = {mail["id"] for mail in await self._mails()}
        status = await self._ask()
        offers = await self._offers()
        await self._confirm_address()
        decliner = next(iter(offers))
        await self._answer(decliner, offers.pop(decliner), "decline")
        leaders = await self._two_accept(offers)
        told = await self._confirmation(leaders)
        await self._contact(*next(iter(leaders.items())))
        found = await self._status(status)
        self._show(status, found, told)
        return found["state"] == "confirmed" and len(found["confirmed"]["supervisors"]) == len(leaders)

    async def _ask(self) -> str:
        page = await self._page(ASK_PAGE)
        form = _form(page, lambda each: "organisation" in each.choices)
        filled = form.filled(WRITTEN | {"incident.occurred_at": _this_morning()})
        self._clock = Clock()
        answer = await self._http.post(form.action or ASK_PAGE, data=filled)
        if answer.status_code != 303:
            raise StoryBroken(f"the request got {answer.status_code} instead of 303: {_sentences(answer.text)}")
        self._clock.note("Rehtori", "sends the form and is on the live page")
        return answer.headers["location"]

    async def _confirm_address(self) -> None:
        """The headmaster opens the mailed link and presses its button: only then are others than the first wave asked,
        and who comes is shown.
        """
        mails = await self._until(lambda found: [m for m in found if m["to"] == HEADMASTER and _confirms(m)], 1)
        link = _confirms(mails[0])
        form = _form(await self._page(link), lambda each: not each.choices)
        got = await self._http.post(form.action or link, data=form.filled({}))
        if got.status_code != 303:
            raise StoryBroken(f"confirming the address got {got.status_code}: {_sentences(got.text)}")
        self._clock.note("Rehtori", "confirms the e-mail address")

    async def _offers(self) -> dict[str, str]:
        """Who was asked, in the order in which their mail came, with the link in it."""
        names = {person.email: person.name for person in sample.PEOPLE}
        mails = await self._until(lambda found: [m for m in found if m["to"] in names and _offer(m)], at_least=3)
        for mail in mails:
            self._clock.note(names[mail["to"]], "has the offer", _at(mail))
        return {names[mail["to"]]: _offer(mail) for mail in mails}

    async def _two_accept(self, offers: Mapping[str, str]) -> dict[str, str]:
        """The first fixes the time; whoever has no room then learns that it is filled, and the next one accepts."""
        leaders: dict[str, str] = {}
        for name, link in offers.items():
            if await self._answer(name, link, "accept"):
                leaders[name] = link
            if len(leaders) == 2:
                return leaders
        raise StoryBroken(f"of {len(offers)} who were asked {len(leaders)} had room for it, and 2 are needed")

    async def _answer(self, name: str, link: str, answer: str) -> bool:
        """Open the link and press the button, if it is still there."""
        open_offers = [form for form in forms(await self._page(link)) if "slot" in form.choices]
        if not open_offers:
            self._clock.note(name, "has another session then: the page says that it is filled")
            return False
        form = open_offers[0]
        sent = form.filled({}) | {"answer": answer}
        if answer == "decline":
            sent.pop("slot", None)
        got = await self._http.post(form.action or link, data=sent)
        if got.status_code not in (200, 303):
            raise StoryBroken(f"{name} wanted to {answer} and got {got.status_code}: {_sentences(got.text)}")
        self._clock.note(name, {"accept": "accepts", "decline": "can't"}[answer])
        return True

    async def _confirmation(self, leaders: Mapping[str, str]) -> int:
        """Everybody concerned has mail with an invite; how many."""
        wanted = {person.email for person in sample.PEOPLE if person.name in leaders} | {HEADMASTER}
        mails = await self._until(
            lambda found: [m for m in found if m["to"] in wanted and _invites(m)], at_least=len(wanted)
        )
        for mail in mails:
            who = next((person.name for person in sample.PEOPLE if person.email == mail["to"]), "Rehtori")
            self._clock.note(who, "has the confirmation and an invite", _at(mail))
        return len(mails)

    async def _contact(self, name: str, link: str) -> None:
        form = _form(await self._page(link), lambda each: each.action.endswith("/contact"))
        got = await self._http.post(form.action, data=form.filled({}))
        if got.status_code not in (200, 303):
            raise StoryBroken(f"marking the contact got {got.status_code}: {_sentences(got.text)}")
        self._clock.note(name, "has talked with the school and marks it")

    async def _status(self, url: str) -> dict[str, Any]:
        """What the live page says, once it knows of the contact."""
        async with asyncio.timeout(LONGEST_WAIT):
            while True:
                answer = await self._http.get(url, headers={"Accept": "application/json"})
                found: dict[str, Any] = answer.raise_for_status().json()
                if any(step["what"] == "contact_made" for step in found["timeline"]):
                    self._clock.note("Rehtori", f"sees it on the live page: {found['state']}")
                    return found
                await asyncio.sleep(0.02)

    async def _page(self, url: str) -> str:
        answer = await self._http.get(url, headers={"Accept": "text/html", "Accept-Language": "fi"})
        if answer.status_code != 200:
            raise StoryBroken(f"a page answered {answer.status_code}: {_sentences(answer.text)}")
        return answer.text

    async def _mails(self) -> Mails:
        found: Mails = (await self._inbox.get("/api/messages")).raise_for_status().json()
        return [mail for mail in found if mail["id"] not in self._before]

    async def _until(self, choose: Choice, at_least: int) -> Mails:
        """The chosen mails once there are so many. The inbox tells when it changes: nothing is asked over and over."""
        async with asyncio.timeout(LONGEST_WAIT), self._inbox.stream("GET", "/changes") as changes:
            async for _ in changes.aiter_raw():
                if len(choose(await self._mails())) >= at_least:
                    break
        # Those of one wave come within milliseconds of each other.
        await asyncio.sleep(0.05)
        return choose(await self._mails())

    def _show(self, status: str, found: Mapping[str, Any], told: int) -> None:
        self._console.print(self._clock.table())
        self._console.print(f"State: [bold]{found['state']}[/]; {told} people have the calendar invite.")
        if confirmed := found["confirmed"]:
            leaders = " and ".join(confirmed["supervisors"])
            starts = datetime.fromisoformat(confirmed["starts_at"]).astimezone(ZONE)
            self._console.print(f"{leaders} lead it on {starts:%-d.%-m.%Y at %-H.%M}.")
        self._console.print(f"The live page: {self._http.base_url.join(status)}\n")


def _form(html: str, wanted: Callable[[Form], bool]) -> Form:
    for each in forms(html):
        if wanted(each):
            return each
    raise StoryBroken(f"the form is not on the page, which says: {_sentences(html)}")


def _this_morning() -> str:
    return f"{datetime.now(ZONE) - timedelta(hours=3):%Y-%m-%dT%H:%M}"


def _offer(mail: Mapping[str, Any]) -> str:
    """The link to answer with, or nothing. A confirmation has the same link: that mail brings an invite."""
    found = re.search(r"https?://[^\s/]+/booking/offers/[\w-]+", mail["text"])
    return found[0] if found and not _invites(mail) else ""


def _confirms(mail: Mapping[str, Any]) -> str:
    """The link that shows whose address it is, or nothing."""
    found = re.search(r"https?://[^\s/]+/contracts/verifications/[\w-]+", mail["text"])
    return found[0] if found else ""


def _invites(mail: Mapping[str, Any]) -> bool:
    return any(file["content_type"] == "text/calendar" for file in mail["attachments"])


def _at(mail: Mapping[str, Any]) -> float:
    return datetime.fromisoformat(mail["received_at"]).timestamp()


def _sentences(html: str) -> str:
    """What a page says, without its markup."""
    reader = _Sentences()
    reader.feed(html)
    return " ".join(" ".join(reader.found).split())[:400]


class _Sentences(HTMLParser):
    """What stands in a page's elements, those aside that nobody sees."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # its parent's signature
        self._unseen += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.found.append(data)
