"""What happened reaches nobody who needn't know: a marked description is looked for everywhere, in the whole product
run as it is run, each service in a process of its own, with logs at their most talkative.
"""

import asyncio
import re
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aio_pika
import httpx
import orjson
import pytest
from bson import encode

from deploy.local.ports import free_ports
from deploy.local.run import Local
from deploy.local.wish import Wish
from deploy.services import NAMES
from shared.messages.contracts import DebriefingRequested, RequesterVerified
from shared.messaging.routing import EVENTS, PARKING, TIERS, consumer_queue, type_name
from shared.store import mongo
from tests.journeys.story import JSON, path_of, request, supervisor
from tests.patience import PATIENCE, until

MARK = "Salaisuus-7f3a-äö"
LINK = re.compile(r"http://127\.0\.0\.1:\d+(/[^\s\"<>]+)")
HTML = {"Accept": "text/html"}
# As it is, as JSON writes it, and as its ASCII part would stand in any encoding that keeps ASCII.
FORMS = (MARK.encode(), MARK.encode("unicode_escape"), MARK.encode("utf-16-le"), b"Salaisuus-7f3a")


def holds(text: bytes) -> bool:
    return any(form in text for form in FORMS)


@pytest.fixture
async def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Local]:
    monkeypatch.setenv("RINNALLA_LOG_LEVEL", "debug")
    port, inbox_port = free_ports(2)
    running = Local(Wish(home=tmp_path, port=port, inbox_port=inbox_port, processes=4))
    await running.start()
    try:
        yield running
    finally:
        await running.stop()


@dataclass
class Spy:
    """A copy of everything that is said, tried again, or parked."""

    connection: Any
    said: dict[str, list[bytes]] = field(default_factory=dict)

    @classmethod
    async def on(cls, url: str) -> "Spy":
        spy = cls(await aio_pika.connect(url))
        channel = await spy.connection.channel()
        for exchange in (EVENTS, PARKING, *(tier.exchange for tier in TIERS)):
            queue = await channel.declare_queue(f"spy.{exchange.name}", exclusive=True)
            for key in NAMES if exchange is PARKING else ("#",):
                await queue.bind(exchange.name, key)
            await queue.consume(spy._note(exchange.name), no_ack=True)
        return spy

    def _note(self, exchange: str) -> Callable[[Any], Awaitable[None]]:
        async def note(message: Any) -> None:
            self.said.setdefault(exchange, []).append(message.body + repr(message.headers).encode())

        return note


@dataclass
class Workplace:
    """The network's people, over HTTP."""

    local: Local
    http: httpx.AsyncClient

    @property
    def coordinator(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.local.secrets.coordinator_token}"}

    async def get(self, path: str, headers: dict[str, str]) -> httpx.Response:
        return await self.http.get(path, headers=headers)

    async def hire(self, *names: str) -> None:
        now = datetime.now(UTC)
        span = {"from": (now - timedelta(hours=1)).isoformat(), "to": (now + timedelta(hours=12)).isoformat()}
        for path, rows in (
            ("/booking/api/supervisors", [supervisor(name) for name in names]),
            ("/booking/api/duties", [{"supervisor": name, **span} for name in names]),
        ):
            (await self.http.post(path, json=rows, headers=self.coordinator)).raise_for_status()

    async def ask(self) -> str:
        """Ask for a debriefing with the marked description; its page."""
        incident = request()["incident"] | {"description": f"Ensin. {MARK} Lopuksi."}
        body = request(leaders=1, incident=incident)
        answer = await self.http.post("/contracts/api/debriefings", json=body, headers=self.coordinator)
        assert answer.status_code == 202, answer.text
        return path_of(answer.json()["status_url"])

    async def mails(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.http.get(f"{self.local.inbox_url}/api/messages")).json()
        return found

    async def offers(self, name: str, count: int) -> list[str]:
        """The paths of the offers that somebody was mailed, once there are so many."""
        async with asyncio.timeout(PATIENCE):
            while True:
                texts = [mail["text"] for mail in await self.mails() if mail["to"].startswith(name)]
                paths = [path for text in texts for path in LINK.findall(text) if "/offers/" in path]
                if len(dict.fromkeys(paths)) >= count:
                    return list(dict.fromkeys(paths))
                await asyncio.sleep(0.1)

    async def accept(self, path: str) -> None:
        slot = (await self.get(path, JSON)).json()["slots"][-1]["start"]
        answer = await self.http.post(path, json={"answer": "accept", "slot": slot}, headers=JSON)
        assert answer.status_code == 200, answer.text

    async def until(self, path: str, state: str) -> None:
        await until(lambda: self.get(path, JSON), lambda page: page.json().get("state") == state, every=0.1)


async def stored(local: Local) -> dict[str, bytes]:
    """Every document of every database that the store has, as its bytes."""
    client = mongo.connect(local.store.url)
    found: dict[str, bytes] = {}
    for name in await client.list_database_names():
        for collection in await client[name].list_collection_names():
            async for document in client[name][collection].find({}):
                found[name] = found.get(name, b"") + encode(dict(document))
    client.close()
    return found


