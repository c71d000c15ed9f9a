"""The four services in one process, under one address. They stay strangers: each has its own broker connections and
database, and they talk through RabbitMQ alone.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping

import uvicorn
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from deploy.local.settings import EverySetting
from deploy.services import NAMES, table
from shared.app import logs
from shared.app.lifecycle import build
from shared.app.settings import Settings, read_settings
from shared.app.supervision import Supervisor, side_by_side
from shared.web.security.safety import HEADERS

FRONT = "/contracts/debriefings/new"
NOWHERE = "Sivua ei ole. Sidan finns inte. There is no such page.\n"


def together(settings: Settings) -> ASGIApp:
    """The four as one application."""
    return dispatch({name: build(table(name), settings) for name in NAMES})


def dispatch(services: Mapping[str, FastAPI]) -> ASGIApp:
    """Give each request, path and all, to the service that the path's first part names."""

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with _side_by_side(services):
            yield

    home = Starlette(routes=[Route("/", lambda _: RedirectResponse(FRONT, 302, HEADERS))], lifespan=lifespan)
    home.router.redirect_slashes = False

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        first = "" if scope["type"] == "lifespan" else scope["path"].split("/", 2)[1]
        if first and first not in services:
            await PlainTextResponse(NOWHERE, 404, HEADERS)(scope, receive, send)
        else:
            await services.get(first, home)(scope, receive, send)

    return app


@contextlib.asynccontextmanager
async def _side_by_side(services: Mapping[str, FastAPI]) -> AsyncIterator[None]:
    """All lifespans; they end at the same time, since each may wait for what is under way."""
    over = asyncio.Event()
    started = [asyncio.Event() for _ in services]

    async def live(app: FastAPI, here: asyncio.Event) -> None:
        async with app.router.lifespan_context(app):
            here.set()
            await over.wait()

    async def all_started() -> None:
        for here in started:
            await here.wait()

    tasks = Supervisor()
    lives = (live(app, here) for app, here in zip(services.values(), started, strict=True))
    running = tasks.begin("the services", side_by_side(*lives))
    try:
        await asyncio.wait({running, tasks.begin("the start", all_started())}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            yield
    finally:
        over.set()
        await running  # raises what kept one of them from starting
        await tasks.close()


def main() -> None:
    """Serve the four until told to stop."""
    settings = read_settings(EverySetting)
    logs.configure(settings, "rinnalla")
    uvicorn.run(
        together(settings),
        host=settings.http_host,
        port=settings.http_port,
        timeout_graceful_shutdown=3,
        log_config=None,
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
