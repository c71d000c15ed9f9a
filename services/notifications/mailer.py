"""Takes letters from the tray to the mail server, urgent ones over their own connections, and records their fate.

A letter leaves the tray's hand only when its fate is in the store, so nothing is lost; it is sent only while its fate
is unknown, so nothing is sent twice. Normal letters wait while urgent ones do, so after an outage urgent mail is first.
"""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

from services.notifications.journal import Journal
from services.notifications.line import Line, Verdict
from services.notifications.model import Lane, Letter
from services.notifications.post import Post
from services.notifications.store import Store
from services.notifications.sweeper import recovered, sweep
from services.notifications.tray import Tray
from shared.messages.notifications import Delivery, MessagesDelivered, MessageUndelivered
from shared.service import Runtime
from shared.supervision import Supervisor, side_by_side
from shared.work import Unit

CONNECTIONS: dict[Lane, int] = {"urgent": 4, "normal": 1}
SLOWEST: dict[Lane, float] = {"urgent": 2.0, "normal": 15.0}
SLOWEST_PUT_OFF: dict[Lane, float] = {"urgent": 60.0, "normal": 600.0}
PATIENCE = timedelta(days=4)  # RFC 5321, 4.5.4.1: a mail that is put off again and again is given up after 4-5 days
SWEEP_EVERY = 1.0
GATHERED_FOR = 0.05  # no reader of a live page sees it, and a wave's letters make one record instead of three
LAST_WORDS = 3.0  # seconds for mails that are half sent when the service is told to stop
log = structlog.get_logger()


