"""A service as a table: what it consumes and who answers, its pages, what runs in the background."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request

from shared.app.metrics import Figure, Wait
from shared.app.settings import Settings
from shared.app.supervision import Supervisor
from shared.clock import Clock
from shared.messages.base import Message
from shared.messaging.broker import Publisher
from shared.messaging.unit_of_work import Unit, Units
from shared.people.grant import Grant
from shared.people.person import Person
from shared.people.personal_data import PersonalData
from shared.store.mongo import Database, Tx
from shared.web.live import Live
from shared.web.navigation import NavigationEntry
from shared.web.pages import Pages
from shared.web.problems import Problem
from shared.web.security.authorization import AccessRules

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")
Handler = Callable[[Any, Unit], Awaitable[None]]
Background = Callable[[Any], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Part:
    """One subject of a service, as a table.

    `consumes`: who answers which message of another service; `timers`: the same for the subject's own messages to
    itself; `follows`: what follows, in the same transaction, from a fact of a subject below it (`Unit.happened`);
    `publishes`: what it tells others; `routers`: its addresses, `access`: who may open each, `pages`: those of the
    navigation;
    `personal_data`: what it keeps about people; `prepare`: makes its collections' indexes; `background`: what runs as
    long as the service; `figures`: what can be counted of it, `waits`: how long people waited, by what is told then.
    """

    consumes: Mapping[type[Message], Handler] = field(default_factory=dict)
    timers: Mapping[type[Message], Handler] = field(default_factory=dict)
    follows: Mapping[type[Any], Handler] = field(default_factory=dict)
    publishes: Sequence[type[Message]] = ()
    routers: Sequence[APIRouter] = ()
    access: AccessRules = field(default_factory=dict)
    pages: Sequence[NavigationEntry] = ()
    personal_data: Sequence[PersonalData] = ()
    prepare: Sequence[Callable[[Database], Awaitable[None]]] = ()
    background: Sequence[Background] = ()
    figures: Sequence[Figure] = ()
    waits: Sequence[Wait] = ()


class TwiceError(Exception):
    """Two parts of one service claim the same message, address or collection."""


async def _none(_runtime: Any, _token: str) -> None:
    """A service that gives out no tokens."""


async def as_in_cookie(_runtime: Any, person: Person) -> Person | None:
    """A service that knows of people what booking has written into their cookie, until it hears that they are out."""
    return person


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that makes one service: its parts put together (`compose`).

    `consumes` is for the messages of others, `timers` for its own to itself, `follows` for facts; `access` says who may
    open each address of its `routers`, `pages` which of them are in the navigation; `personal_data` says what it keeps
    about people; `settings` are those that it is told, `check` ends the process with a sentence where they can't do;
    `grants` tells what a token given out by it opens, `rights` what somebody signed in may do now (None: nothing);
    `state` makes what its handlers and its background parts share in one process.
    """

    name: str
    folder: Path
    prepare: Callable[[Database], Awaitable[None]]
    consumes: Mapping[type[Message], Handler]
    publishes: Sequence[type[Message]]
    timers: Mapping[type[Message], Handler] = field(default_factory=dict)
    follows: Mapping[type[Any], Sequence[Handler]] = field(default_factory=dict)
    routers: Sequence[APIRouter] = ()
    access: AccessRules = field(default_factory=dict)
    pages: Sequence[NavigationEntry] = ()
    personal_data: Sequence[PersonalData] = ()
    state: Callable[[], Any] = dict
    settings: type[Settings] = Settings
    check: Callable[[Settings], None] = lambda _: None
    grants: Callable[[Any, str], Awaitable[Grant | None]] = _none
    rights: Callable[[Any, Person], Awaitable[Person | None]] = as_in_cookie
    background: Sequence[Background] = ()
    figures: Sequence[Figure] = ()
    waits: Sequence[Wait] = ()


@dataclass(slots=True)
class App:
    """A running service, as its pages see it. `tx`: the database, outside of any transaction.

    `tasks`: where its background parts begin their tasks; `store_time`: the clock for leases and for nothing
    else, the same in every replica.
    """

    settings: Settings
    clock: Clock
    tx: Tx
    units: Units
    live: Live
    pages: Pages
    state: Any
    store_time: Clock
    publisher: Publisher
    prepared: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: Supervisor = field(default_factory=Supervisor)

    async def run(self, decide: Callable[[Unit], Awaitable[T]]) -> T:
        """One command, one transaction; see `Units.run`."""
        return await self.units.run(decide)


def compose(name: str, folder: Path, parts: Sequence[Part], **options: Any) -> Service:
    """One service of its parts; `options` are what is the whole service's: see `Service`.

    TwiceError where two parts claim the same message, address or collection.
    """

    async def prepare(database: Database) -> None:
        for part in parts:
            for step in part.prepare:
                await step(database)

    return Service(
        name=name,
        folder=folder,
        prepare=prepare,
        consumes=_joined(part.consumes for part in parts),
        timers=_joined(part.timers for part in parts),
        follows=_followers(parts),
        publishes=_each_once(message for part in parts for message in part.publishes),
        routers=tuple(router for part in parts for router in part.routers),
        access=_joined(part.access for part in parts),
        pages=tuple(page for part in parts for page in part.pages),
        personal_data=_each_once(data for part in parts for data in part.personal_data),
        background=tuple(each for part in parts for each in part.background),
        figures=tuple(each for part in parts for each in part.figures),
        waits=tuple(each for part in parts for each in part.waits),
        **options,
    )


def _joined(tables: Iterable[Mapping[K, V]]) -> dict[K, V]:
    whole: dict[K, V] = {}
    for table in tables:
        if twice := sorted(map(str, whole.keys() & table.keys())):
            raise TwiceError(f"claimed twice: {', '.join(twice)}")
        whole |= table
    return whole


def _followers(parts: Sequence[Part]) -> dict[type[Any], tuple[Handler, ...]]:
    facts = dict.fromkeys(fact for part in parts for fact in part.follows)
    return {fact: tuple(part.follows[fact] for part in parts if fact in part.follows) for fact in facts}


def _each_once(items: Iterable[T]) -> tuple[T, ...]:
    found = tuple(items)
    if len(set(found)) < len(found):
        raise TwiceError("claimed twice")
    return found


def current_app(request: Request) -> App:
    """The running service, for a route.

    Problem 503 until its store is prepared; the broker may be away, for what is to be said waits in the outbox.
    """
    found: App = request.app.state.runtime
    if not found.prepared.is_set():
        raise Problem(503, headers={"Retry-After": "2"})
    return found


CurrentApp = Annotated[App, Depends(current_app)]
