"""A small service made of nothing but the shell, to ask over HTTP."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any

import httpx
from fastapi import Depends, FastAPI, Request, Response
from pydantic import BaseModel, ConfigDict, EmailStr, Field, field_validator

from deploy.local.settings import EverySetting
from shared.app.settings import Settings
from shared.i18n import N_, Catalogues, Mistake
from shared.messages.base import Instant
from shared.people import keys
from shared.web import install, shell_folder
from shared.web.pages import Pages
from shared.web.problems import Problem
from shared.web.security.access import is_coordinator
from shared.web.security.authorization import COORDINATOR, EVERYBODY, SHELL, guard
from shared.web.security.limits import Limit

FOLDER = Path(__file__).parent / "service"
TOKEN = "7c1e05a9b3d84f62e7a0c95d1b38f246"
SECRET = "d3f80b61c92e47a5b08d6f13e95c7a24"
SESSION_KEY = keys.made()
NOW = datetime(2026, 12, 1, 7, 30, tzinfo=UTC)
SLOT = SimpleNamespace(start=NOW, end=NOW + timedelta(minutes=90))


ACCESS = {
    "GET /everything": EVERYBODY,
    "POST /everything": EVERYBODY,
    "GET /broken": EVERYBODY,
    "GET /taken": EVERYBODY,
    "GET /live": EVERYBODY,
    "GET /watch": EVERYBODY,
    "POST /api/debriefings": EVERYBODY,
    "GET /api/cases": COORDINATOR,
    "GET /api/limited": EVERYBODY,
    "GET /openapi.json": EVERYBODY,
}


class Person(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=20)]
    email: EmailStr


class Asked(BaseModel):
    contact: Person
    participants: Annotated[int, Field(ge=1, le=500)] = 5
    at: Instant | None = None
    place: Person | int | None = None

    @field_validator("participants")
    @classmethod
    def _even(cls, count: int) -> int:
        if count == 13:
            raise Mistake(N_("Choose either at a distance or a municipality, not both."))
        return count


def settings(**changed: Any) -> Settings:
    urls = {"amqp_url": "amqp://nowhere", "mongo_url": "mongodb://nowhere", "smtp_url": "smtp://nowhere:25"}
    known = {"public_url": "http://rinnalla.test", "secret": SECRET, "coordinator_token": TOKEN}
    known["session_key"] = SESSION_KEY
    return EverySetting(**{**urls, **known, **changed})


def application(**changed: Any) -> FastAPI:
    """The service `sample`: a page, an API, and everything that can go wrong with them."""
    app, chosen = FastAPI(docs_url=None, dependencies=[Depends(guard)]), settings(**changed)
    pages = Pages("sample", FOLDER, Catalogues.load(shell_folder(), FOLDER), chosen)
    app.state.settings = chosen
    app.state.service = "sample"
    app.state.access = {**SHELL, **ACCESS}
    app.state.people = _nobody
    app.state.awaited = _nobody
    install(app, "sample", pages)
    _pages(app, pages)
    _api(app)
    return app


async def _nobody(_: Request) -> None:
    return None


def _pages(app: FastAPI, pages: Pages) -> None:
    @app.get("/sample/everything")
    async def everything(request: Request, wrong: str = "") -> Response:
        missing = pages.translate(request, N_("This is missing. Fill it in."))
        errors = dict.fromkeys(("name", "kind", "words"), missing)
        typed = {"name": "<b>Aino</b>"}
        return pages.render(
            request, "everything.html", now=NOW, slot=SLOT, errors=errors if wrong else {}, values=typed
        )

    @app.post("/sample/everything")
    async def take(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @app.get("/sample/broken")
    async def broken() -> None:
        raise ValueError("a secret that somebody wrote")

    @app.get("/sample/taken")
    async def taken() -> None:
        raise Problem(409, fields={"slot": N_("Give a whole number.")}, headers={"Retry-After": "7"})


def _api(app: FastAPI) -> None:
    @app.post("/sample/api/debriefings")
    async def ask(asked: Asked) -> Asked:
        return asked

    @app.get("/sample/api/cases")
    async def cases() -> list[str]:
        return []

    @app.get("/sample/api/limited", dependencies=[Depends(Limit(3, 60, unless=is_coordinator))])
    async def limited() -> str:
        return "ok"


def client(app: FastAPI, address: str = "192.0.2.1") -> httpx.AsyncClient:
    through = httpx.ASGITransport(app, client=(address, 1234))
    return httpx.AsyncClient(transport=through, base_url="http://rinnalla.test", headers={"accept": "text/html"})
