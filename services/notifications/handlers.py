"""What notifications does when it hears something: write the letters that the event calls for, and no stale ones."""

from collections.abc import Sequence
from datetime import datetime

from services.notifications.model import Letter
from services.notifications.recipients_store import RecipientStore
from services.notifications.records import announce_undelivered, forgotten
from services.notifications.rules.bounds import counter, is_counted, placed
from services.notifications.rules.drafts import Desk
from services.notifications.rules.letters import outcome, reader_key, readers
from services.notifications.rules.stale import written_about
from services.notifications.store import Store
from services.notifications.things_store import ThingStore
from services.notifications.tray import Tray
from shared.messages.base import Message
from shared.messaging.unit_of_work import Unit


async def write_letters(event: Message, unit: Unit) -> None:
    """Write an event's letters; once they are committed, the mailer has them at once."""
    tray: Tray = unit.state
    settings = unit.settings
    desk = Desk(settings.coordinator_email, settings.coordinator_language, settings.secret.get_secret_value())
    told = readers(event, desk)
    known = await ThingStore(unit.tx).find(list(told))
    before = [each for thing in known.values() for each in written_about(thing, told[thing.id])]
    unsent = frozenset(await Store(unit.tx).under_way(before))
    said = outcome(event, unit.cause.id if unit.cause else unit.new_id(), desk, unit.now, known, unsent)
    await ThingStore(unit.tx).save(said.things)
    until = forgotten(settings, unit.now)
    await Store(unit.tx).supersede(said.superseded, unit.now, until)
    await Store(unit.tx).add_unsent(said.late, "superseded", unit.now, until)
    written = await _within_bounds(said.letters, desk, unit)
    lease = tray.lease()
    await Store(unit.tx).add(written, tray.owner, lease)

    def hand_over() -> None:
        tray.supersede(said.superseded)
        tray.hand_over(written, lease)

    unit.after_commit(hand_over)


async def _within_bounds(letters: Sequence[Letter], desk: Desk, unit: Unit) -> list[Letter]:
    """Those that may go now; what is beyond an address's bound waits in the store, or is not sent at all."""
    counted = [(each, counter(each, reader_key(each.to, desk.secret))) for each in letters if is_counted(each)]
    if not counted:
        return list(letters)
    before = await RecipientStore(unit.tx).find(sorted({who for _, who in counted}))
    recipients, times = placed(before, counted, unit.now)
    await RecipientStore(unit.tx).save(recipients.values(), unit.now)
    at: dict[str, datetime | None] = {each.id: times.get(each.id, unit.now) for each in letters}
    later = [(each, when) for each in letters if (when := at[each.id]) is not None and when > unit.now]
    never = [each for each in letters if at[each.id] is None]
    await Store(unit.tx).add_later(later)
    await Store(unit.tx).add_unsent(never, "withheld", unit.now, forgotten(unit.settings, unit.now))
    for each in never:
        announce_undelivered(unit, each)
    waiting = {each.id for each, _ in later} | {each.id for each in never}
    return [each for each in letters if each.id not in waiting]
