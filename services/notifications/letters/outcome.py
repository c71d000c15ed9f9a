"""What an event leads to: which letters are written, which come too late, which are superseded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from services.notifications.letters.bounds import BOUNDS, counter
from services.notifications.letters.model import News, Thing
from services.notifications.letters.staleness import tell
from services.notifications.letters.table import drafts_of, news_of
from services.notifications.letters.told.drafts import Coordinator, Draft
from services.notifications.writing.model import Letter
from shared.fields import address_on_the_wire
from shared.messages.base import Message
from shared.tokens import derive

# Longer than any message can come late: its inbox row is kept for a month.
REMEMBERED_FOR = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an event leads to: letters to write, letters that came too late to be sent, things as they are remembered
    now, the ids of letters that are superseded.
    """

    letters: tuple[Letter, ...]
    late: tuple[Letter, ...] = ()
    things: tuple[Thing, ...] = ()
    superseded: frozenset[str] = frozenset()


def letters(
    event: Message, event_id: str, coordinator: Coordinator, now: datetime, known: Mapping[str, Thing] | None = None
) -> tuple[Letter, ...]:
    """The letters that an event calls for, by what is `known` of the things it is about."""
    return outcome(event, event_id, coordinator, now, known or {}, frozenset()).letters


def outcome(
    event: Message,
    event_id: str,
    coordinator: Coordinator,
    now: datetime,
    known: Mapping[str, Thing],
    unsent: frozenset[str],
) -> Outcome:
    """What an event leads to, by what is `known` of the things it is about and which of their letters are `unsent`."""
    drafts = _drafts(event, coordinator)
    alone = tuple(_letter(each, _id(event_id, each), event, now) for each in drafts if not each.thing)
    told = [
        tell(
            known.get(news.thing, Thing(id=news.thing)),
            _hidden(news, coordinator.secret),
            [
                (each, _id(event_id, each), reader_key(each.to, coordinator.secret))
                for each in drafts
                if each.thing == news.thing
            ],
            unsent,
        )
        for news in news_of(event)
    ]
    about = tuple(
        _letter(draft, letter_id, event, now, each.thing, after)
        for each in told
        for draft, letter_id, after in each.written
    )
    late = tuple(_letter(draft, letter_id, event, now, each.thing) for each in told for draft, letter_id in each.stale)
    remembered = tuple(_remembered(each.thing, drafts, now) for each in told)
    return Outcome((*alone, *about), late, remembered, frozenset().union(*(each.superseded for each in told)))


def things_of(event: Message) -> list[str]:
    """What an event is about."""
    return [news.thing for news in news_of(event)]


def counters(event: Message, coordinator: Coordinator) -> set[str]:
    """By what the event's letters may be counted. Of a contact it is known only by then whether they are a stranger."""
    return {
        counter(allowance, reader_key(draft.to, coordinator.secret))
        for draft in _drafts(event, coordinator)
        for allowance in (BOUNDS if draft.about == "contact" else [draft.allowance])
        if allowance in BOUNDS
    }


def reader_key(address: str, secret: str) -> str:
    """How a reader is known without their address, in however many capitals it is written."""
    return derive(secret, "reader", address_on_the_wire(address).casefold())[:22]


def _drafts(event: Message, coordinator: Coordinator) -> list[Draft]:
    news = news_of(event)
    drafts = drafts_of(event, coordinator)
    once = {(each.kind, each.to, each.reference): each for each in reversed(drafts)}  # who leads may be the contact too
    return [replace(each, thing=_thing(each, news)) for each in reversed(once.values())]


def _thing(draft: Draft, news: tuple[News, ...]) -> str:
    if len(news) <= 1:
        return news[0].thing if news else ""
    return next(each.thing for each in news if each.thing.endswith(f":{draft.reference}"))


def _hidden(news: News, secret: str) -> News:
    return replace(news, knowing=tuple((reader_key(address, secret), kind) for address, kind in news.knowing))


def _id(event_id: str, draft: Draft) -> str:
    return sha256(f"{event_id}|{draft.kind}|{draft.to}|{draft.reference}".encode()).hexdigest()[:32]


def _letter(
    draft: Draft,
    letter_id: str,
    event: Message,
    now: datetime,
    thing: Thing | None = None,
    after: Iterable[str] = (),
) -> Letter:
    fields = {name: getattr(draft, name) for name in Draft.__slots__} | {"to": address_on_the_wire(draft.to)}
    lane = "urgent" if type(event).urgent else "normal"
    revision = next((news.revision for news in news_of(event) if thing and news.thing == thing.id), 0)
    return Letter(id=letter_id, lane=lane, written_at=now, after=tuple(after), revision=revision, **fields)


def _remembered(thing: Thing, drafts: Iterable[Draft], now: datetime) -> Thing:
    ends = [each.facts.slot.end for each in drafts if each.thing == thing.id and each.facts.slot]
    ends += [each.appointment.ends_at for each in thing.appointments]
    latest = max([now, *ends, *([thing.forget_after - REMEMBERED_FOR] if thing.forget_after else [])])
    return thing.model_copy(update={"forget_after": latest + REMEMBERED_FOR})
