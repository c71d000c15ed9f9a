"""What a feed tells: each duty and session as one entry of a calendar."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.booking.feeds.model import Booked, Feed
from services.booking.roster.model import PublishedShift
from shared.i18n import N_, Phrase, Text


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a calendar. `busy`: its time is taken; being on call takes none."""

    id: str
    sequence: int
    changed_at: datetime
    start: datetime
    end: datetime
    summary: Text
    place: str | None
    cancelled: bool
    busy: bool


def duties(feed: Feed, entries: Iterable[PublishedShift], names: Mapping[str, str]) -> list[FeedEntry]:
    """One's own duties, or everybody's with their names."""
    return [
        FeedEntry(
            id=entry.id,
            sequence=entry.sequence,
            changed_at=entry.changed_at,
            start=entry.since,
            end=entry.until,
            summary=_duty(entry, None if feed.kind == "supervisor" else names.get(entry.supervisor_id, "")),
            place=None,
            cancelled=entry.cancelled,
            busy=False,
        )
        for entry in entries
    ]


def sessions(feed: Feed, booked: Iterable[Booked], names: Mapping[str, str]) -> list[FeedEntry]:
    """A supervisor's or a room's sessions. A room's say who leads them, not whose they are: its calendar may hang on
    the door.
    """
    return [
        FeedEntry(
            id=each.id,
            sequence=each.sequence,
            changed_at=each.changed_at or feed.opened_at,
            start=each.start,
            end=each.end,
            summary=_leaders(each, names) if feed.kind == "room" else _session(each),
            place=each.place,
            cancelled=each.cancelled,
            busy=True,
        )
        for each in booked
    ]


def _duty(entry: PublishedShift, name: str | None) -> Text:
    if name is None:
        return N_("On call, backup") if entry.backup else N_("On call")
    return Phrase(N_("Backup: %(name)s") if entry.backup else N_("On call: %(name)s"), {"name": name})


def _session(booked: Booked) -> Text:
    kind = N_("Debriefing: %(organisation)s") if booked.debriefing_id else N_("Supervision: %(organisation)s")
    return Phrase(kind, {"organisation": booked.organisation})


def _leaders(booked: Booked, names: Mapping[str, str]) -> Text:
    return Phrase(N_("%(names)s"), {"names": ", ".join(names.get(who, "") for who in booked.supervisors)})
