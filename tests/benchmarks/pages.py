"""What pages cost under load, beside a bare FastAPI page in the same run; each in its own process."""

import asyncio
import contextlib
import re
import statistics
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from deploy.local.ports import HOST, free_ports
from deploy.local.processes import KeptProcess, Program
from deploy.local.run import Local, answering
from deploy.local.wish import Wish
from deploy.services import NAMES
from tests.benchmarks import bare
from tests.benchmarks.debriefing import CROWD, Figures, crowded
from tests.journeys.story import request

CASES = 20
BARE = "a bare FastAPI page"
COORDINATOR = "koordinaattori@example.org"
PAGES = {
    "sign-in page": "/booking/sign-in?next=/booking/me",
    "one's own page": "/booking/me",
    "the coordinator's desk": "/booking/desk",
}
LINK = re.compile(r"/booking/sign-in/[\w-]+")


@dataclass(frozen=True, slots=True)
class Found:
    """`pages` by name and the `bare` one; `asking` holds the median ms of a sign-in asked for by somebody known, and by
    somebody who is not.
    """

    pages: dict[str, Figures]
    bare: Figures
    asking: tuple[float, float]


async def measure(folder: Path, rounds: int, times: int) -> Found:
    """Product and bare page in turns."""
    async with _running(folder) as (local, booking, floor):
        await _open_cases(local)
        await _sign_in(local, booking)
        turns = [*((name, booking, path) for name, path in PAGES.items()), (BARE, floor, "/page")]
        found: dict[str, Figures] = {}
        for _ in range(rounds):
            for name, http, path in turns:
                figures = await _load(http, path, times)
                found[name] = found[name] + figures if name in found else figures
        return Found({name: found[name] for name in PAGES}, found[BARE], await _asking(booking))


async def _load(http: httpx.AsyncClient, path: str, times: int) -> Figures:
    async def once(_: int) -> float:
        began = time.perf_counter()
        answer = await http.get(path)
        assert answer.status_code == 200, (path, answer.status_code)  # else the figure means nothing
        return time.perf_counter() - began

    await crowded(once, range(2 * CROWD))
    return await crowded(once, range(times))


async def _asking(http: httpx.AsyncClient) -> tuple[float, float]:
    """Known and unknown by turns; few, for asking is limited."""
    taken: dict[str, list[float]] = {COORDINATOR: [], "arto@example.org": []}
    for _ in range(8):
        for email, times in taken.items():
            began = time.perf_counter()
            (await http.post("/booking/sign-in", data={"email": email})).raise_for_status()
            times.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(0.3)
    known, unknown = (statistics.median(times) for times in taken.values())
    return known, unknown


async def _open_cases(local: Local) -> None:
    """Debriefings that nobody can be found for: the desk has something to show."""
    token = {"Authorization": f"Bearer {local.secrets.coordinator_token}"}
    url = f"http://{HOST}:{local.service_ports[NAMES.index('contracts')]}/contracts/api/debriefings"
    async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
        for n in range(CASES):
            (await http.post(url, json=request(organisation=f"Koulu {n}"), headers=token)).raise_for_status()


async def _sign_in(local: Local, http: httpx.AsyncClient) -> None:
    """Sign the client in as the coordinator, by mail."""
    (await http.post("/booking/sign-in", data={"email": COORDINATOR})).raise_for_status()
    async with httpx.AsyncClient(timeout=30, trust_env=False) as inbox, asyncio.timeout(30):
        while True:
            mails = (await inbox.get(f"{local.inbox_url}/api/messages?to={COORDINATOR}")).json()
            links = [link for mail in mails for link in LINK.findall(mail["text"])]
            if links:
                assert (await http.post(links[-1])).status_code == 303
                return
            await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def _running(folder: Path) -> AsyncIterator[tuple[Local, httpx.AsyncClient, httpx.AsyncClient]]:
    port, inbox_port, bare_port = free_ports(3)
    local = Local(Wish(home=folder, port=port, inbox_port=inbox_port, processes=4))
    await local.start()
    environment = local.environment() | {"RINNALLA_HTTP_PORT": str(bare_port)}
    command = [sys.executable, "-m", bare.__name__]
    floor = KeptProcess(
        Program("bare", command, environment, answering(f"http://{HOST}:{bare_port}/page")), folder / "bare"
    )
    try:
        await floor.start()
        booking = f"http://{HOST}:{local.service_ports[NAMES.index('booking')]}"
        html = {"Accept": "text/html"}
        async with (
            httpx.AsyncClient(base_url=booking, timeout=30, trust_env=False, headers=html) as ours,
            httpx.AsyncClient(base_url=f"http://{HOST}:{bare_port}", timeout=30, trust_env=False) as theirs,
        ):
            yield local, ours, theirs
    finally:
        await floor.stop()
        await local.stop()
