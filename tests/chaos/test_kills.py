"""Processes are killed with -9 at random moments while people ask and answer: nothing is lost or happens twice."""

import asyncio
import os
import random
import re
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.ports import free_ports
from deploy.local.run import Local
from deploy.local.wish import Wish
from shared import mongo
from tests.journeys.story import JSON, path_of, request, supervisor

REQUESTS = int(os.environ.get("RINNALLA_CHAOS_REQUESTS", "40"))
SEED = int(os.environ.get("RINNALLA_CHAOS_SEED", "20261121"))
VICTIMS = ("booking", "notifications", "contracts", "store", "booking", "rabbitmq", "notifications", "feedback")
ENDS = ("confirmed", "needs_coordinator")
OFFER = re.compile(r"http://\S+(/booking/offers/\S+)")


@pytest.fixture
async def local(tmp_path: Path) -> AsyncIterator[Local]:
    """Four services in processes of their own, on a broker, a store and an inbox; whatever dies is started again."""
    port, inbox_port = free_ports(2)
    running = Local(Wish(home=tmp_path, port=port, inbox_port=inbox_port, processes=4))
    await running.start()
    try:
        yield running
    finally:
        await running.stop()


class People:
    """Whoever asks and whoever answers; they try again when a page does not answer, as people do."""

    def __init__(self, local: Local, http: httpx.AsyncClient) -> None:
        self._http = http
        self._inbox = f"{local.inbox_url}/api/messages"
        self._headers = {"Authorization": f"Bearer {local.secrets.coordinator_token}"}
        self._answered: set[str] = set()

    async def insist(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Until there is an answer that is not the server's own trouble."""
        while True:
            try:
                answer = await self._http.request(method, path, **options)
            except httpx.HTTPError:
                await asyncio.sleep(0.1)
                continue
            if answer.status_code < 500:
                return answer
            await asyncio.sleep(0.1)

    async def join(self, count: int) -> None:
        rows = [supervisor(f"s{n:03}") for n in range(count)]
        answer = await self.insist("POST", "/booking/api/supervisors", json=rows, headers=self._headers)
        assert answer.status_code == 201, answer.text

    async def ask(self, n: int) -> str:
        """One request, sent again under the same key until it is taken; its page."""
        headers = self._headers | {"Idempotency-Key": f"{SEED}-{n}-{secrets.token_hex(4)}"}
        body = request(leaders=1, organisation=f"Koulu {n}")
        answer = await self.insist("POST", "/contracts/api/debriefings", json=body, headers=headers)
        assert answer.status_code == 202, answer.text
        return path_of(answer.json()["status_url"])

    async def mails(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self._http.get(self._inbox)).json()
        return found

    async def answer_for_ever(self) -> None:
        """Accept whatever offer comes, at the first time that is still free."""
        while True:
            for mail in await self.mails():
                for path in OFFER.findall(mail["text"]):
                    if path not in self._answered:
                        self._answered.add(path)
                        await self.accept(path)
            await asyncio.sleep(0.2)

    async def accept(self, path: str) -> None:
        offer = (await self.insist("GET", path, headers=JSON)).json()
        for slot in offer.get("slots", ()):
            answer = await self.insist("POST", path, json={"answer": "accept", "slot": slot["start"]}, headers=JSON)
            if answer.status_code != 409 or answer.json()["state"] != "open":
                return

    async def end_of(self, path: str) -> str:
        while True:
            state = str((await self.insist("GET", path, headers=JSON)).json()["state"])
            if state in ENDS:
                return state
            await asyncio.sleep(0.3)


async def kill_some(local: Local) -> None:
    chance = random.Random(SEED)  # noqa: S311  # to be repeated, not to be secret
    for victim in VICTIMS:
        await asyncio.sleep(chance.uniform(0.6, 2.0))
        local.parts[victim].kill()


@pytest.mark.timeout(240)
async def test_whoever_is_killed_every_request_reaches_an_end_and_nothing_happens_twice(local: Local) -> None:
    async with httpx.AsyncClient(base_url=local.base_url, timeout=10, trust_env=False) as http:
        people = People(local, http)
        await people.join(REQUESTS)
        answering = asyncio.create_task(people.answer_for_ever())
        killing = asyncio.create_task(kill_some(local))
        pages = []
        for n in range(REQUESTS):
            pages.append(await people.ask(n))
            await asyncio.sleep(0.1)
        await killing
        async with asyncio.timeout(120):
            ends = await asyncio.gather(*map(people.end_of, pages))
        await settled(local)
        answering.cancel()
        mails = await people.mails()
    assert len(ends) == REQUESTS
    await nothing_twice(local)
    copies = Counter(mail.get("copies", 1) for mail in mails)
    print(f"seed {SEED}: {Counter(ends)}, {len(mails)} mails, copies {dict(copies)}")  # noqa: T201  # for whoever runs it
    assert set(copies) == {1}


async def settled(local: Local) -> None:
    """Nothing left to be said or sent."""
    client = mongo.connect(local.store.url)
    async with asyncio.timeout(60):
        for service in ("contracts", "booking", "notifications", "feedback"):
            while await client[f"rinnalla_{service}"]["outbox"].count_documents({}):
                await asyncio.sleep(0.2)
        while await client["rinnalla_notifications"]["letters"].count_documents({"state": "pending"}):
            await asyncio.sleep(0.2)
    client.close()


async def nothing_twice(local: Local) -> None:
    """Every request is one case, each led by one supervisor, each supervisor in one place at a time."""
    client = mongo.connect(local.store.url)
    cases = await client["rinnalla_booking"]["cases"].find({}).to_list(None)
    sessions = await client["rinnalla_booking"]["sessions"].find({}).to_list(None)
    client.close()
    led = [case for case in cases if case["state"] == "confirmed"]
    assert len(cases) == REQUESTS
    assert all([offer["state"] for offer in case["offers"]].count("accepted") == 1 for case in led)
    assert sorted(session["debriefing_id"] for session in sessions) == sorted(case["_id"] for case in led)
    claims = [claim for session in sessions for claim in session["claims"]]
    assert len(claims) == len(set(claims))
