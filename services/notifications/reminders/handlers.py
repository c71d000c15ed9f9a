"""Reminders: load, decide, save."""

from datetime import timedelta

from services.notifications.letters.handlers import write_letters
from services.notifications.letters.model import SessionDrewNear
from services.notifications.reminders import timing
from services.notifications.reminders.model import Reminder, RemindOfSession
from services.notifications.reminders.store import Reminders
from services.notifications.settings import NotificationsSettings
from shared.messages.booking import SessionCancelled, SessionMoved, SessionsScheduled
from shared.messaging.unit_of_work import Unit


async def set_reminders(event: SessionsScheduled | SessionMoved | SessionCancelled, unit: Unit) -> None:
    """Each session as it is now has its reminder; the one of what it was dies."""
    heard = timing.said(event)
    known = await Reminders(unit.tx).of([each.session_id for each in heard])
    news = timing.news(heard, known)
    await _save(news, unit)
    before = timedelta(hours=NotificationsSettings.of(unit.settings).session_reminder_hours)
    for each in news:
        if due := timing.due_at(each, unit.now, before):
            unit.schedule(_timer(each), due, RemindOfSession(session_id=each.session_id, sequence=each.sequence))
        else:
            unit.cancel_timer(_timer(each))


async def remind_of_session(timer: RemindOfSession, unit: Unit) -> None:
    """Write to who leads and who takes part, if it is as it was when the timer was set."""
    for known in await Reminders(unit.tx).of([timer.session_id]):
        if known.facts is None or not timing.is_wanted(known, timer.sequence, unit.now):
            continue
        await _save([known.model_copy(update={"told": True})], unit)
        await write_letters(SessionDrewNear(facts=known.facts, session=known.meeting), unit)


async def _save(reminders: list[Reminder], unit: Unit) -> None:
    await Reminders(unit.tx).save([(each, timing.forget_at(each, unit.now)) for each in reminders])


def _timer(reminder: Reminder) -> str:
    return f"session-near:{reminder.session_id}"
