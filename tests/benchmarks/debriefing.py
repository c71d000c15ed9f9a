"""An urgent debriefing's two waits, beside the floor: request -> offers accepted by SMTP, accept -> confirmation
accepted by SMTP. Product and floor take turns on the same broker, store and mail server, four processes each.
"""

import asyncio
import contextlib
import json
import quopri
import re
import statistics
import sys
import time
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx

from deploy.local.ports import HOST, free_ports
from deploy.local.processes import KeptProcess, Program
from deploy.local.run import Local
from deploy.local.wish import Wish
from deploy.services import NAMES
from shared.store import mongo
from tests.benchmarks import floor
from tests.journeys.story import JSON, request, supervisor

SUPERVISORS = 2_000
OFFERS = 5
# A wait from the beginning of one to the beginning of the next at which nothing queues.
SELDOM = 0.4
CROWD = 8
LONGEST = 180.0
SCHOOL = re.compile(rb"Koulu (\d+)\.")
OFFER_LINK = re.compile(rb"http://\S+(/booking/offers/[^\s\"<]+)")


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds, and how many were done in a second."""

    times: list[float]
    seconds: float

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p99(self) -> float:
        return sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * 0.99))]

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(self.times + other.times, self.seconds + other.seconds)


@dataclass
class Mailbox:
    """What the mail server has accepted, and when: read from the file that it writes before it says so."""

    file: Path
    at: dict[str, list[float]] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)
    offers: dict[int, list[tuple[float, str]]] = field(default_factory=dict)
    _read: int = 0

    def look(self) -> None:
        """Read on."""
        with self.file.open("rb") as rows:
            rows.seek(self._read)
            for line in rows:
                if not line.endswith(b"\n"):
                    break
                self._read += len(line)
                row = json.loads(line)
                self._note(row["to"], datetime.fromisoformat(row["at"]).timestamp(), b64decode(row["raw"]))

    def _note(self, to: str, at: float, raw: bytes) -> None:
        self.at.setdefault(to, []).append(at)
        self.raw[to] = raw
        text = quopri.decodestring(raw)
        if (school := SCHOOL.search(text)) and (link := OFFER_LINK.search(text)):
            self.offers.setdefault(int(school[1]), []).append((at, link[1].decode()))

    async def until(self, arrived: Callable[[], bool]) -> None:
        """Read on until what is waited for is there; nobody is timed by this, the server wrote the times."""
        async with asyncio.timeout(LONGEST):
            while not arrived():
                await asyncio.sleep(0.02)
                self.look()


@dataclass
class Product:
    """The four services."""

    local: Local
    http: httpx.AsyncClient
    box: Mailbox
    ports: dict[str, int]

    @property
    def _coordinator(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.local.secrets.coordinator_token}"}

    def _url(self, service: str, path: str) -> str:
        return f"http://{HOST}:{self.ports[service]}{path}"

    async def prepare(self) -> None:
        """A network of which the next best five are asked at once."""
        waves = [{"whom": "next_best", "minutes": 600, "most": OFFERS}]
        rows = [supervisor(f"s{n:04}") for n in range(SUPERVISORS)]
        for method, path, body in (
            ("PUT", "/booking/api/network", {"waves": waves}),
            ("POST", "/booking/api/supervisors", rows),
        ):
            answer = await self.http.request(method, self._url("booking", path), json=body, headers=self._coordinator)
            answer.raise_for_status()
        await self._known_elsewhere()

    async def _known_elsewhere(self) -> None:
        """Wait until contracts has heard of everybody: taking in a whole directory is not what a request waits for."""
        client = mongo.connect(self.local.store.url)
        heard = mongo.database_of(client, "rinnalla_contracts")["supervisors"]
        async with asyncio.timeout(LONGEST):
            while await heard.count_documents({}) < SUPERVISORS:
                await asyncio.sleep(1)
        client.close()

    async def ask(self, n: int) -> float:
        """Request n; seconds until its offers are accepted by the mail server."""
        contact = {"name": "Maija", "email": f"r{n}@koulu.example", "phone": "+358 40 123 4567", "language": "fi"}
        body = request(leaders=1, organisation=f"Koulu {n}.", contact=contact)
        began = time.time()
        url = self._url("contracts", "/contracts/api/debriefings")
        (await self.http.post(url, json=body, headers=self._coordinator)).raise_for_status()
        await self.box.until(lambda: len(self.box.offers.get(n, ())) == OFFERS)
        return max(at for at, _ in self.box.offers[n]) - began

    async def accept(self, n: int) -> float:
        """One supervisor accepts n; seconds until the requester's confirmation is accepted by the mail server."""
        to, before = f"r{n}@koulu.example", len(self.box.at[f"r{n}@koulu.example"])
        for _, path in self.box.offers[n]:
            url = self._url("booking", path)
            slots = (await self.http.get(url, headers=JSON)).json()["slots"]
            for slot in slots:
                began = time.time()
                answer = await self.http.post(url, json={"answer": "accept", "slot": slot["start"]}, headers=JSON)
                if answer.status_code == 200:
                    await self.box.until(lambda: len(self.box.at[to]) > before)
                    return self.box.at[to][before] - began
        raise AssertionError("nobody had time")


