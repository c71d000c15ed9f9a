"""What journeys do, as their people would: ask, look into the mailbox, open links, answer."""

import contextlib
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.parts import Network
from tests.patience import until

LINK = re.compile(r"http://127\.0\.0\.1:\d+(/\S+)")
JSON = {"Accept": "application/json"}
DESCRIPTION = "Oppilas loukkaantui vakavasti teknisen työn tunnilla."


def request(**changes: Any) -> dict[str, Any]:
    """A school asks; the incident was this morning."""
    return {
        "organisation": "Liedon koulu",
        "contact": {
            "name": "Maija Salo",
            "email": "maija@liedonkoulu.example",
            "phone": "+358 40 123 4567",
            "language": "fi",
        },
        "incident": {
            "kind": "accident",
            "occurred_at": (datetime.now(UTC) - timedelta(hours=4)).isoformat(),
            "description": DESCRIPTION,
        },
        "place": {"municipality": "Lieto", "address": "Keskuskatu 4"},
        "participants": 9,
        "languages": ["fi"],
        "leaders": 2,
        **changes,
    }


def supervisor(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "name": name.capitalize(),
        "email": f"{name}@verkosto.example",
        "languages": ["fi", "sv"],
        "regions": ["02"],
        "competences": ["debriefing"],
        **changes,
    }


@dataclass
class Story:
    """One network's people."""

    network: Network

    async def supervisors(self, *names: str, on_duty: tuple[str, ...] = (), **changes: Any) -> None:
        """Add these, some of them on call now."""
        await self.post("/booking/api/supervisors", [supervisor(name, **changes) for name in names])
        if on_duty:
            now = datetime.now(UTC)
            span = {"from": (now - timedelta(hours=1)).isoformat(), "to": (now + timedelta(hours=12)).isoformat()}
            await self.post("/booking/api/duties", [{"supervisor": name, **span} for name in on_duty])

    async def waves(self, *minutes: float, **changes: Any) -> None:
        """Set how long each wave has, in minutes."""
        whom = ("on_call", "next_best", "everybody")
        waves = [{"whom": w, "minutes": m, "most": 200} for w, m in zip(whom, minutes, strict=False)]
        answer = await self.network.http.put(
            "/booking/api/network", json={"waves": waves, **changes}, headers=self.network.coordinator
        )
        assert answer.status_code == 200, answer.text

    async def post(self, path: str, body: Any) -> Any:
        """As the coordinator."""
        answer = await self.network.http.post(path, json=body, headers=self.network.coordinator)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    async def get(self, path: str) -> Any:
        """As the coordinator."""
        answer = await self.network.http.get(path, headers=self.network.coordinator)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def ask(self, **changes: Any) -> "Asked":
        answer = await self.network.http.post(
            "/contracts/api/debriefings", json=request(**changes), headers=self.network.coordinator
        )
        assert answer.status_code == 202, answer.text
        return Asked(self, answer.json()["id"], path_of(answer.json()["status_url"]))

    @contextlib.asynccontextmanager
    async def sign_in(self, email: str) -> AsyncIterator[httpx.AsyncClient]:
        """A browser that is signed in by the mailed link."""
        count = len(self.network.inbox.box.mails(email)) + 1
        async with self.network.browser() as browser:
            assert (await browser.post("/booking/sign-in", data={"email": email})).status_code == 200
            link = sign_in_link((await self.network.inbox.mail(email, count=count)).text)
            assert (await browser.post(link)).status_code == 303
            yield browser

    async def offer(self, name: str, count: int = 1) -> str:
        """The path of the offer that a supervisor was mailed."""
        mail = await self.network.inbox.mail(f"{name}@verkosto.example", count=count)
        return next(str(path) for path in LINK.findall(mail.text) if "/offers/" in path)

    async def look(self, path: str) -> dict[str, Any]:
        answer = await self.network.http.get(path, headers=JSON)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def answer(self, path: str, answer: str, slot: str | None = None) -> httpx.Response:
        body = {"answer": answer} | ({"slot": slot} if slot else {})
        return await self.network.http.post(path, json=body, headers=JSON)

    async def accept(self, name: str, pick: int = 0) -> httpx.Response:
        path = await self.offer(name)
        slots = (await self.look(path))["slots"]
        return await self.answer(path, "accept", slots[pick]["start"])


@dataclass
class Asked:
    """One request, as its requester sees it."""

    story: Story
    id: str
    path: str

    async def now(self) -> dict[str, Any]:
        return await self.story.look(self.path)

    async def until(self, done: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """What the page says once it says so."""
        return await until(self.now, done)

    async def until_state(self, state: str) -> dict[str, Any]:
        return await self.until(lambda status: bool(status["state"] == state))

    async def until_told(self, what: str) -> dict[str, Any]:
        return await self.until(lambda status: any(row["what"] == what for row in status["timeline"]))


def sign_in_link(text: str) -> str:
    """The path of the link for signing in that stands in a mail."""
    return next(str(path) for path in LINK.findall(text) if "/sign-in/" in path)


def path_of(url: str) -> str:
    return url if url.startswith("/") else "/" + url.split("/", 3)[3]
