"""What notifications does when it hears something: write the letters that the event calls for."""

from services.notifications.rules.drafts import Desk
from services.notifications.rules.letters import letters
from services.notifications.store import Store
from services.notifications.tray import Tray
from shared.messages.base import Message
from shared.work import Unit


async def write_letters(event: Message, unit: Unit[Store]) -> None:
    """Write an event's letters; once they are committed, the mailer has them at once."""
    tray: Tray = unit.memory
    desk = Desk(unit.settings.coordinator_email, unit.settings.coordinator_language)
    written = letters(event, unit.cause.id if unit.cause else unit.new_id(), desk, unit.now)
    until = tray.lease(unit.now)
    await unit.store.add(written, tray.owner, until)
    unit.after_commit(lambda: tray.hand_over(written, until))