@dataclass
class Floor:
    """The four stand-ins."""

    http: httpx.AsyncClient
    box: Mailbox
    ports: dict[str, int]
    mails: dict[str, str] = field(default_factory=dict)

    async def ask(self, n: int) -> float:
        return await self._post("contracts", n, [f"offer{k}-{n}@floor.example" for k in range(OFFERS)])

    async def accept(self, n: int) -> float:
        return await self._post("booking", n, [f"confirmed0-{n}@floor.example"])

    async def _post(self, service: str, n: int, awaited: list[str]) -> float:
        body = {"id": str(n), "mails": self.mails, "facts": request()}
        began = time.time()
        (await self.http.post(f"http://{HOST}:{self.ports[service]}/", json=body)).raise_for_status()
        await self.box.until(lambda: all(to in self.box.at for to in awaited))
        return max(self.box.at[to][0] for to in awaited) - began


async def seldom(once: Callable[[int], Awaitable[float]], numbers: range) -> Figures:
    """One after the other, at a rate at which nothing queues."""
    times = []
    began = time.monotonic()
    for n in numbers:
        start = time.monotonic()
        times.append(await once(n) * 1000)
        await asyncio.sleep(max(0.0, SELDOM - (time.monotonic() - start)))
    return Figures(times, time.monotonic() - began)


async def crowded(once: Callable[[int], Awaitable[float]], numbers: range) -> Figures:
    """As many as can be: a crowd of which everybody begins the next as soon as theirs has ended."""
    times: list[float] = []
    waiting = iter(numbers)
    began = time.monotonic()

    async def one() -> None:
        for n in waiting:
            took = await once(n)
            times.append(took * 1000)

    await asyncio.gather(*(one() for _ in range(CROWD)))
    return Figures(times, time.monotonic() - began)


async def measure(folder: Path, rounds: int, each: int) -> dict[str, tuple[Figures, Figures]]:
    """Product and floor in turns; figures by what was measured."""
    async with _running(folder) as (product, bare):
        await product.prepare()
        await seldom(product.ask, range(5))
        await seldom(product.accept, range(5))
        bare.mails = _like(product)
        await seldom(bare.ask, range(5))
        await seldom(bare.accept, range(5))
        found: dict[str, tuple[Figures, Figures]] = {}
        n = 5
        for _ in range(rounds):
            for rate, way in (("seldom", seldom), ("crowded", crowded)):
                numbers = range(n, n + each)
                n += each
                for what in ("ask", "accept"):
                    pair = (await way(getattr(product, what), numbers), await way(getattr(bare, what), numbers))
                    name = f"{what}, {rate}"
                    before = found.get(name)
                    found[name] = pair if before is None else (before[0] + pair[0], before[1] + pair[1])
        return found


@contextlib.asynccontextmanager
async def _running(folder: Path) -> AsyncIterator[tuple[Product, Floor]]:
    port, inbox_port, *floor_ports = free_ports(2 + len(NAMES))
    local = Local(Wish(home=folder, port=port, inbox_port=inbox_port, processes=4))
    await local.start()
    ports = dict(zip(NAMES, floor_ports, strict=True))
    stand_ins = [KeptProcess(_stand_in(local, role, at), folder / "floor") for role, at in ports.items()]
    try:
        for each in stand_ins:
            await each.start()
        async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
            box = Mailbox(folder / "inbox" / "mails.jsonl")
            product = Product(local, http, box, dict(zip(NAMES, local.service_ports, strict=True)))
            yield product, Floor(http, box, ports)
    finally:
        await asyncio.gather(*(each.stop() for each in stand_ins))
        await local.stop()


def _stand_in(local: Local, role: str, port: int) -> Program:
    async def answers() -> bool:
        async with httpx.AsyncClient(timeout=2, trust_env=False) as http:
            try:
                return (await http.get(f"http://{HOST}:{port}/health")).status_code == 200
            except httpx.HTTPError:
                return False

    environment = local.environment() | {"RINNALLA_HTTP_PORT": str(port)}
    return Program(f"floor-{role}", [sys.executable, "-m", floor.__name__, role], environment, answers)


def _like(product: Product) -> dict[str, str]:
    """Mails of the product's own size, for the floor to send."""
    receipt_then_confirmed = product.box.raw["r0@koulu.example"]
    offer = next(raw for to, raw in product.box.raw.items() if "verkosto" in to)
    sizes = {"receipt": len(offer), "offer": len(offer), "filled": len(offer), "confirmed": len(receipt_then_confirmed)}
    return {sort: "Subject: x\r\n\r\n" + ("x" * 76 + "\r\n") * (size // 78) for sort, size in sizes.items()}
