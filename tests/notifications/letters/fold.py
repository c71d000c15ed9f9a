"""What people end up with: each person's mails, folded into calendars as calendar programs do it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from icalendar import Calendar

from services.notifications.letters.model import Thing
from services.notifications.letters.outcome import outcome, things_of
from services.notifications.letters.staleness import written_about
from services.notifications.writing.model import METHODS, Letter
from shared.messages.base import Message
from tests.notifications import build


@dataclass(frozen=True)
class Entry:
    """One iCalendar message: what it does to which entry."""

    uid: str
    method: str
    sequence: int
    start: datetime
    end: datetime


Held = dict[str, tuple[datetime, datetime]]


def knowing_sequence(entries: Iterable[Entry]) -> Held:
    """A calendar that follows RFC 5546: what has a lower SEQUENCE than it has seen is passed over."""
    seen: dict[str, int] = {}
    held: Held = {}
    for entry in entries:
        if entry.sequence < seen.get(entry.uid, -1):
            continue
        seen[entry.uid] = entry.sequence
        _do(entry, held)
    return held


def as_they_come(entries: Iterable[Entry]) -> Held:
    """A calendar that does whatever came last."""
    held: Held = {}
    for entry in entries:
        _do(entry, held)
    return held


CALENDARS: tuple[Callable[[Iterable[Entry]], Held], ...] = (knowing_sequence, as_they_come)


def _do(entry: Entry, held: Held) -> None:
    if entry.method == "CANCEL":
        held.pop(entry.uid, None)
    else:
        held[entry.uid] = (entry.start, entry.end)


def entry_of(letter: Letter) -> Entry | None:
    facts, method = letter.facts, METHODS.get(letter.kind)
    if method is None or facts.session_id is None or facts.slot is None:
        return None
    sequence = facts.sequence or int(method == "CANCEL")
    return Entry(facts.session_id, method, sequence, facts.slot.start, facts.slot.end)


def entry_in(ics: str) -> Entry:
    """The same, of what was really sent."""
    read = Calendar.from_ical(ics)
    (event,) = read.walk("VEVENT")
    return Entry(
        str(event["uid"]).split("@")[0],
        str(read["method"]),
        int(event.decoded("sequence")),
        event.decoded("dtstart"),
        event.decoded("dtend"),
    )


@dataclass
class World:
    """Notifications without its store and its mail server. A letter waits, is under way for a while, and is sent: one
    that is under way is not called back.
    """

    things: dict[str, Thing] = field(default_factory=dict)
    waiting: list[Letter] = field(default_factory=list)
    under_way: list[Letter] = field(default_factory=list)
    sent: list[Letter] = field(default_factory=list)
    heard: int = 0

    def hear(self, event: Message) -> None:
        known = {each: self.things[each] for each in things_of(event) if each in self.things}
        ours = {each.id for each in (*self.waiting, *self.under_way)}
        unsent = frozenset(ours & {each for thing in known.values() for each in written_about(thing)})
        self.heard += 1
        said = outcome(event, f"event-{self.heard}", build.COORDINATOR, build.NOW, known, unsent)
        self.things |= {thing.id: thing for thing in said.things}
        self.waiting = [each for each in self.waiting if each.id not in said.superseded]
        self.waiting += said.letters

    def begin(self, nth: int) -> None:
        """Begin to send one of those that wait for no other, as connections side by side may."""
        before = {each.id for each in (*self.waiting, *self.under_way)}
        free = [each for each in self.waiting if before.isdisjoint(each.after)]
        if free:
            self.under_way.append(free[nth % len(free)])
            self.waiting.remove(self.under_way[-1])

    def end(self, nth: int) -> None:
        """The mail server has one of those that are under way."""
        if self.under_way:
            self.sent.append(self.under_way.pop(nth % len(self.under_way)))

    def send_all(self) -> None:
        while self.waiting or self.under_way:
            self.begin(0)
            assert self.under_way, "letters wait for each other"
            self.end(0)

    def calendars(self, to: str) -> list[Held]:
        entries = [entry for each in self.sent if each.to == to and (entry := entry_of(each))]
        return [fold(entries) for fold in CALENDARS]

    def kinds(self, to: str) -> list[str]:
        return [each.kind for each in self.sent if each.to == to]
