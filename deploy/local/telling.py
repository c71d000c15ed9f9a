"""How a story is told: through the pages and mails that people see, each step timed."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from deploy.local.forms import Form, forms

LONGEST_WAIT = 60.0
_UNSEEN = frozenset(("head", "script", "style"))

Mails = list[dict[str, Any]]
Choice = Callable[[Mails], Mails]


class StoryBroken(Exception):
    """What went otherwise than told."""


@dataclass
class Clock:
    """Milliseconds since the story began; a row for each step."""

    title: str
    began: float = field(default_factory=time.time)
    rows: list[tuple[float, str, str]] = field(default_factory=list)

    def note(self, who: str, what: str, at: float | None = None) -> None:
        self.rows.append((((at or time.time()) - self.began) * 1000, who, what))

    def table(self) -> Table:
        table = Table("ms", "step", "who", "what", title=self.title, title_justify="left")
        for column in table.columns[:2]:
            column.justify = "right"
        before = 0.0
        for at, who, what in self.rows:
            table.add_row(f"{at:,.0f}", f"+{at - before:,.0f}", who, what)
            before = at
        return table


class Teller:
    """Opens pages and reads the inbox; only mails that came since `begin` count."""

    def __init__(self, http: httpx.AsyncClient, inbox: httpx.AsyncClient, console: Console, title: str) -> None:
        self.http = http
        self.console = console
        self.clock = Clock(title)
        self._inbox = inbox
        self._before: set[str] = set()

    async def begin(self) -> None:
        self._before = {mail["id"] for mail in await self.mails()}
        self.clock.began = time.time()

    async def page(self, url: str) -> str:
        answer = await self.http.get(url, headers={"Accept": "text/html", "Accept-Language": "fi"})
        if answer.status_code != 200:
            raise StoryBroken(f"a page answered {answer.status_code}: {sentences(answer.text)}")
        return answer.text

    async def mails(self) -> Mails:
        found: Mails = (await self._inbox.get("/api/messages")).raise_for_status().json()
        return [mail for mail in found if mail["id"] not in self._before]

    async def until(self, choose: Choice, at_least: int) -> Mails:
        """The chosen mails once there are so many. The inbox tells when it changes: nothing is asked over and over."""
        async with asyncio.timeout(LONGEST_WAIT), self._inbox.stream("GET", "/changes") as changes:
            async for _ in changes.aiter_raw():
                if len(choose(await self.mails())) >= at_least:
                    break
        # Those of one wave come within milliseconds of each other.
        await asyncio.sleep(0.05)
        return choose(await self.mails())


def form_of(html: str, wanted: Callable[[Form], bool]) -> Form:
    for each in forms(html):
        if wanted(each):
            return each
    raise StoryBroken(f"the form is not on the page, which says: {sentences(html)}")


def has_calendar(mail: Mapping[str, Any]) -> bool:
    return any(file["content_type"] == "text/calendar" for file in mail["attachments"])


def came_at(mail: Mapping[str, Any]) -> float:
    return datetime.fromisoformat(mail["received_at"]).timestamp()


def sentences(html: str) -> str:
    """What a page says, without its markup."""
    reader = _Reader()
    reader.feed(html)
    return " ".join(" ".join(reader.found).split())[:400]


class _Reader(HTMLParser):
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
