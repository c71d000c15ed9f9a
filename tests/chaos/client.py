"""A client as organisations' systems are: it waits a few seconds, gives up, and tries again at another replica."""

import asyncio
import random
from dataclasses import dataclass
from typing import Any

import httpx

from tests.chaos.world import World
from tests.patience import PATIENCE

IMPATIENT = 4.0  # seconds until a try is given up; what it asked for may still come about
PAUSE = 0.2


@dataclass(frozen=True, slots=True)
class Answer:
    """The last try's answer; None where none ever came."""

    response: httpx.Response | None
    tries: int

    @property
    def status(self) -> int | None:
        return self.response.status_code if self.response is not None else None

    @property
    def acknowledged(self) -> bool:
        return self.response is not None and self.response.status_code < 400

    @property
    def json(self) -> Any:
        assert self.response is not None, "no answer"
        return self.response.json()


class Client:
    """Talks to whichever replica it finds; its choices follow from `chance`."""

    def __init__(self, world: World, http: httpx.AsyncClient, chance: random.Random) -> None:
        self._world = world
        self._http = http
        self._chance = chance
        self._token = {"Authorization": f"Bearer {world.secrets.coordinator_token}", "Accept": "application/json"}

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Ask until there is an answer that is not the server's own trouble, for a minute and a half at most."""
        service = path.split("/", 2)[1]
        tries, loop = 0, asyncio.get_running_loop()
        end = loop.time() + 1.5 * PATIENCE
        while loop.time() < end:
            tries += 1
            url = self._chance.choice(self._world.to(service)) + path
            try:
                answer = await self._http.request(method, url, json=body, headers=self._token | headers)
            except httpx.HTTPError:
                await asyncio.sleep(PAUSE)
                continue
            if answer.status_code < 500:
                return Answer(answer, tries)
            await asyncio.sleep(PAUSE)
        return Answer(None, tries)