class Mailer:
    """The lanes of one process."""

    def __init__(self, runtime: Runtime[Store], journal: Journal) -> None:
        self._runtime = runtime
        self._tray: Tray = runtime.memory
        self._journal = journal
        self._post = Post(runtime.settings, lambda: runtime.pages.network_name)
        self._accepted: list[Letter] = []
        self._some_accepted = asyncio.Event()
        self._urgent_at_rest = asyncio.Event()
        self._urgent_at_rest.set()
        self._urgent_under_way = 0
        self._tasks = Supervisor()
        self._attempts: set[asyncio.Task[Verdict]] = set()

    async def run(self) -> None:
        """Send, mark and sweep until cancelled."""
        await self._recover()
        lanes = [lane for lane, connections in CONNECTIONS.items() for _ in range(connections)]
        lines = (self._carry(lane, Line(self._runtime.settings)) for lane in lanes)
        await side_by_side(*lines, self._mark(), self._sweep())

    async def close(self) -> None:
        """After `run` was cancelled: hear what comes of mails that are half sent, write it down, let go of the rest."""
        if self._attempts:
            await asyncio.wait(self._attempts, timeout=LAST_WORDS)
        with contextlib.suppress(Exception):  # the store may be away; then the journal and the claims' end do it
            async with asyncio.timeout(LAST_WORDS):
                if self._accepted:
                    await self._mark_accepted(list(self._accepted))
                    self._tray.settle(letter.id for letter in self._accepted)
                    self._journal.clear()
                await self._runtime.store.renew(list(self._tray.in_hand), self._tray.owner, self._runtime.clock())

    async def _carry(self, lane: Lane, line: Line) -> None:
        """One connection's work: take a letter, send it until its fate is known or it is put off."""
        queue = self._tray.lane(lane)
        while True:
            letter = await queue.get()
            with self._under_way(lane):
                try:
                    await self._deliver(letter, line)
                except Exception as failure:  # noqa: BLE001  # one letter must not stop the lane
                    log.error(  # noqa: TRY400  # a trace would show the letter
                        "sending a letter failed", letter=letter.id, why=type(failure).__name__
                    )
                    line.drop()
                    self._tray.put_off(letter, SLOWEST_PUT_OFF[lane])

    @contextlib.contextmanager
    def _under_way(self, lane: Lane) -> Iterator[None]:
        self._urgent_under_way += lane == "urgent"
        self._rest_if_done()
        try:
            yield
        finally:
            self._urgent_under_way -= lane == "urgent"
            self._rest_if_done()

    def _rest_if_done(self) -> None:
        if self._urgent_under_way == 0 and not self._tray.urgent_waiting():
            self._urgent_at_rest.set()
        else:
            self._urgent_at_rest.clear()

    async def _let_urgent_pass(self) -> None:
        self._rest_if_done()
        await self._urgent_at_rest.wait()

    async def _deliver(self, letter: Letter, line: Line) -> None:
        """Send one letter; a server that is away is tried again, ever more slowly."""
        mail = self._written(letter)
        if mail is None:
            await self._refuse(letter, 0)
            return
        wait = 0.0
        while self._tray.holds(letter):
            if letter.lane == "normal":
                await self._let_urgent_pass()
            if self._tray.lapsed(letter.id, self._runtime.clock()):
                self._tray.put_off(letter, 1.0)  # until the store has said whose it is
                return
            verdict = await self._attempt(letter, mail, line)
            if verdict.fate != "away":
                await self._settle(letter, verdict)
                return
            log.info("mail server did not take a letter yet", letter=letter.id, code=verdict.code, why=verdict.why)
            await asyncio.sleep(wait)
            wait = min(SLOWEST[letter.lane], wait * 2 or 0.1)

    def _written(self, letter: Letter) -> bytes | None:
        """The mail; None for one that can't be written."""
        try:
            return self._post.mail(letter)
        except Exception as broken:  # noqa: BLE001  # whatever is wrong with it, it will be wrong again
            log.error(  # noqa: TRY400  # a trace would show the letter
                "letter can't be written", letter=letter.id, kind=letter.kind, why=type(broken).__name__
            )
            return None

    async def _attempt(self, letter: Letter, mail: bytes, line: Line) -> Verdict:
        """One try, never broken off half way: who is told to stop in the middle would not know whether it is out."""
        attempt = self._tasks.begin("a mail", self._send(letter, mail, line))
        self._attempts.add(attempt)
        attempt.add_done_callback(self._attempts.discard)
        return await asyncio.shield(attempt)

    async def _send(self, letter: Letter, mail: bytes, line: Line) -> Verdict:
        verdict = await line.send(letter.to, mail)
        if verdict.fate == "accepted":
            self._accepted.append(letter)
            self._some_accepted.set()
            self._journal.note(letter.id)
        return verdict

    async def _settle(self, letter: Letter, verdict: Verdict) -> None:
        given_up = verdict.fate == "later" and self._runtime.clock() - letter.written_at > PATIENCE
        if verdict.fate == "refused" or given_up:
            await self._refuse(letter, verdict.code)
        elif verdict.fate == "later":
            log.info("letter is put off", letter=letter.id, code=verdict.code)
            self._tray.put_off(letter, SLOWEST_PUT_OFF[letter.lane])

    async def _refuse(self, letter: Letter, code: int) -> None:
        log.info("letter refused", letter=letter.id, code=code)

        async def decide(unit: Unit[Store]) -> None:
            await unit.store.mark_refused(letter.id, unit.now, code)
            if letter.debriefing_id:
                said = MessageUndelivered(delivery=_delivery(letter), refused_at=unit.now)
                unit.announce(f"letter:{letter.id}", 1, said)

        await self._until_written(decide)
        self._tray.settle([letter.id])

    async def _mark(self) -> None:
        """Write down what was accepted: what gathers in a moment, or while the last write was under way, at once."""
        while True:
            await self._some_accepted.wait()
            await asyncio.sleep(GATHERED_FOR)
            self._some_accepted.clear()
            batch = list(self._accepted)
            if not batch:
                continue
            await self._mark_accepted(batch)
            del self._accepted[: len(batch)]
            self._tray.settle(letter.id for letter in batch)
            if not self._accepted:
                self._journal.clear()

    async def _mark_accepted(self, batch: list[Letter]) -> None:
        deliveries = tuple(_delivery(letter) for letter in batch if letter.debriefing_id)

        async def decide(unit: Unit[Store]) -> None:
            await unit.store.mark_accepted([letter.id for letter in batch], unit.now)
            if deliveries:
                said = MessagesDelivered(deliveries=deliveries, delivered_at=unit.now)
                unit.announce(f"delivered:{unit.new_id()}", 1, said, first=True)

        await self._until_written(decide)

    async def _until_written(self, decide: Any) -> None:
        while True:
            try:
                return await self._runtime.run(decide)
            except Exception as failure:  # noqa: BLE001  # the mail is out: its record is all that is left to do
                log.warning("a letter's fate waits for the store", why=type(failure).__name__)
                await asyncio.sleep(0.2)

    async def _recover(self) -> None:
        """What an earlier process of this machine had accepted, but not written down, is out already."""
        noted = self._journal.read()
        if noted:
            out = await recovered(self._runtime, noted)
            if out:
                await self._mark_accepted(out)
        self._journal.clear()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            try:
                await sweep(self._runtime, {letter.id for letter in self._accepted})
            except Exception as failure:  # noqa: BLE001  # whatever it was, the next round begins anew
                log.warning("sweeping letters failed", why=type(failure).__name__)


def _delivery(letter: Letter) -> Delivery:
    return Delivery(debriefing_id=letter.debriefing_id, about=letter.about, reference=letter.reference)


@contextlib.asynccontextmanager
async def mailing(runtime: Runtime[Store]) -> AsyncIterator[None]:
    """The mailer, beside the service."""
    settings = runtime.settings
    folder = settings.journal_dir or Path(tempfile.gettempdir()) / "rinnalla"
    journal = Journal(folder, f"{settings.database_prefix}-{settings.http_port}")
    mailer = Mailer(runtime, journal)
    try:
        async with runtime.tasks.kept("mail", mailer.run):
            yield
    finally:
        await mailer.close()
        journal.close()
