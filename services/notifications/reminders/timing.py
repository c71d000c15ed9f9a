"""When people are reminded of a session: in time, once, and never of what is past or changed. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from services.notifications.reminders.model import Reminder
from shared.messages.booking import Meeting, SessionCancelled, SessionFacts, SessionMoved, SessionsScheduled

# A message comes at most so late, since its inbox row is kept for a month; what is over is remembered as long.
LATEST = timedelta(days=35)
AFTERWARDS = timedelta(days=1)


def said(event: SessionsScheduled | SessionMoved | SessionCancelled) -> tuple[Reminder, ...]:
    """What an event says of each session."""
    if isinstance(event, SessionsScheduled):
        return tuple(_held(event.facts, each) for each in event.sessions)
    if isinstance(event, SessionMoved):
        return (_held(event.facts, event.session),)
    return (_held(None, event.session),)


def news(heard: Iterable[Reminder], known: Iterable[Reminder]) -> list[Reminder]:
    """What is not older than what is known: messages come in any order, and a move behind its cancellation is none."""
    latest = {each.session_id: each for each in known}
    return [each for each in heard if _is_newer(each, latest.get(each.session_id))]


def due_at(reminder: Reminder, now: datetime, before: timedelta) -> datetime | None:
    """When its people are reminded; None where they were told of it less than that before it begins."""
    due = reminder.start - before
    return due if before and not reminder.over and due > now else None


def is_wanted(reminder: Reminder | None, sequence: int, now: datetime) -> bool:
    """Whether a reminder of the session as it was at `sequence` is true still, and in time."""
    return (
        reminder is not None
        and reminder.facts is not None
        and not (reminder.over or reminder.told)
        and reminder.sequence == sequence
        and now < reminder.start
    )


def forget_at(reminder: Reminder, now: datetime) -> datetime:
    """When it is of no use any more; until then it names people only if it is still to come, or just was."""
    return max(reminder.end, now) + (LATEST if reminder.over else AFTERWARDS)


def _held(facts: SessionFacts | None, meeting: Meeting) -> Reminder:
    return Reminder(
        session_id=meeting.session_id,
        sequence=meeting.sequence,
        facts=facts,
        start=meeting.start,
        end=meeting.end,
        over=facts is None,
    )


def _is_newer(heard: Reminder, known: Reminder | None) -> bool:
    if known is None:
        return True
    return heard.sequence >= known.sequence if heard.over else not known.over and heard.sequence > known.sequence
