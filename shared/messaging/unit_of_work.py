"""The unit of work: one transaction holds what a handler consumed, decided, and publishes.

Inbox row (the message's id: a repeat ends there), state, outbox rows and timers are committed together or not at all;
after the commit the rows are handed over in memory. So everything is delivered at least once and takes effect once.
"""

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import structlog

from shared.app.settings import Settings
from shared.clock import Clock
from shared.i18n import Msgid
from shared.messages.base import Message
from shared.messaging.outbox import Outbox
from shared.messaging.relay import Relay
from shared.messaging.rows import OutboxRow, Timer
from shared.messaging.wire import Envelope, OutgoingMessage, outgoing
from shared.network.branding import BrandingStore
from shared.people.audit import AUDITED, Audit
from shared.people.audited import AuditEntry, Change
from shared.people.awaited import AWAITED
from shared.people.ended import Ended
from shared.people.personal_data import PersonalData
from shared.people.privacy import Privacy
from shared.store.mongo import Client, Database, DuplicateKey, IndexModel, Tx, transaction
from shared.store.remembered import Remembered

T = TypeVar("T")

Followers = Mapping[type[Any], Sequence[Callable[[Any, "Unit"], Awaitable[None]]]]
log = structlog.get_logger()
INBOX_KEPT_SECONDS = 30 * 24 * 3600


class NotOnlyKeptError(Exception):
    """What answers a message that says the whole of one thing publishes, schedules or audits something: a repeat would
    do it twice.
    """


class AlreadyHandled(Exception):
    """This message's effect is in the database already."""


@dataclass(slots=True)
class Unit:
    """What a handler reads, decides with and leaves behind. It may be run again: touch nothing outside it.

    `tx` is its transaction, of which stores are made: `Cases(unit.tx)`. `state` is what the service keeps in this
    process; change it only `after_commit`. `ended`: sessions of people who have signed out; `privacy`: what is kept
    about people; `store_now`: now by the store's own clock, for leases; `audit_log`: who did what; `shown`: how the
    network shows itself. `is_retry`: an earlier try met somebody who was quicker.
    """

    tx: Tx
    now: datetime
    settings: Settings
    ended: Ended
    privacy: Privacy
    audit_log: Audit
    branding: BrandingStore
    store_now: datetime
    state: Any = None
    cause: Envelope | None = None
    is_retry: bool = False
    followers: Followers = field(default_factory=dict)
    rows: list[OutboxRow] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)
    cancelled_timers: list[str] = field(default_factory=list)
    notified: list[str] = field(default_factory=list)
    audited: list[AuditEntry] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    said: list[Message] = field(default_factory=list)

    def new_id(self) -> str:
        """An id nobody has had before (32 hexadecimal characters)."""
        return uuid.uuid4().hex

    def publish(self, aggregate: str, revision: int, *messages: Message, first: bool = False) -> None:
        """Publish these, in this order, once the change of `aggregate` to `revision` is committed.

        They go out after all that was said of lower revisions, whatever number an aggregate begins with. `first` where
        this very change brings the aggregate into being: then nothing earlier has to be looked for.
        """
        if messages:
            out = tuple(self._outgoing(message) for message in messages)
            self.rows.append(OutboxRow(aggregate, revision, out, first))
            self.said.extend(messages)

    def schedule(self, key: str, due: datetime, timer: Message, *, keep: bool = False) -> None:
        """Send `timer` to oneself at `due`; it survives restarts. The same key replaces an earlier one, or leaves it as
        it is with `keep`.
        """
        self.timers.append(Timer(key, due, self._outgoing(timer), keep))

    def cancel_timer(self, key: str) -> None:
        """Cancel a timer, if it is still waiting."""
        self.cancelled_timers.append(key)

    def notify(self, topic: str) -> None:
        """Tell those who watch `topic` live, after the commit."""
        self.notified.append(topic)

    def audit(self, who: str, what: Msgid, about: str = "", changes: Sequence[Change] = ()) -> None:
        """Write into the audit who did `what`, with the change that it was. `who`: marked if it is nobody by name."""
        coded = isinstance(who, Msgid)
        self.audited.append(
            AuditEntry(at=self.now, who=who, what=what, about=about, changes=tuple(changes), who_coded=coded)
        )

    async def happened(self, fact: Any) -> None:
        """Let the subjects above do what follows from a fact, in this very transaction (`Part.follows`)."""
        for follow in self.followers.get(type(fact), ()):
            await follow(fact, self)

    def after_commit(self, call: Callable[[], None]) -> None:
        """Run `call` once the change is safe; if the process dies first, it is not run."""
        self.afterwards.append(call)

    def _outgoing(self, message: Message) -> OutgoingMessage:
        return outgoing(message, message_id=self.new_id(), time=self.now, cause=self.cause)


