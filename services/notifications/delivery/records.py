"""What became of letters, written down: in the store, and for the others where it was about a debriefing."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from services.notifications.delivery.copies import Copies
from services.notifications.delivery.store import Letters
from services.notifications.settings import NotificationsSettings
from services.notifications.writing.model import Letter
from shared.app.service import App
from shared.app.settings import Settings
from shared.messages.notifications import Delivery, MessagesDelivered, MessageUndelivered
from shared.messaging.unit_of_work import Unit

log = structlog.get_logger()


class Records:
    """Each record is tried until it is written: a mail is out, or given up, and its record is all that is left."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def accepted(self, batch: Sequence[Letter], replies: Mapping[str, str] | None = None) -> None:
        """Mail servers have these; the others are told. `replies`: what they said, by letter."""
        said_of = replies or {}
        by_reply = {
            reply: [each.id for each in batch if said_of.get(each.id, "") == reply]
            for reply in {said_of.get(each.id, "") for each in batch}
        }
        deliveries = tuple(delivery(letter) for letter in batch if letter.debriefing_id)

        async def decide(unit: Unit) -> None:
            await Letters(unit.tx).mark_accepted(by_reply, unit.now, forgotten(unit.settings, unit.now))
            await Copies(unit.tx, unit.settings).keep(batch, unit.now)
            if deliveries:
                said = MessagesDelivered(deliveries=deliveries, delivered_at=unit.now)
                unit.publish(f"delivered:{unit.new_id()}", 1, said, first=True)

        await self._until_written(decide)

    async def presumed(self, batch: Sequence[Letter]) -> None:
        """The whole of these was handed over by a process that was killed before it heard the answer.

        Nobody is told that they were delivered, for nobody knows it; asked again they would come twice.
        """
        ids = [each.id for each in batch]

        async def decide(unit: Unit) -> None:
            await Letters(unit.tx).mark_presumed(ids, unit.now, forgotten(unit.settings, unit.now))
            await Copies(unit.tx, unit.settings).keep(batch, unit.now)

        await self._until_written(decide)

    async def refused(self, letter: Letter, code: int, reply: str) -> None:
        """Nobody was reached, for good."""

        async def decide(unit: Unit) -> None:
            await Letters(unit.tx).mark_refused(letter.id, unit.now, forgotten(unit.settings, unit.now), code, reply)
            await Copies(unit.tx, unit.settings).keep([letter], unit.now)
            announce_undelivered(unit, letter)

        await self._until_written(decide)

    async def deferred(self, letter: Letter, code: int, reply: str) -> None:
        """A server would not take it yet: evidence, without which it waits just as well."""
        try:
            await Letters(self._app.tx).note_deferral(letter.id, self._app.clock(), code, reply)
        except Exception as failure:  # noqa: BLE001  # the letter is what matters
            log.info("a deferral was not noted", why=type(failure).__name__)

    async def useless(self, letter: Letter) -> None:
        """What it says can no longer be done: it is not sent any more."""

        async def decide(unit: Unit) -> None:
            await Letters(unit.tx).mark_useless(letter.id, unit.now, forgotten(unit.settings, unit.now))

        await self._until_written(decide)

    async def end_what_has_none(self) -> None:
        """Letters of earlier versions get an end."""
        now = self._app.clock()
        try:
            await Letters(self._app.tx).end_what_has_none(forgotten(self._app.settings, now))
        except Exception as failure:  # noqa: BLE001  # the next start does it
            log.warning("old letters have no end yet", why=type(failure).__name__)

    async def _until_written(self, decide: Callable[[Unit], Awaitable[None]]) -> None:
        while True:
            try:
                return await self._app.run(decide)
            except Exception as failure:  # noqa: BLE001  # whatever it was, it is asked for again
                log.warning("a letter's state waits for the store", why=type(failure).__name__)
                await asyncio.sleep(0.2)


def forgotten(settings: Settings, now: datetime) -> datetime:
    """When a letter that is settled now is forgotten."""
    return now + timedelta(days=NotificationsSettings.of(settings).letters_kept_days)


def announce_undelivered(unit: Unit, letter: Letter) -> None:
    """Tell those who count on it that a letter reached nobody."""
    if letter.debriefing_id:
        said = MessageUndelivered(delivery=delivery(letter), refused_at=unit.now)
        unit.publish(f"letter:{letter.id}", 1, said, first=True)


def announce_returned(unit: Unit, letter: Mapping[str, Any]) -> None:
    """The same of one, by its document, that a server had taken and could not hand on."""
    if letter["debriefing_id"]:
        told = Delivery(debriefing_id=letter["debriefing_id"], about=letter["about"], reference=letter["reference"])
        unit.publish(f"returned:{letter['_id']}", 1, MessageUndelivered(delivery=told, refused_at=unit.now), first=True)


def delivery(letter: Letter) -> Delivery:
    return Delivery(debriefing_id=letter.debriefing_id, about=letter.about, reference=letter.reference)
