"""A debriefing's steps in the order in which they are told, whatever the order in which they were heard.

Booking's facts carry the case's revision: they are told by it, even where two machines' clocks differ. The others are
told by their time, but never before what they follow from.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.contracts.debriefings.model import (
    Changed,
    Closed,
    Confirmed,
    Contacted,
    Fact,
    Found,
    LinkAwaited,
    Marked,
    Needed,
    Offered,
    Reached,
    Requested,
    Telephoned,
    Unreached,
    Verified,
    Withdrawn,
)
from shared.messages.booking import CoordinatorReason
from shared.messages.contracts import Changes

What = Literal[
    "telephoned",
    "requested",
    "verification_waited",
    "verified",
    "declined",
    "lapsed",
    "undelivered",
    "leader_found",
    "moved",
    "replaced",
    "confirmed",
    "filled",
    "released",
    "offered",
    "delivered",
    "coordinator_needed",
    "contact_made",
    "held",
    "not_held",
    "changed",
    "withdrawn",
]
# What is told first of things that happened in the same change.
_RANK: Mapping[str, int] = {what: rank for rank, what in enumerate(What.__args__)}  # type: ignore[attr-defined]  # a Literal's own values
_MOST_NAMED = 6
# What happens to several at once is one line with their names.
_TOLD_TOGETHER = ("offered", "delivered", "filled", "lapsed")


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One step. `supervisor` is a name, or on a page several; `count` is how many, `each` who they are;
    `changed`: what of the order.
    """

    at: datetime
    what: What
    supervisor: str | None = None
    reason: CoordinatorReason | None = None
    count: int | None = None
    each: tuple[str, ...] = ()
    changed: Changes = ()


@dataclass(frozen=True, slots=True)
class _Placed:
    """An entry with its place in the order: no earlier than `after`, then by the case's revision."""

    entry: TimelineEntry
    after: datetime
    revision: int = 0

    @property
    def key(self) -> tuple[datetime, int, int, str, datetime]:
        entry = self.entry
        return max(self.after, entry.at), self.revision, _RANK[entry.what], entry.supervisor or "", entry.at


@dataclass(frozen=True, slots=True)
class _Offer:
    """What an offer's own facts are told with: whose it was, and when it was made."""

    name: str
    at: datetime
    revision: int


def timeline(facts: frozenset[Fact]) -> tuple[TimelineEntry, ...]:
    """Every step, each once."""
    begun = min((fact.at for fact in facts if isinstance(fact, Requested)), default=None)
    steady = _steady(facts, begun)
    offers = _offers(facts, steady)
    placed = {*_own(facts, begun), *_of_case(facts, steady), *_letters(facts, offers), *_marked(facts, steady)}
    return tuple(each.entry for each in sorted(placed, key=lambda each: each.key))


def condensed(entries: Iterable[TimelineEntry]) -> tuple[TimelineEntry, ...]:
    """For a page: neighbours of a kind as one entry, with their names, or with their count when they are many."""
    groups: list[list[TimelineEntry]] = []
    for entry in entries:
        if (
            groups
            and entry.what != "changed"
            and (groups[-1][0].what, groups[-1][0].reason) == (entry.what, entry.reason)
        ):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return tuple(entry for group in groups for entry in _counted(group))


def _counted(group: list[TimelineEntry]) -> list[TimelineEntry]:
    first, count = group[0], len(group)
    each = tuple(entry.supervisor for entry in group if entry.supervisor)
    if count > _MOST_NAMED or (count > 1 and not each):
        return [TimelineEntry(first.at, first.what, reason=first.reason, count=count, each=each)]
    if count > 1 and first.what in _TOLD_TOGETHER:
        return [TimelineEntry(first.at, first.what, supervisor=", ".join(each), count=count, each=each)]
    return [replace(entry, each=(entry.supervisor,)) if entry.supervisor else entry for entry in group]


def _steady(facts: frozenset[Fact], begun: datetime | None) -> dict[int, datetime]:
    """When each revision of the case is told: a later one never before an earlier one, none before the request."""
    revised = sorted((fact.revision, fact.at) for fact in facts if isinstance(fact, _REVISED))
    steady: dict[int, datetime] = {}
    latest = begun
    for revision, at in revised:
        latest = at if latest is None else max(latest, at)
        steady[revision] = latest
    return steady


