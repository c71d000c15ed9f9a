"""Takes letters from the tray to the mail server, urgent ones over their own connections, and records their fate.

A letter leaves the tray's hand only when its fate is in the store, so nothing is lost; it is sent only while its fate
is unknown, so nothing is sent twice. Normal letters wait while urgent ones do, so after an outage urgent mail is first.
"""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiosmtplib import SMTP, SMTPException, SMTPRecipientRefused, SMTPRecipientsRefused, SMTPResponseException

from services.notifications.journal import Journal
from services.notifications.model import Lane, Letter
from services.notifications.post import Post
from services.notifications.store import Store, lanes, letter_of
from services.notifications.tray import Tray
from shared.messages.notifications import Delivery, MessagesDelivered, MessageUndelivered
from shared.mongo import DatabaseError
from shared.service import Runtime
from shared.settings import Settings
from shared.work import Unit

CONNECTIONS: dict[Lane, int] = {"urgent": 4, "normal": 1}
SLOWEST: dict[Lane, float] = {"urgent": 2.0, "normal": 15.0}
SWEEP_EVERY = 1.0
GONE_FOR_GOOD = 500
log = structlog.get_logger()


class Line:
    """One kept-open connection to the mail server."""

    def __init__(self, settings: Settings) -> None:
        url = urlsplit(settings.smtp_url)
        self._sender = settings.mail_from
        self._smtp = SMTP(
            hostname=url.hostname or "localhost",
            port=url.port or 25,
            username=url.username,
            password=url.password,
            use_tls=url.scheme == "smtps",
            timeout=10,
        )

    async def send(self, to: str, mail: bytes) -> None:
        """Send one mail; raises SMTPException or OSError."""
        if not self._smtp.is_connected:
            await self._smtp.connect()
        try:
            await self._smtp.sendmail(self._sender, [to], mail)
        except SMTPRecipientsRefused as refused:
            raise refused.recipients[0] from refused

    def drop(self) -> None:
        """Forget a broken connection; the next mail opens a new one."""
        self._smtp.close()


class Mailer:
    """The lanes of one process."""

    def __init__(self, runtime: Runtime[Store], journal: Journal) -> None:
        self._runtime = runtime
        self._tray: Tray = runtime.memory
        self._journal = journal
        self._post = Post(runtime.settings)
        self._accepted: list[Letter] = []
        self._some_accepted = asyncio.Event()
        self._urgent_at_rest = asyncio.Event()
        self._urgent_at_rest.set()
        self._urgent_under_way = 0

    async def run(self) -> None:
        """Send, mark and sweep until cancelled."""
        await self._recover()
        async with asyncio.TaskGroup() as group:
            for lane, connections in CONNECTIONS.items():
                for _ in range(connections):
                    group.create_task(self._carry(lane, Line(self._runtime.settings)))
            group.create_task(self._mark())
            group.create_task(self._sweep())

    async def _carry(self, lane: Lane, line: Line) -> None:
        """One connection's work: take a letter, send it until its fate is known."""
        queue = self._tray.lane(lane)
        while True:
            letter = await queue.get()
            if lane == "normal":
                await self._let_urgent_pass()
            self._count(lane, 1)
            try:
                await self._deliver(letter, line)
            finally:
                self._count(lane, -1)

    def _count(self, lane: Lane, change: int) -> None:
        if lane == "urgent":
            self._urgent_under_way += change
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
        """Send one letter; a server that is away or busy is tried again, ever more slowly."""
        try:
            mail = self._post.mail(letter).as_bytes()
        except Exception as broken:  # noqa: BLE001  # one letter that can't be written must not stop the lane
            log.error(  # noqa: TRY400  # a trace would show the letter
                "letter can't be written", letter=letter.id, kind=letter.kind, why=type(broken).__name__
            )
            await self._refuse(letter, 0)
            return
        wait = 0.0
        while True:
            code = await self._attempt(letter, mail, line)
            if code is None:
                self._journal.note(letter.id)
                self._accepted.append(letter)
                self._some_accepted.set()
                return
            if code >= GONE_FOR_GOOD:
                await self._refuse(letter, code)
                return
            await asyncio.sleep(wait)
            wait = min(SLOWEST[letter.lane], wait * 2 or 0.1)

    async def _attempt(self, letter: Letter, mail: bytes, line: Line) -> int | None:
        """None when accepted; else the server's code, 0 where it gave none."""
        try:
            await line.send(letter.to, mail)
        except SMTPRecipientRefused as refused:
            return refused.code
        except SMTPResponseException as refused:
            line.drop()
            # Refused as a whole: for good only where it is about this mail, not about us or the server.
            return refused.code if refused.code in (550, 551, 552, 553, 554) else 0
        except (SMTPException, OSError, ValueError) as away:
            line.drop()
            log.info("mail server did not take a letter yet", letter=letter.id, why=type(away).__name__)
            return 0
        return None

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
        """Write down what was accepted: what gathered while the last write was under way goes in the next."""
        while True:
            await self._some_accepted.wait()
            self._some_accepted.clear()
            batch, self._accepted = self._accepted, []
            if not batch:
                continue
            await self._mark_accepted(batch)
            self._tray.settle(letter.id for letter in batch)
            if not self._accepted:
                self._journal.clear()

    async def _mark_accepted(self, batch: list[Letter]) -> None:
        deliveries = tuple(_delivery(letter) for letter in batch if letter.debriefing_id)

        async def decide(unit: Unit[Store]) -> None:
            await unit.store.mark_accepted([letter.id for letter in batch], unit.now)
            if deliveries:
                said = MessagesDelivered(deliveries=deliveries, delivered_at=unit.now)
                unit.announce(f"delivered:{unit.new_id()}", 1, said)

        await self._until_written(decide)

    async def _until_written(self, decide: Any) -> None:
        while True:
            try:
                return await self._runtime.run(decide)
            except DatabaseError as failure:
                log.warning("a letter's fate waits for the store", why=type(failure).__name__)
                await asyncio.sleep(0.2)

    async def _recover(self) -> None:
        """What an earlier process of this machine had accepted, but not written down, is out already."""
        known = self._journal.read()
        if known:
            await self._until_written(lambda unit: unit.store.mark_accepted(known, unit.now))
            self._journal.clear()

    async def _sweep(self) -> None:
        """Keep the claim on what is in hand, and take what a crash left."""
        store, clock = self._runtime.store, self._runtime.clock
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            try:
                now = clock()
                if self._tray.in_hand:
                    await store.renew(list(self._tray.in_hand), self._tray.owner, self._tray.lease(now))
                found = [
                    document
                    for document in await store.abandoned(now, 500)
                    if document["_id"] not in self._tray.in_hand
                ]
                mine = [each for each in found if await store.take(each, self._tray.owner, self._tray.lease(now))]
                self._tray.hand_over(lanes(letter_of(document) for document in mine))
            except DatabaseError as failure:
                log.warning("sweeping letters failed", why=type(failure).__name__)


def _delivery(letter: Letter) -> Delivery:
    return Delivery(debriefing_id=letter.debriefing_id, about=letter.about, reference=letter.reference)


@contextlib.asynccontextmanager
async def mailing(runtime: Runtime[Store]) -> AsyncIterator[None]:
    """The mailer, beside the service."""
    settings = runtime.settings
    folder = settings.journal_dir or Path(tempfile.gettempdir()) / "rinnalla"
    journal = Journal(folder, f"{settings.database_prefix}-{settings.http_port}")
    task = asyncio.create_task(Mailer(runtime, journal).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        journal.close()
