"""Takes letters from the outgoing queue to the mail server, urgent ones over connections of their own, and records what
became of them.

A letter leaves the queue only when its state is in the store, so nothing is lost; it is sent only while its state is
unknown, so nothing is sent twice. Normal letters wait while urgent ones do, so after an outage urgent mail is first.
A letter that a server does not answer for is moved aside, and one over which it breaks off goes over connections of its
own from then on: neither holds up the others.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import structlog

from services.notifications.delivery.envelope import envelope_of
from services.notifications.delivery.journal import Journal, JournalFolderError, folder_of, name_of
from services.notifications.delivery.queue import OutgoingQueue, Queue
from services.notifications.delivery.records import Records
from services.notifications.delivery.smtp import SmtpConnection, Verdict
from services.notifications.delivery.store import Letters
from services.notifications.delivery.sweeper import sweep
from services.notifications.settings import NotificationsSettings
from services.notifications.writing.mime import MimeRenderer
from services.notifications.writing.model import Lane, Letter
from shared.app.service import App
from shared.app.supervision import Supervisor, side_by_side

CONNECTIONS: dict[Queue, int] = {"urgent": 4, "normal": 1, "doubtful": 2}
SLOWEST: dict[Lane, float] = {"urgent": 2.0, "normal": 15.0}
SLOWEST_PUT_OFF: dict[Lane, float] = {"urgent": 60.0, "normal": 600.0}
# Where the whole mail was handed over it may have come: each more try may be one more copy.
SLOWEST_AFTER_ALL = 3600.0
PATIENCE = timedelta(days=4)  # RFC 5321, 4.5.4.1: a mail that is put off again and again is given up after 4-5 days
ASIDE_AFTER = 3.0  # seconds that a server may take over one letter before the others go on without it
MOST_ASIDE = 16
SWEEP_EVERY = 1.0
GATHERED_FOR = 0.15  # no reader of a live page sees it, and a wave's letters make one record instead of three
LAST_WORDS = 3.0  # seconds for mails that are half sent when the service is told to stop
log = structlog.get_logger()


class Workers:
    """The lanes of one process."""

    def __init__(self, app: App, journal: Journal) -> None:
        self._app = app
        self._queue: OutgoingQueue = app.state
        self._queue.clock = app.store_time
        self._journal = journal
        shown = app.pages
        self._renderer = MimeRenderer(
            app.settings, lambda: shown.network_name, lambda: shown.branding.colour, lambda: shown.branding.phone
        )
        self._records = Records(app)
        self._bounces = NotificationsSettings.of(app.settings).bounce_address
        self._aside: set[asyncio.Task[None]] = set()
        self._accepted: list[Letter] = []
        self._replies: dict[str, str] = {}
        self._some_accepted = asyncio.Event()
        self._urgent_at_rest = asyncio.Event()
        self._urgent_at_rest.set()
        self._urgent_under_way = 0
        self._tasks = Supervisor()
        self._attempts: set[asyncio.Task[Verdict]] = set()

    async def run(self) -> None:
        """Send, mark and sweep until cancelled."""
        await self._records.end_what_has_none()
        names = [name for name, connections in CONNECTIONS.items() for _ in range(connections)]
        await side_by_side(*map(self._work, names), self._mark(), self._sweep())

    async def close(self) -> None:
        """After `run` was cancelled: hear what comes of mails that are half sent, write it down, let go of the rest."""
        if self._attempts:
            await asyncio.wait(self._attempts, timeout=LAST_WORDS)
        for task in self._aside:
            task.cancel()
        with contextlib.suppress(Exception):  # the store may be away; then the journal and the claims' end do it
            async with asyncio.timeout(LAST_WORDS):
                if self._accepted:
                    await self._write_down(list(self._accepted))
                await Letters(self._app.tx).renew(list(self._queue.in_hand), self._queue.owner, self._queue.clock())
        await self._tasks.close()

    async def _work(self, name: Queue) -> None:
        """One connection's work: take a letter, send it until its state is known or others go on without it."""
        queue, connection = self._queue.queues[name], SmtpConnection(self._app.settings)
        while True:
            letter = await queue.get()
            with self._under_way(name):
                try:
                    connection = await self._deliver(letter, connection, patient=name == "doubtful")
                except Exception as failure:  # noqa: BLE001  # one letter must not stop the lane
                    log.error(  # noqa: TRY400  # a trace would show the letter
                        "sending a letter failed", letter=letter.id, why=type(failure).__name__
                    )
                    connection.drop()
                    self._queue.put_off(letter, SLOWEST_PUT_OFF[letter.lane])

    @contextlib.contextmanager
    def _under_way(self, name: Queue) -> Iterator[None]:
        self._urgent_under_way += name == "urgent"
        self._rest_if_done()
        try:
            yield
        finally:
            self._urgent_under_way -= name == "urgent"
            self._rest_if_done()

    def _rest_if_done(self) -> None:
        if self._urgent_under_way == 0 and not self._queue.urgent_waiting():
            self._urgent_at_rest.set()
        else:
            self._urgent_at_rest.clear()

    async def _let_urgent_pass(self) -> None:
        self._rest_if_done()
        await self._urgent_at_rest.wait()

    async def _deliver(self, letter: Letter, connection: SmtpConnection, *, patient: bool) -> SmtpConnection:
        """Send one letter, over the connection given back; a server that is away is tried again, ever more slowly."""
        mail = self._written(letter) if self._queue.holds(letter) else None
        wait = 0.0
        while self._queue.holds(letter):
            if letter.lane == "normal":
                await self._let_urgent_pass()
            if not await self._still_to_be_sent(letter, mail) or mail is None:
                return connection
            attempt = self._attempt(letter, mail, connection)
            if not await self._answered(attempt, connection, patient=patient):
                self._move_aside(letter, attempt, connection)
                return SmtpConnection(self._app.settings)
            verdict = await asyncio.shield(attempt)
            if verdict.status != "away" or not self._queue.ends(letter):
                await self._settle(letter, verdict)
                return connection
            log.info("mail server did not take a letter yet", letter=letter.id, code=verdict.code, why=verdict.why)
            await asyncio.sleep(wait)
            wait = min(SLOWEST[letter.lane], wait * 2 or 0.1)
        return connection

    async def _still_to_be_sent(self, letter: Letter, mail: bytes | None) -> bool:
        if self._queue.lapsed(letter.id):
            self._queue.put_off(letter, 1.0)  # until the store has said whose it is
            return False
        if letter.useless_after is not None and self._app.clock() > letter.useless_after:
            await self._records.useless(letter)
            self._queue.settle([letter.id])
            return False
        if mail is None:
            await self._refuse(letter, 0)
            return False
        return True

    async def _answered(self, attempt: "asyncio.Task[Verdict]", connection: SmtpConnection, *, patient: bool) -> bool:
        """Whether the server's answer is there; False where others should not wait for it any longer."""
        if patient:
            await asyncio.wait({attempt})
        while not attempt.done():
            await asyncio.wait({attempt}, timeout=ASIDE_AFTER)
            if not attempt.done() and connection.is_handing_over and len(self._aside) < MOST_ASIDE:
                return False
        return True

    def _move_aside(self, letter: Letter, attempt: "asyncio.Task[Verdict]", connection: SmtpConnection) -> None:
        """Wait for what comes of an attempt while its connection's place is another's."""

        async def finish() -> None:
            verdict = await asyncio.shield(attempt)
            connection.drop()
            await self._settle(letter, verdict)

        log.info("a letter takes long and is moved aside", letter=letter.id)
        self._queue.doubt(letter)
        task = self._tasks.begin("a mail that takes long", finish())
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    def _written(self, letter: Letter) -> bytes | None:
        """The mail; None for one that can't be written."""
        try:
            return self._renderer.render(letter)
        except Exception as broken:  # noqa: BLE001  # whatever is wrong with it, it will be wrong again
            log.error(  # noqa: TRY400  # a trace would show the letter
                "letter can't be written", letter=letter.id, kind=letter.kind, why=type(broken).__name__
            )
            return None

    def _attempt(self, letter: Letter, mail: bytes, connection: SmtpConnection) -> "asyncio.Task[Verdict]":
        """One try, never broken off half way: who is told to stop in the middle would not know whether it is out."""
        self._queue.begins(letter)
        attempt = self._tasks.begin("a mail", self._send(letter, mail, connection))
        self._attempts.add(attempt)
        attempt.add_done_callback(self._attempts.discard)
        return attempt

    async def _send(self, letter: Letter, mail: bytes, connection: SmtpConnection) -> Verdict:
        verdict = await connection.send(
            letter.to, mail, lambda: self._journal.ended(letter.id), sender=self._comes_back_to(letter)
        )
        if verdict.status == "accepted":
            self._accepted.append(letter)
            self._replies[letter.id] = verdict.reply
            self._some_accepted.set()
            self._journal.note(letter.id)
        else:
            self._journal.forget(letter.id)
        return verdict

    def _comes_back_to(self, letter: Letter) -> str | None:
        base = self._bounces
        return envelope_of(letter.id, base, self._app.settings.service_key) if base else None

    async def _settle(self, letter: Letter, verdict: Verdict) -> None:
        """What follows from the server's answer; what it accepted is written down by itself."""
        wanted = self._queue.ends(letter)
        if verdict.status == "accepted":
            return
        if not wanted:
            self._queue.drop_superseded(letter)
        elif verdict.status == "refused" or self._app.clock() - letter.written_at > PATIENCE:
            await self._refuse(letter, verdict.code, verdict.reply)
        else:
            log.info("letter is put off", letter=letter.id, code=verdict.code, why=verdict.why)
            self._tasks.begin("a deferral", self._records.deferred(letter, verdict.code, verdict.reply))
            if verdict.status == "broke_off":
                self._queue.doubt(letter)
            self._queue.put_off(letter, SLOWEST_AFTER_ALL if verdict.ended else SLOWEST_PUT_OFF[letter.lane])

    async def _refuse(self, letter: Letter, code: int, reply: str = "") -> None:
        log.info("letter refused", letter=letter.id, code=code)
        await self._records.refused(letter, code, reply)
        self._queue.settle([letter.id])

    async def _mark(self) -> None:
        """Write down what was accepted: what gathers in a moment, or while the last write was under way, at once."""
        while True:
            await self._some_accepted.wait()
            await asyncio.sleep(GATHERED_FOR)
            self._some_accepted.clear()
            if batch := list(self._accepted):
                await self._write_down(batch)

    async def _write_down(self, batch: list[Letter]) -> None:
        await self._records.accepted(batch, self._replies)
        del self._accepted[: len(batch)]
        ids = [letter.id for letter in batch]
        for each in ids:
            self._replies.pop(each, None)
        self._queue.settle(ids)
        self._journal.forget(*ids)

    async def _sweep(self) -> None:
        while True:
            try:
                await sweep(self._app, self._journal, self._records, {letter.id for letter in self._accepted})
            except Exception as failure:  # noqa: BLE001  # whatever it was, the next round begins anew
                log.warning("sweeping letters failed", why=type(failure).__name__)
            await asyncio.sleep(SWEEP_EVERY)


@contextlib.asynccontextmanager
async def mailing(app: App) -> AsyncIterator[None]:
    """Mail is sent as long as the service runs."""
    try:
        journal = Journal(folder_of(app.settings), name_of(app.settings))
    except JournalFolderError as wrong:
        log.error("no journal can be kept: set RINNALLA_JOURNAL_DIR to a folder of its own", why=str(wrong))  # noqa: TRY400
        raise
    workers = Workers(app, journal)
    try:
        async with app.tasks.kept("mail", workers.run):
            yield
    finally:
        await workers.close()
        journal.close()
