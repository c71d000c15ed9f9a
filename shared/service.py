"""A service as a table: what it hears and who answers, its pages, what runs beside it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from fastapi import APIRouter, Request

from shared.broker import Publisher
from shared.clock import Clock
from shared.live import Live
from shared.messages.base import Message
from shared.mongo import Database
from shared.people.grant import Grant
from shared.people.kept import Kept
from shared.people.person import Person
from shared.settings import Settings
from shared.supervision import Supervisor
from shared.web.doors import Doors
from shared.web.pages import Pages
from shared.web.problems import Problem
from shared.work import StoreFactory, Unit, Units

S = TypeVar("S")
T = TypeVar("T")
Handler = Callable[[Any, Unit[S]], Awaitable[None]]
Beside = Callable[[Any], AbstractAsyncContextManager[None]]


async def _none(_runtime: Any, _token: str) -> None:
    """A service that gives out no tokens."""


async def as_in_cookie(_runtime: Any, person: Person) -> Person | None:
    """A service that knows of people what booking has written into their cookie, until it hears that they are out."""
    return person


@dataclass(frozen=True, slots=True)
class Service(Generic[S]):
    """Everything that makes one service.

    `hears` is for the messages of others, `timers` for its own to itself; `doors` says who may open each address of its
    `routers`; `kept` says what it keeps about people; `check` ends the process with a sentence where its settings can't
    do; `grants` tells what a token given out by it opens, `rights` what somebody signed in may do now (None:
    nothing); `memory` makes what its handlers and what runs beside it
    share in one process.
    """

    name: str
    folder: Path
    store: StoreFactory[S]
    prepare: Callable[[Database], Awaitable[None]]
    hears: Mapping[type[Message], Handler[S]]
    announces: Sequence[type[Message]]
    timers: Mapping[type[Message], Handler[S]] = field(default_factory=dict)
    routers: Sequence[APIRouter] = ()
    doors: Doors = field(default_factory=dict)
    kept: Sequence[Kept] = ()
    memory: Callable[[], Any] = dict
    check: Callable[[Settings], None] = lambda _: None
    grants: Callable[[Any, str], Awaitable[Grant | None]] = _none
    rights: Callable[[Any, Person], Awaitable[Person | None]] = as_in_cookie
    beside: Sequence[Beside] = ()


@dataclass(slots=True)
class Runtime(Generic[S]):
    """A running service, as its pages see it.

    `tasks`: where what runs beside it begins its background tasks; `store_time`: the clock for leases and for nothing
    else, the same in every replica.
    """

    settings: Settings
    clock: Clock
    store: S
    units: Units[S]
    live: Live
    pages: Pages
    memory: Any
    store_time: Clock
    publisher: Publisher
    prepared: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: Supervisor = field(default_factory=Supervisor)

    async def run(self, decide: Callable[[Unit[S]], Awaitable[T]]) -> T:
        """One command, one transaction; see `Units.run`."""
        return await self.units.run(decide)


def runtime(request: Request) -> Runtime[Any]:
    """The running service, for a route: `Annotated[Runtime[Store], Depends(runtime)]`.

    Problem 503 until its store is prepared; the broker may be away, for what is to be said waits in the outbox.
    """
    found: Runtime[Any] = request.app.state.runtime
    if not found.prepared.is_set():
        raise Problem(503, headers={"Retry-After": "2"})
    return found
