"""Whether a request that is asked now would be confirmed: tried out, in small, when somebody asks whether we are ready.

What is looked at is what a request needs: a write that the store keeps, a message that the broker takes and that comes
back to this process, a consumer on every queue, and a sweeper that has not fallen asleep.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import structlog

from shared.app.supervision import Supervisor
from shared.clock import utc_now
from shared.store.mongo import Collection, Database, IndexModel, Session, at_once
from shared.store.store_time import steady

Check = Callable[[], Awaitable[None]]
LOOKED_AGAIN_AFTER = 1.0  # seconds: probes may come as often as they like
PATIENCE = 2.0  # seconds for one look
KEPT_SECONDS = 3600
log = structlog.get_logger()


class NotReady(Exception):
    """What is missing, in a few words."""


@dataclass(slots=True)
class SelfCheck:
    """Looks when it is asked, at most once a second; whoever asks meanwhile is told what was seen last."""

    checks: Mapping[str, Check]
    _failing: list[str] = field(default_factory=list)
    _looked: float = -LOOKED_AGAIN_AFTER
    _under_way: dict[str, asyncio.Task[str]] = field(default_factory=dict)
    tasks: Supervisor = field(default_factory=Supervisor)
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def failing(self) -> list[str]:
        """The names of what does not work."""
        async with self._looking:
            if steady() - self._looked >= LOOKED_AGAIN_AFTER:
                found = await asyncio.gather(*(self._look(name, check) for name, check in self.checks.items()))
                self._failing = [name for name in found if name]
                self._looked = steady()
        return list(self._failing)

    async def _look(self, name: str, check: Check) -> str:
        """Its name, or nothing where it works. A look that takes longer than our patience goes on, and no other begins
        before it has ended: what hangs must not hang whoever asks.
        """
        look = self._under_way.get(name) or self.tasks.begin("self-check", _outcome(check))
        self._under_way[name] = look
        await asyncio.wait((look,), timeout=PATIENCE)
        if not look.done():
            why = "it takes too long"
        else:
            del self._under_way[name]
            why = look.result()
        if why:
            log.warning("not ready", what=name, why=why)
        return name if why else ""


def why(failure: Exception) -> str:
    """What may be said of it in a log: our own words, or its kind alone."""
    return str(failure) if isinstance(failure, NotReady) else type(failure).__name__


async def _outcome(check: Check) -> str:
    """Why it failed; nothing where it did not."""
    try:
        await check()
    except Exception as failure:  # noqa: BLE001  # whatever it is, a request would meet it too
        return why(failure)
    return ""


class Writing:
    """That the store keeps a write, in a transaction as every request's."""

    def __init__(self, database: Database, process: str) -> None:
        self._database = database
        self._process = process

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["self_checks"].create_indexes([IndexModel("at", expireAfterSeconds=KEPT_SECONDS)])

    async def __call__(self) -> None:
        checks: Collection = self._database["self_checks"]

        async def write(session: Session) -> int:
            change = {"$set": {"at": utc_now()}, "$inc": {"looks": 1}}
            await checks.update_one({"_id": self._process}, change, upsert=True, session=session)
            return 1

        if not await at_once(self._database, write):
            raise NotReady("the write was not kept")
