"""What notifications does with what it consumes: write the letters that an event calls for, and no stale ones."""

from collections.abc import Iterable

from services.notifications.bounces.handlers import AddressFailed
from services.notifications.bounces.suppression import ALWAYS
from services.notifications.channels.handlers import is_woken, plan
from services.notifications.delivery.copies import Copies
from services.notifications.delivery.queue import OutgoingQueue
from services.notifications.delivery.records import announce_undelivered, forgotten
from services.notifications.delivery.store import Letters, claimed, unsent, waiting
from services.notifications.letters import resending
from services.notifications.letters.bounds import within_bounds
from services.notifications.letters.model import AddressDead, Thing
from services.notifications.letters.outcome import counters, outcome, reader_key, things_of
from services.notifications.letters.staleness import written_about
from services.notifications.letters.store import Notes
from services.notifications.letters.told.drafts import Coordinator
from services.notifications.preferences.handlers import unwanted
from services.notifications.writing.model import Letter
from shared.app.settings import Settings
from shared.i18n import N_, Mistake
from shared.messages.base import Message
from shared.messaging.unit_of_work import Unit


async def write_letters(event: Message, unit: Unit) -> None:
    """Write an event's letters; once they are committed, they are handed over at once."""
    queue: OutgoingQueue = unit.state
    notes, letters = Notes(unit.tx), Letters(unit.tx)
    coordinator = _coordinator(unit.settings)
    known = await notes.find(things_of(event), counters(event, coordinator))
    waits = await _under_way(known.things.values(), queue, letters)
    event_id = unit.cause.id if unit.cause else unit.new_id()
    said = outcome(event, event_id, coordinator, unit.now, known.things, waits)
    failing = [each for each in said.letters if is_suppressed(each, unit)]
    refused = await unwanted([each for each in said.letters if each not in failing], unit)
    sendable = [each for each in said.letters if each not in failing and each not in refused]
    placed = within_bounds(sendable, lambda to: reader_key(to, coordinator.secret), known.recipients, unit.now)
    saved = await notes.save(said.things, placed.recipients, unit.now)
    until, lease = forgotten(unit.settings, unit.now), queue.lease()
    superseded = said.superseded & waits
    await letters.supersede(superseded, unit.now, until)
    await letters.add(
        [
            *(claimed(each, queue.owner, lease) for each in placed.now),
            *(waiting(each, at) for each, at in placed.later),
            *(unsent(each, "superseded", unit.now, until) for each in said.late),
            *(unsent(each, "withheld", unit.now, until) for each in placed.withheld),
            *(unsent(each, "suppressed", unit.now, until) for each in failing),
            *(unsent(each, "unwanted", unit.now, until) for each in refused),
        ]
    )
    await plan(unit, [*placed.now, *failing])
    for each in (*placed.withheld, *(each for each in failing if not is_woken(unit, each))):
        announce_undelivered(unit, each)
    await unit.happened(event)

    def hand_over() -> None:
        notes.remember(saved)
        queue.supersede(superseded)
        queue.hand_over(placed.now, lease)

    unit.after_commit(hand_over)


async def tell_of_failing(failed: AddressFailed, unit: Unit) -> None:
    """The coordinator hears of an address to which no mail goes any more."""
    page = f"{unit.settings.public_url}/notifications/undeliverable"
    await write_letters(AddressDead(email=failed.email, said=failed.said, link=page), unit)


async def resend(letter_id: str, who: str, unit: Unit) -> Letter:
    """Send a letter once more, as it was, if it is still true. Mistake says why not."""
    found = await Copies(unit.tx, unit.settings).take(letter_id, unit.now)
    if found is None:
        raise Mistake(N_("What it said is not kept any more, or it was sent again a moment ago."))
    notes, queue = Notes(unit.tx), unit.state
    thing = (await notes.find([found.thing], [])).things.get(found.thing) if found.thing else None
    if not resending.is_true(found, thing, unit.now):
        raise Mistake(N_("What it says is no longer true, so it is not sent again."))
    letter = resending.again(found, unit.new_id(), unit.now)
    saved = await notes.save([resending.noted(thing, found, letter.id)] if thing else [], [], unit.now)
    lease = queue.lease()
    await Letters(unit.tx).add([claimed(letter, queue.owner, lease)])
    unit.audit(who, N_("Sent a message again"), letter.to)

    def hand_over() -> None:
        notes.remember(saved)
        queue.hand_over([letter], lease)

    unit.after_commit(hand_over)
    return letter


def is_suppressed(letter: Letter, unit: Unit) -> bool:
    """Whether mail to its reader comes back, so that none is sent."""
    return letter.kind not in ALWAYS and bool(unit.state.suppressed.has(letter.to))


async def _under_way(things: Iterable[Thing], queue: OutgoingQueue, letters: Letters) -> frozenset[str]:
    """Which letters about these are not out yet, or perhaps just now. The store is asked for others' alone."""
    written = {each for thing in things for each in written_about(thing)}
    here = {each for each in written if each in queue.in_hand}
    return frozenset(here | (await letters.under_way(written - here - queue.settled)).keys())


def _coordinator(settings: Settings) -> Coordinator:
    secret = settings.service_key
    return Coordinator(settings.coordinator_email, settings.coordinator_language, secret)
