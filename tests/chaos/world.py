"""The network with replicas, each with its own clock and its own ways to broker and store, which can all go wrong."""

import asyncio
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from deploy.local.ports import HOST, free_ports
from deploy.local.processes import Program
from deploy.local.rabbit import Rabbit
from deploy.local.run import Local
from deploy.local.wish import Wish
from deploy.services import NAMES
from shared.store import mongo
from tests.chaos import replica
from tests.chaos.proxy import Proxy
from tests.settled import queues, until_settled

Server = Literal["rabbitmq", "store"]
SERVERS: tuple[Server, ...] = ("rabbitmq", "store")
TICK = 300  # milliseconds
ALONE = dict.fromkeys(NAMES, 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which replicas there are, and how far ahead (seconds; below zero behind) the clock of each is, by its name."""

    replicas: Mapping[str, int] = field(default_factory=lambda: dict(ALONE))
    clocks: Mapping[str, float] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """`booking-1`, `booking-2`, ..."""
        return [f"{service}-{n}" for service in NAMES for n in range(1, self.replicas[service] + 1)]


class Telling(Rabbit):
    """A node whose quorum queues tell their figures several times a second, not every five."""

    def environment(self) -> dict[str, str]:
        known = super().environment()
        words = "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"
        return known | {words: f"{known[words]} -rabbit quorum_tick_interval {TICK}"}


class World(Local):
    """A local run whose services are the plan's replicas, with a proxy between each of them and broker and store."""

    def __init__(self, home: Path, plan: Plan) -> None:
        port, inbox_port = free_ports(2)
        super().__init__(Wish(home=home, port=port, inbox_port=inbox_port, processes=4))
        self.rabbit = Telling.in_folder(home / "rabbit")
        self.plan = plan
        self.http = dict(zip(plan.names, free_ports(len(plan.names)), strict=True))
        there = {"rabbitmq": self.rabbit.port, "store": self.store.port}
        self.ways = {(name, server): Proxy(there[server]) for name in plan.names for server in SERVERS}

    async def start(self) -> None:
        await asyncio.gather(*(way.start() for way in self.ways.values()))
        await super().start()
        passed_by = [" to ".join(way) for way, proxy in self.ways.items() if not proxy.used]
        assert not passed_by, f"no fault would meet these: {passed_by}"

    async def stop(self) -> None:
        for way in self.ways.values():
            way.restore()
        for part in self.parts.values():
            part.release()
            part.kill(signal.SIGCONT)
        await super().stop()
        await asyncio.gather(*(way.stop() for way in self.ways.values()))

    def url(self, name: str) -> str:
        """Where a replica answers."""
        return f"http://{HOST}:{self.http[name]}"

    def to(self, service: str) -> list[str]:
        """Where the replicas of a service answer."""
        return [self.url(name) for name in self.http if name.rpartition("-")[0] == service]

    async def settled(self) -> None:
        """Return once nothing is left to be said, heard or sent, and every process hears on every queue of its own."""
        client = mongo.connect(self.store.url)
        try:
            databases = {name: mongo.database_of(client, f"rinnalla_{name}") for name in NAMES}
            await until_settled(databases, lambda: queues(self.rabbit), self.plan.replicas)
        finally:
            client.close()

    async def ready(self) -> None:
        """Return once every replica says that it is."""
        await asyncio.gather(*(self.parts[name].until_it_answers() for name in self.plan.names))

    def _services(self) -> list[Program]:
        return [self._replica(name) for name in self.plan.names]

    def _replica(self, name: str) -> Program:
        service = name.rpartition("-")[0]
        program = self._service(name, replica.__name__, self.http[name], (service,))
        amqp, store = self.ways[name, "rabbitmq"].port, self.ways[name, "store"].port
        own = {
            "RINNALLA_AMQP_URL": replace(self.rabbit, port=amqp).url(),
            # The store tells its own address to whoever may look for others of its set.
            "RINNALLA_MONGO_URL": f"{replace(self.store, port=store).url}&directConnection=true",
        }
        command = [*program.command, service, str(self.plan.clocks.get(name, 0.0))]
        return replace(program, command=command, environment={**program.environment, **own})