class Units:
    """Runs units of work against one service's database."""

    def __init__(
        self,
        client: Client,
        database: Database,
        relay: Relay,
        settings: Settings,
        clock: Clock,
        notify: Callable[[str], None],
        state: Any = None,
        personal_data: Sequence[PersonalData] = (),
        followers: Followers | None = None,
        note: Callable[[Message], None] = lambda _: None,
    ) -> None:
        self._client = client
        self._database = database
        self._relay = relay
        self._settings = settings
        self._clock = clock
        self._notify = notify
        self._state = state
        self._personal_data = (*personal_data, AUDITED, AWAITED)
        self._followers = followers or {}
        self._note_said = note
        self._under_way = 0
        self._one_ended = asyncio.Event()
        self.remembered = Remembered()

    @staticmethod
    async def prepare(database: Database) -> None:
        await Outbox.prepare(database)
        await Ended.prepare(database)
        await Audit.prepare(database)
        await database["inbox"].create_indexes([IndexModel("at", expireAfterSeconds=INBOX_KEPT_SECONDS)])

    async def run(self, decide: Callable[[Unit], Awaitable[T]]) -> T:
        """A command: one transaction, decided again on a conflict. Raises what `decide` raises, and nothing is kept.

        Whoever is cancelled meanwhile: all of it takes effect, or nothing.
        """
        return await self._whole(decide, None)

    async def consume(
        self, envelope: Envelope, decide: Callable[[Unit], Awaitable[None]], *, latest: bool = False
    ) -> None:
        """A message's effect, once, however often it comes; `latest` as the message's class says."""
        if latest:
            await self._keep_latest(decide)
            return
        with contextlib.suppress(AlreadyHandled):
            await self._whole(decide, envelope)

    async def rest(self) -> None:
        """Wait until none is under way."""
        while self._under_way:
            self._one_ended.clear()
            await self._one_ended.wait()

    async def _keep_latest(self, decide: Callable[[Unit], Awaitable[None]]) -> None:
        """What a message says whole, with its revision: a write that a repeat or an older one leaves as it is, and so
        without a transaction or a row of the inbox. Raises NotOnlyKeptError where it does more.
        """
        self._under_way += 1
        try:
            unit = self._unit(Tx(self._database), None)
            await decide(unit)
            if unit.rows or unit.timers or unit.cancelled_timers or unit.audited:
                raise NotOnlyKeptError
            self._finish(unit)
        finally:
            self._under_way -= 1
            self._one_ended.set()

    async def _whole(self, decide: Callable[[Unit], Awaitable[T]], cause: Envelope | None) -> T:
        self._under_way += 1
        try:
            _, result = await transaction(
                self._client,
                self._database,
                lambda tx: self._attempt(tx, decide, cause),
                lambda done: self._finish(done[0]),
            )
        finally:
            self._under_way -= 1
            self._one_ended.set()
        return result

    async def _attempt(self, tx: Tx, decide: Callable[[Unit], Awaitable[T]], cause: Envelope | None) -> tuple[Unit, T]:
        unit = self._unit(tx, cause)
        if cause is not None:
            await self._note(tx, cause, unit.now)
        result = await decide(unit)
        await unit.audit_log.add(unit.audited)
        outbox = Outbox(tx)
        for key in unit.cancelled_timers:
            await outbox.cancel_timer(key)
        for timer in unit.timers:
            await outbox.set_timer(timer)
        await outbox.add(unit.rows, self._relay.owner, self._relay.lease())
        return unit, result

    def _unit(self, tx: Tx, cause: Envelope | None) -> Unit:
        tx = replace(tx, remembered=self.remembered)
        return Unit(
            tx=tx,
            now=self._clock(),
            settings=self._settings,
            ended=Ended(tx),
            privacy=Privacy(tx, self._personal_data),
            audit_log=Audit(tx),
            branding=BrandingStore(tx),
            store_now=self._relay.store_time(),
            state=self._state,
            cause=cause,
            is_retry=tx.is_retry,
            followers=self._followers,
        )

    async def _note(self, tx: Tx, cause: Envelope, now: datetime) -> None:
        try:
            await tx.database["inbox"].insert_one({"_id": cause.id, "type": cause.type, "at": now}, session=tx.session)
        except DuplicateKey as repeat:
            raise AlreadyHandled from repeat

    def _finish(self, unit: Unit) -> None:
        """It is committed: whatever fails now must not pass for a failure of the unit."""
        self._relay.hand_over(unit.rows)
        told: list[Callable[[], None]] = [partial(self._notify, topic) for topic in unit.notified]
        told += [partial(self._note_said, message) for message in unit.said]
        for call in (*told, *unit.afterwards):
            try:
                call()
            except Exception as failure:  # noqa: BLE001  # what was handed over to is swept up later
                log.error("after a commit", why=type(failure).__name__)  # noqa: TRY400  # a trace may show content
