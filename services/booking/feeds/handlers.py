"""Calendar feeds: opened, given a new address, closed, and read."""

from dataclasses import dataclass
from datetime import datetime

from services.booking.calendar.model import Room
from services.booking.calendar.store.sessions import Calendar
from services.booking.directory.model import SupervisorMadeInactive
from services.booking.directory.store.supervisors import Directory
from services.booking.feeds import feed_entries
from services.booking.feeds.feed_entries import FeedEntry
from services.booking.feeds.model import Feed, FeedKind
from services.booking.feeds.store import Feeds
from services.booking.links import Links
from services.booking.roster.published_shifts import BACK
from services.booking.roster.store import PublishedShifts
from shared.i18n import N_
from shared.messages.base import Language
from shared.messaging.unit_of_work import Unit
from shared.people.audited import Change
from shared.store.mongo import Tx
from shared.tokens import digest

MOST_PLACES = 20


class NoSuchFeedError(Exception):
    """No feed has this address, or not any more."""


@dataclass(frozen=True, slots=True)
class FeedContent:
    """What a feed tells, and of whom or what it is."""

    feed: Feed
    name: str
    happenings: tuple[FeedEntry, ...]


async def give_address(unit: Unit, kind: FeedKind, of: str, language: Language) -> Feed:
    """Open the feed, or give it a new address; the earlier one opens nothing any more."""
    fresh = Feed(kind=kind, of=of, language=language, opened_at=unit.now)
    generation = (await Feeds(unit.tx).find(fresh.id) or fresh).generation + 1
    key = Links.of(unit.settings).feed_key(fresh.id, generation)
    opened = fresh.model_copy(update={"generation": generation, "key": key})
    await Feeds(unit.tx).save(opened)
    return opened


async def note_place(unit: Unit, feed_id: str, network: str) -> None:
    """Write down that a feed is read from a network from which it never was: an address may have got about."""
    feed = await Feeds(unit.tx).find(feed_id)
    if feed is None or feed.key is None or network in feed.seen:
        return
    await Feeds(unit.tx).save(feed.model_copy(update={"seen": (*feed.seen, network)[-MOST_PLACES:]}))
    owners = await Directory(unit.tx).named([feed.of]) if feed.kind == "supervisor" else []
    about = owners[0].email if owners else feed.of
    unit.audit("", N_("A calendar feed was read from somewhere new"), about, [Change(field=N_("From"), after=network)])


async def close(unit: Unit, kind: FeedKind, of: str) -> None:
    """Its address opens nothing any more. A feed that was never opened is closed already."""
    found = await Feeds(unit.tx).find(Feed(kind=kind, of=of, opened_at=unit.now).id)
    if found is not None:
        await Feeds(unit.tx).save(found.model_copy(update={"key": None}))


async def rooms(tx: Tx, links: Links) -> list[tuple[Room, str | None]]:
    """Every room, and its feed's address where it is open."""
    known = await Calendar(tx).rooms()
    opened = {each.of: each for each in await Feeds(tx).of_kind("room", [room.id for room in known])}
    return [(room, _address(links, opened.get(room.id))) for room in known]


async def address(tx: Tx, links: Links, kind: FeedKind, of: str = "") -> str | None:
    """The feed's address; None while it is closed."""
    return _address(links, await Feeds(tx).find(f"{kind}:{of}"))


def _address(links: Links, feed: Feed | None) -> str | None:
    return links.feed(feed.id, feed.generation) if feed is not None and feed.key is not None else None


async def close_theirs(gone: SupervisorMadeInactive, unit: Unit) -> None:
    """Whoever leaves is told of nothing any more."""
    await close(unit, "supervisor", gone.supervisor.id)


async def read(tx: Tx, token: str, now: datetime) -> FeedContent:
    """What the feed at this address tells. Raises NoSuchFeedError, also when whose it is has gone."""
    feed = await Feeds(tx).of_key(digest(token))
    if feed is None:
        raise NoSuchFeedError
    since = now - BACK
    told = await PublishedShifts(tx).entries(since, feed.of if feed.kind == "supervisor" else None)
    entries = [] if feed.kind == "room" else told
    booked = [] if feed.kind == "roster" else await Feeds(tx).sessions(feed, since)
    ids = {entry.supervisor_id for entry in entries} | {who for each in booked for who in each.supervisors}
    names = {each.id: each.name for each in await Directory(tx).named([*ids, feed.of])}
    if feed.kind == "room":
        names |= {room.id: room.name for room in await Calendar(tx).rooms([feed.of])}
    if feed.kind != "roster" and feed.of not in names:
        raise NoSuchFeedError
    found = [*feed_entries.duties(feed, entries, names), *feed_entries.sessions(feed, booked, names)]
    return FeedContent(feed, names.get(feed.of, feed.of), tuple(found))
