"""Live pages' streams: look after listening, send what changed, work it out once for all; and not without bound."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import FastAPI, Request
from starlette.routing import Route

from shared.people.ended import SESSIONS
from shared.people.person import Person
from shared.web.live import Live
from shared.web.problems import Problem
from shared.web.security.authorization import COORDINATOR, LINK
from shared.web.stream import PER_ADDRESS, PER_LINK, PER_PERSON, stream

AINO = Person(email="aino@verkosto.example", name="Aino", coordinator=True)


class Page:
    """What is shown, and how often it was worked out."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.shown = "<p>\none</p>"
        self.renderings = 0
        self.watched: list[bool] = []

    async def render(self) -> str:
        self.renderings += 1
        self.watched.append(bool(self.live._watchers["topic"]))
        shown = self.shown
        await asyncio.sleep(0)
        return shown


@pytest.fixture
async def live() -> AsyncIterator[Live]:
    """The live feed of one process, alone."""
    found = Live("contracts", "here", cast("Any", SimpleNamespace(publish=_nobody)))
    yield found
    await found.tasks.close()


async def _nobody(*_: Any, **__: Any) -> None:
    return None


async def somebody(request: Request) -> Person | None:
    """Whoever signed in is signed in still."""
    person: Person | None = request.state.person
    return person


def asking(
    app: FastAPI, host: str = "192.0.2.1", token: str | None = None, person: Person | None = None, language: str = "fi"
) -> Request:
    """Who watches: a person their desk, anybody else by a link."""
    app.state.access = {"GET /things/{token}/live": LINK, "GET /desk/live": COORDINATOR}
    app.state.service, app.state.people = "sample", getattr(app.state, "people", somebody)
    here = "/sample/things/{token}/live" if person is None else "/sample/desk/live"
    scope = {
        "type": "http",
        "app": app,
        "method": "GET",
        "path": here,
        "route": Route(here, lambda _: None),
        "headers": [(b"accept-language", language.encode())],
        "query_string": b"",
        "path_params": {"token": token} if token else {},
        "client": (host, 1),
        "state": {"person": person},
    }
    return Request(scope)


async def test_the_page_is_listened_to_before_it_is_looked_at_and_sent_only_when_it_changed(live: Live) -> None:
    page = Page(live)
    answer = stream(asking(FastAPI()), live, "topic", page.render)
    events: Any = answer.body_iterator
    assert await anext(events) == b"data: <p>\ndata: one</p>\n\n"
    assert page.watched == [True]
    live.notify("topic")
    assert await anext(events) == b"event: alive\ndata: \n\n"
    page.shown = "<p>two</p>"
    live.notify("topic")
    assert await anext(events) == b"data: <p>two</p>\n\n"
    assert answer.headers["content-type"].startswith("text/event-stream")
    await events.aclose()


async def test_a_change_is_worked_out_once_for_all_who_watch_it_and_once_a_language(live: Live) -> None:
    page, app = Page(live), FastAPI()
    watchers: list[Any] = [
        stream(asking(app, f"192.0.2.{n}", language=language), live, "topic", page.render).body_iterator
        for n in range(50)
        for language in ("fi", "sv")
    ]
    await asyncio.gather(*(anext(each) for each in watchers))
    assert page.renderings == 2
    page.shown = "two"
    live.notify("topic")
    assert set(await asyncio.gather(*(anext(each) for each in watchers))) == {b"data: two\n\n"}
    assert page.renderings == 4
    for each in watchers:
        await each.aclose()


async def test_who_comes_after_everybody_left_sees_what_changed_meanwhile(live: Live) -> None:
    page, app = Page(live), FastAPI()
    first: Any = stream(asking(app), live, "topic", page.render).body_iterator
    await anext(first)
    seen = live.seen("topic", ("", "fi"))  # somebody's frame still holds it
    await first.aclose()
    page.shown = "two"
    live.notify("topic")
    second: Any = stream(asking(app), live, "topic", page.render).body_iterator
    assert await anext(second) == b"data: two\n\n"
    assert seen is live.seen("topic", ("", "fi"))
    await second.aclose()


async def test_a_change_while_it_is_worked_out_is_worked_out_again(live: Live) -> None:
    page, app = Page(live), FastAPI()

    async def slow() -> str:
        shown = page.shown
        if page.renderings == 0:
            page.renderings += 1
            page.shown = "two"
            live.notify("topic")
        await asyncio.sleep(0)
        return shown

    events: Any = stream(asking(app), live, "topic", slow).body_iterator
    await anext(events)
    assert await anext(events) == b"data: two\n\n"
    await events.aclose()


async def test_one_whose_rendering_fails_leaves_the_others_their_own_try(live: Live) -> None:
    page, app = Page(live), FastAPI()
    tries = iter([ValueError, None])

    async def shaky() -> str:
        if next(tries) is not None:
            raise ValueError
        return await page.render()

    one: Any = stream(asking(app), live, "topic", shaky).body_iterator
    other: Any = stream(asking(app), live, "topic", shaky).body_iterator
    answers = await asyncio.gather(anext(one), anext(other), return_exceptions=True)
    assert sorted(type(each).__name__ for each in answers) == ["ValueError", "bytes"]
    await other.aclose()


@pytest.mark.parametrize(
    ("limit", "vary"),
    [
        (PER_LINK, lambda n: {"host": f"198.51.{n}.1", "token": "t"}),
        (PER_PERSON, lambda n: {"host": f"198.51.{n}.1", "person": AINO}),
        (PER_ADDRESS, lambda n: {"token": f"t{n}"}),
    ],
    ids=["link", "person", "address"],
)
async def test_streams_are_bounded_and_one_that_ends_makes_room(live: Live, limit: int, vary: Any) -> None:
    page, app = Page(live), FastAPI()
    held = [stream(asking(app, **vary(n)), live, "topic", page.render) for n in range(limit)]
    with pytest.raises(Problem) as refused:
        stream(asking(app, **vary(limit)), live, "topic", page.render)
    assert refused.value.status_code == 429
    assert refused.value.headers is not None
    assert refused.value.headers["Retry-After"]
    with contextlib.suppress(ConnectionError):
        await held[0]({"type": "http"}, _never, _gone)
    stream(asking(app, **vary(limit)), live, "topic", page.render)


async def _never() -> Any:
    await asyncio.Event().wait()


async def _gone(_: Any) -> None:
    raise ConnectionError


@pytest.mark.parametrize("now", [None, AINO.model_copy(update={"coordinator": False, "supervisor": "aino"})])
async def test_a_stream_ends_with_its_reader_s_session_and_rights(live: Live, now: Person | None) -> None:
    page, app = Page(live), FastAPI()
    events: Any = stream(asking(app, person=AINO), live, "topic", page.render).body_iterator
    await anext(events)
    live.notify(SESSIONS)
    assert await anext(events) == b"event: alive\ndata: \n\n"

    async def who(_: Request) -> Person | None:
        return now

    app.state.people = who
    live.notify(SESSIONS)
    with pytest.raises(StopAsyncIteration):
        await anext(events)


async def test_a_stream_ends_with_what_it_shows(live: Live) -> None:
    there = [True]

    async def render() -> str:
        if not there:
            raise Problem(404)
        return "<p>one</p>"

    events: Any = stream(asking(FastAPI()), live, "topic", render).body_iterator
    await anext(events)
    there.clear()
    live.notify("topic")
    with pytest.raises(StopAsyncIteration):
        await anext(events)