def _offers(facts: frozenset[Fact], steady: Mapping[int, datetime]) -> dict[str, _Offer]:
    return {
        asked.offer_id: _Offer(asked.name, steady[fact.revision], fact.revision)
        for fact in facts
        if isinstance(fact, Offered)
        for asked in fact.asked
    }


def _own(facts: frozenset[Fact], begun: datetime | None) -> Iterator[_Placed]:
    """What happened here, at contracts."""
    for fact in facts:
        if isinstance(fact, Requested):
            yield _Placed(TimelineEntry(fact.at, "requested"), fact.at, -1)
        elif isinstance(fact, Telephoned):
            yield _Placed(TimelineEntry(fact.at, "telephoned"), fact.at, -1)
        elif isinstance(fact, LinkAwaited):
            yield _Placed(TimelineEntry(fact.at, "verification_waited"), begun or fact.at, -1)
        elif isinstance(fact, Verified):
            yield _Placed(TimelineEntry(fact.at, "verified"), begun or fact.at)
        elif isinstance(fact, Changed):
            yield _Placed(TimelineEntry(fact.at, "changed", changed=fact.what), begun or fact.at)
        elif isinstance(fact, Withdrawn):
            yield _Placed(TimelineEntry(fact.at, "withdrawn"), begun or fact.at)


def _of_case(facts: frozenset[Fact], steady: Mapping[int, datetime]) -> Iterator[_Placed]:
    """What booking did."""
    for fact in facts:
        if isinstance(fact, _REVISED):
            for entry in _told(fact):
                yield _Placed(entry, steady[fact.revision], fact.revision)


def _told(fact: Fact) -> Iterator[TimelineEntry]:
    match fact:
        case Offered():
            yield from (TimelineEntry(fact.at, "offered", asked.name) for asked in fact.asked)
        case Closed():
            # 'undelivered' is told with the letters, 'withdrawn' once for the whole debriefing.
            yield from (
                TimelineEntry(fact.at, each.reason, each.name)
                for each in fact.closed
                if each.reason not in {"undelivered", "withdrawn"}
            )
        case Found():
            yield TimelineEntry(fact.at, "moved" if fact.was else "leader_found", fact.supervisor.name)
        case Confirmed():
            if fact.instead_of:
                yield TimelineEntry(fact.at, "replaced", fact.supervisors[-1].name if fact.supervisors else None)
            yield TimelineEntry(fact.at, "moved" if fact.was else "confirmed")
        case Needed():
            yield TimelineEntry(fact.at, "coordinator_needed", reason=fact.reason, count=fact.asked)
        case Contacted():
            yield TimelineEntry(fact.at, "contact_made", fact.name)


def _marked(facts: frozenset[Fact], steady: Mapping[int, datetime]) -> Iterator[_Placed]:
    """How it went, as it was marked last."""
    marked = sorted((fact for fact in facts if isinstance(fact, Marked)), key=lambda fact: (fact.sequence, fact.at))
    for fact in marked[-1:]:
        entry = TimelineEntry(fact.at, "held" if fact.held else "not_held")
        yield _Placed(entry, max([fact.at, *steady.values()]), max(steady, default=0) + 1)


def _letters(facts: frozenset[Fact], offers: Mapping[str, _Offer]) -> Iterator[_Placed]:
    """Whom a letter reached, and whom it didn't; the same of an offer once, by its earliest news."""
    reached: dict[tuple[What, str], datetime] = {}
    names: dict[str, str] = {}
    for offer_id, what, at, name in _news(facts):
        reached[what, offer_id] = min(at, reached.get((what, offer_id), at))
        names[offer_id] = max(name, names.get(offer_id, ""))
    for (what, offer_id), at in reached.items():
        offer = offers.get(offer_id)
        entry = TimelineEntry(at, what, offer.name if offer else names[offer_id] or None)
        yield _Placed(entry, offer.at if offer else at, offer.revision if offer else 0)


def _news(facts: frozenset[Fact]) -> Iterator[tuple[str, What, datetime, str]]:
    for fact in facts:
        if isinstance(fact, Reached | Unreached) and fact.about == "offer":
            yield fact.reference, "delivered" if isinstance(fact, Reached) else "undelivered", fact.at, ""
        elif isinstance(fact, Closed):
            for each in fact.closed:
                if each.reason == "undelivered":
                    yield each.offer_id, "undelivered", fact.at, each.name


_REVISED = (Offered, Closed, Found, Confirmed, Needed, Contacted)
