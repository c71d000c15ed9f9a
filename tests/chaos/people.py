"""Who asks, answers, withdraws and plans; each thing done is written down with its answer."""

import asyncio
import json
import quopri
import random
import re
import secrets
from base64 import b64decode
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.chaos.client import Answer, Client
from tests.chaos.facts import Did, Done
from tests.journeys.story import path_of, request, supervisor

OFFER = re.compile(rb"http://\S+(/booking/offers/[^\s\"<]+)")
ZONE = ZoneInfo("Europe/Helsinki")
WAVES = ({"whom": "next_best", "minutes": 600, "most": 3}, {"whom": "everybody", "minutes": 600, "most": 20})
WITHDRAWS, MOVES, CANCELS, DECLINES = 0.3, 0.5, 0.4, 0.2  # of those who could


class People:
    """Everybody of one run. `done` grows; what somebody decides follows from the seed, when they do it does not."""

    def __init__(self, client: Client, inbox: Path, seed: int) -> None:
        self.done: list[Done] = []
        self._client = client
        self._inbox = inbox
        self._seed = seed
        self._read = 0
        self._answered: set[str] = set()
        self._answers: set[asyncio.Task[None]] = set()
        self._supervisors: list[str] = []

    async def join(self, count: int) -> None:
        """A network of so many supervisors and a room."""
        rows = [supervisor(f"s{n:03}") for n in range(count)]
        await self._must("PUT", "/booking/api/network", {"waves": WAVES})
        await self._must("POST", "/booking/api/supervisors", rows)
        await self._must("PUT", "/booking/api/rooms/aura", {"name": "Aura", "place": "Linnankatu 12", "seats": 10})
        found = (await self._must("GET", "/booking/api/supervisors")).json
        self._supervisors = [row["id"] for row in found]

    async def ask(self, n: int) -> None:
        """One request, perhaps withdrawn again after a while."""
        chance, who = self._chance("ask", n), f"Koulu {n}"
        leaders = chance.choice((1, 1, 2))
        contact = {"name": "Maija", "email": f"r{n}@koulu.example", "phone": "+358 40 123 4567", "language": "fi"}
        withdraws = chance.random() < WITHDRAWS
        wait = chance.uniform(0.0, 5.0)
        body = request(leaders=leaders, organisation=who, contact=contact)
        key = {"Idempotency-Key": f"{n}-{secrets.token_hex(4)}"}
        began = _now()
        answer = await self._client.send("POST", "/contracts/api/debriefings", body, **key)
        ids = (answer.json["id"],) if answer.acknowledged else ()
        self._note("ask", who, answer, began, ids=ids)
        if withdraws and answer.acknowledged:
            await asyncio.sleep(wait)
            began, path = _now(), path_of(answer.json["status_url"])
            self._note("withdraw", who, await self._client.send("POST", f"{path}/withdraw"), began)

    async def plan(self, n: int) -> None:
        """One session or a series, perhaps moved, perhaps cancelled."""
        chance, who = self._chance("plan", n), f"Tiimi {n}"
        count = chance.choice((1, 1, 3, 5))
        body = self._plan(who, n, count, chance)
        moves, cancels = chance.random() < MOVES, chance.random() < CANCELS
        all_of_them, later = chance.random() < 0.5, timedelta(days=chance.choice((1, 7, 14)))
        began = _now()
        answer = await self._client.send("POST", "/booking/api/sessions", body)
        placed = answer.json["sessions"] if answer.status == 201 else []
        self._note("plan", who, answer, began, count=count, ids=tuple(each["id"] for each in placed))
        scope = "following" if all_of_them and count > 1 else "one"
        if placed and moves:
            await self._move(who, placed[0], later, scope)
        if placed and cancels:
            began, id_ = _now(), placed[0]["id"]
            answer = await self._client.send("POST", f"/booking/api/sessions/{id_}/cancel", {"scope": scope})
            ids = tuple(each["id"] for each in answer.json) if answer.acknowledged else ()
            self._note("cancel", who, answer, began, ids=ids)

    async def _move(self, who: str, session: dict[str, Any], later: timedelta, scope: str) -> None:
        local = datetime.fromisoformat(session["start"]).astimezone(ZONE)
        start = datetime.combine(local.date() + later, local.time(), ZONE).astimezone(UTC)
        began, body = _now(), {"start": start.isoformat(), "scope": scope, "holidays": True}
        answer = await self._client.send("POST", f"/booking/api/sessions/{session['id']}/move", body)
        self._note("move", who, answer, began, start=start, ids=(session["id"],))

    async def answer_for_ever(self) -> None:
        """Everybody answers each offer that they are mailed, side by side: no request waits for somebody for ever."""
        while True:
            self.look()
            await asyncio.sleep(0.2)

    def look(self) -> None:
        """Read on in everybody's mail."""
        if not self._inbox.exists():
            return
        with self._inbox.open("rb") as rows:
            rows.seek(self._read)
            for line in rows:
                if not line.endswith(b"\n"):
                    break
                self._read += len(line)
                self._open(json.loads(line))

    async def all_answered(self) -> None:
        """Until nobody is answering."""
        while self._answers:
            await asyncio.gather(*self._answers)

    def _open(self, mail: dict[str, str]) -> None:
        found = OFFER.search(quopri.decodestring(b64decode(mail["raw"])))
        if found and (path := found[1].decode()) not in self._answered:
            self._answered.add(path)
            task = asyncio.create_task(self._answer(path, mail["to"]))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)

    async def _answer(self, path: str, to: str) -> None:
        shown = await self._client.send("GET", path)
        if shown.status != 200 or shown.json["state"] != "open":
            return
        offer = shown.json
        chance = self._chance("answer", to, offer["organisation"])
        await asyncio.sleep(chance.uniform(0.0, 2.0))
        for slot in () if chance.random() < DECLINES else offer["slots"]:
            began = _now()
            answer = await self._client.send("POST", path, {"answer": "accept", "slot": slot["start"]})
            self._note("accept", offer["organisation"], answer, began, who=to)
            if answer.status not in (409, 422) or answer.json.get("state") != "open":
                return
        began = _now()
        answer = await self._client.send("POST", path, {"answer": "decline"})
        self._note("decline", offer["organisation"], answer, began, who=to)

    def _plan(self, who: str, n: int, count: int, chance: random.Random) -> dict[str, Any]:
        first = datetime.now(ZONE).date() + timedelta(days=chance.randrange(2, 60))
        while first.isoweekday() > 5:
            first += timedelta(days=1)
        body = {
            "organisation": who,
            "supervisors": chance.sample(self._supervisors, chance.choice((1, 2))),
            "first": first.isoformat(),
            "at": time(chance.randrange(8, 14), chance.choice((0, 30))).isoformat("minutes"),
            "minutes": 90,
            "place": chance.choice(({"room": "aura"}, {"address": "Hatanpäänkatu 3"})),
            "holidays": True,
            "guest": {"name": "Tiina", "email": f"g{n}@tiimi.example"},
        }
        return body | ({"series": {"every_weeks": 1, "count": count}} if count > 1 else {})

    def _chance(self, *what: object) -> random.Random:
        """Of one decision's own, so that what else goes on changes nothing of it."""
        return random.Random(f"{self._seed} {what}")  # noqa: S311  # to be repeated, not to be secret

    async def _must(self, method: str, path: str, body: Any = None) -> Answer:
        answer = await self._client.send(method, path, body)
        assert answer.acknowledged, (path, answer.status, answer.response and answer.response.text)
        return answer

    def _note(self, what: Did, about: str, answer: Answer, began: float, **others: Any) -> None:
        done = Done(what, about, status=answer.status, tries=answer.tries, began=began, ended=_now(), **others)
        self.done.append(done)


def _now() -> float:
    return asyncio.get_running_loop().time()
