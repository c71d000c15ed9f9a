"""What a change of the roster means for those who have it in their calendars: new, changed and cancelled duties."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from services.booking.roster.model import Duty, PublishedShift

AHEAD = timedelta(weeks=8)
# As long as a duty under way may have lasted already, and as a calendar program may not have looked.
BACK = timedelta(days=31)


def span(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when to when feeds tell of duties. The end is a Monday: a duty without an end is prolonged once a week."""
    last = (now + AHEAD).astimezone(zone).date()
    monday = last + timedelta(days=7 - last.weekday())
    return now - BACK, datetime.combine(monday, time(), tzinfo=zone).astimezone(UTC)


def changed(known: Sequence[PublishedShift], duties: Iterable[Duty], now: datetime) -> list[PublishedShift]:
    """The entries to write, where `duties` and `known` entries are those of the span.

    What is past stays as it was told. A duty that is taken away while under way is over now; it was not for nothing.
    """
    told = {entry.id: entry for entry in known}
    under_way = {
        (each.supervisor_id, each.backup): each for each in known if _is_coming(each, now) and each.since <= now
    }
    entries = (_published(told, under_way, duty, now) for duty in duties if duty.until > now)
    coming = {entry.id: entry for entry in entries}
    over = [_over(entry, now) for entry in known if _is_coming(entry, now) and entry.id not in coming]
    return [*(entry for entry in coming.values() if not _same(entry, told.get(entry.id))), *over]


def _published(
    told: Mapping[str, PublishedShift], under_way: Mapping[tuple[str, bool], PublishedShift], duty: Duty, now: datetime
) -> PublishedShift:
    """What is to be told of the duty: under the id it has, where it began already, or the one that follows from it."""
    began = under_way.get((duty.supervisor_id, duty.backup)) if duty.since <= now else None
    made = _id(duty)
    before = began or told.get(made)
    if before is None:
        return PublishedShift(
            id=made,
            supervisor_id=duty.supervisor_id,
            since=duty.since,
            until=duty.until,
            backup=duty.backup,
            changed_at=now,
        )
    return _next(before, now, until=duty.until, cancelled=False)


def _next(entry: PublishedShift, now: datetime, **changes: datetime | bool) -> PublishedShift:
    return entry.model_copy(update={**changes, "sequence": entry.sequence + 1, "changed_at": now})


def _same(entry: PublishedShift, before: PublishedShift | None) -> bool:
    return before is not None and (entry.until, entry.cancelled) == (before.until, before.cancelled)


def _is_coming(entry: PublishedShift, now: datetime) -> bool:
    return not entry.cancelled and entry.until > now


def _over(entry: PublishedShift, now: datetime) -> PublishedShift:
    return _next(entry, now, until=now) if entry.since < now else _next(entry, now, cancelled=True)


def _id(duty: Duty) -> str:
    named = f"{duty.supervisor_id}|{duty.since.astimezone(UTC):%Y%m%dT%H%M%S}|{duty.backup}"
    return sha256(named.encode()).hexdigest()[:32]
