"""A service as a table: what it consumes and who answers, its pages, what runs in the background."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request

from shared.broker import Publisher
from shared.clock import Clock
from shared.live import Live
from shared.messages.base import Message
from shared.mongo import Database, Tx
from shared.people.grant import Grant
from shared.people.kept import Kept
from shared.people.person import Person
from shared.settings import Settings
from shared.supervision import Supervisor
from shared.web.doors import Doors
from shared.web.pages import Pages
from shared.web.problems import Problem
from shared.work import Unit, Units

T = TypeVar("T")
Handler = Callable[[Any, Unit], Awaitable[None]]
Background = Callable[[Any], AbstractAsyncContextManager[None]]


async def _none(_runtime: Any, _token: str) -> None:
    """A service that gives out no tokens."""


async def as_in_cookie(_runtime: Any, person: Person) -> Person | None:
    """A service that knows of people what booking has written into their cookie, until it hears that they are out."""
    return person


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that makes one service.

    `consumes` is for the messages of others, `timers` for its own to itself; `doors` says who may open each address of
    its `routers`; `kept` says what it keeps about people; `check` ends the process with a sentence where its settings
    can't do; `grants` tells what a token given out by it opens, `rights` what somebody signed in may do now (None:
    nothing); `state` makes what its handlers and its background parts share in one process.
    """

    name: str
    folder: Path
    prepare: Callable[[Database], Awaitable[None]]
    consumes: Mapping[type[Message], Handler]
    publishes: Sequence[type[Message]]
    timers: Mapping[type[Message], Handler] = field(default_factory=dict)
    routers: Sequence[APIRouter] = ()
    doors: Doors = field(default_factory=dict)
    kept: Sequence[Kept] = ()
    state: Callable[[], Any] = dict
    check: Callable[[Settings], None] = lambda _: None
    grants: Callable[[Any, str], Awaitable[Grant | None]] = _none
    rights: Callable[[Any, Person], Awaitable[Person | None]] = as_in_cookie
    background: Sequence[Background] = ()


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


def current_app(request: Request) -> App:
    """The running service, for a route.

    Problem 503 until its store is prepared; the broker may be away, for what is to be said waits in the outbox.
    """
    found: App = request.app.state.runtime
    if not found.prepared.is_set():
        raise Problem(503, headers={"Retry-After": "2"})
    return found


CurrentApp = Annotated[App, Depends(current_app)]