def mailed(mails: list[dict[str, Any]]) -> bytes:
    """Every mail as its reader sees it, attachments opened."""
    texts = [f"{mail['subject']} {mail['text']} {mail['html']} {mail['headers']}".encode() for mail in mails]
    files = [b64decode(each["content"]) for mail in mails for each in mail["attachments"]]
    assert files, "the confirmation's invitation is an attachment"
    return b"\n".join(texts + files)


def on_disk(folder: Path) -> list[Path]:
    """Files under the product's own folder that hold the mark: logs, queues, the store, mails, whatever lies there."""
    return [path for path in folder.rglob("*") if path.is_file() and holds(path.read_bytes())]


async def shown(place: Workplace, paths: list[str]) -> list[bytes]:
    """What pages say, as people and as programs read them."""
    return [(await place.get(path, headers)).content for path in paths for headers in (HTML, JSON)]


async def streamed(place: Workplace, path: str) -> bytes:
    async with place.http.stream("GET", f"{path}/live") as live:
        return await anext(live.aiter_bytes())


async def told_to_the_desk(place: Workplace) -> bytes:
    cases = await place.get("/booking/api/cases", place.coordinator)
    each = [f"/booking/api/cases/{case['id']}{more}" for case in cases.json() for more in ("", "/why")]
    return cases.content + b"".join([(await place.get(path, place.coordinator)).content for path in each])


async def incident_page(place: Workplace, offer: str) -> str:
    page = (await place.get(offer, HTML)).text
    found = re.search(r"/contracts/incidents/[^\s\"<>]+", page)
    assert found is not None
    return found[0]


async def disturbed(connection: Any) -> None:
    """A message that can't be read, to be parked, and one of a debriefing that nobody knows, to be tried again."""
    early = orjson.dumps({"debriefing_id": "unknown", "verified_at": datetime.now(UTC)})
    for message, body in ((DebriefingRequested, b'{"organisation": 1}'), (RequesterVerified, early)):
        channel = await connection.channel()
        sent = aio_pika.Message(body, type=type_name(message), message_id=message.__name__)
        await channel.default_exchange.publish(sent, consumer_queue("booking", message).name)


@pytest.mark.timeout(180)
async def test_the_description_is_found_only_on_the_accepted_supervisors_page(local: Local) -> None:
    spy = await Spy.on(local.rabbit.url())
    async with spy.connection, httpx.AsyncClient(base_url=local.base_url, timeout=20, trust_env=False) as http:
        place = Workplace(local, http)
        await place.hire("aino", "mikael")
        await disturbed(spy.connection)
        status = await place.ask()
        mine, others = (await place.offers("aino", 1))[0], (await place.offers("mikael", 1))[0]
        before = await shown(place, [mine, others, status])
        await place.accept(mine)
        await place.until(status, "confirmed")
        reading = await incident_page(place, mine)
        assert holds((await place.get(reading, HTML)).content)

        second = await place.ask()
        another = (await place.offers("mikael", 2))[-1]
        await place.accept(another)
        await place.until(second, "confirmed")
        withdrawn_reading = await incident_page(place, another)
        await http.post(f"{second}/withdraw", headers=HTML)
        await place.until(second, "withdrawn")

        after = await shown(place, [mine, others, another, status, second, withdrawn_reading])
        live = [await streamed(place, status), await streamed(place, second)]
        desk = await told_to_the_desk(place)
        mails = await place.mails()
        documents = await stored(local)

    assert not any(map(holds, [*before, *after, *live, desk]))
    assert not holds(mailed(mails))
    assert not any(holds(body) for bodies in spy.said.values() for body in bodies)
    assert not any(map(holds, documents.values()))
    assert on_disk(local.wish.home) == []

    # What was searched held what it should: otherwise nothing was searched.
    assert len(spy.said[EVENTS.name]) >= 8
    assert spy.said.get(PARKING.name), "the poison was parked"
    assert any(spy.said.get(tier.exchange.name) for tier in TIERS), "something was tried again"
    assert {f"rinnalla_{name}" for name in NAMES} <= set(documents)
    assert all(b"Liedon koulu" in documents[f"rinnalla_{name}"] for name in ("contracts", "booking"))
    logs = {path.stem: path.read_text(errors="replace") for path in (local.wish.home / "logs").glob("*.log")}
    assert all("service is ready" in logs[name] for name in NAMES)
    assert "message parked" in logs["booking"]
    assert any("tried again" in text for text in logs.values())


def test_the_search_finds_a_leak(tmp_path: Path) -> None:
    assert holds(f"... {MARK} ...".encode())
    assert holds(b'{"description": "Salaisuus-7f3a-\\u00e4\\u00f6"}')
    assert holds(encode({"a": {"b": MARK}}))
    assert not holds(b"Salaisuus")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "booking.log").write_text(f"error: {MARK}\n", encoding="utf-8")
    assert on_disk(tmp_path) == [tmp_path / "logs" / "booking.log"]
