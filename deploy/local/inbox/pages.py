"""The inbox's page and its JSON."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from deploy.local.inbox.mails import Box, Mail
from deploy.local.inbox.smtp import Door

FOLDER = Path(__file__).parent
LONGEST_LIST = 300
SHELL = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
# A mail is a stranger's page: no script, no request to anywhere, no name of its own; its links open beside it.
MAIL = SHELL | {
    "Content-Security-Policy": "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
}
FILE = SHELL | {"Content-Security-Policy": "sandbox; default-src 'none'"}


def build(box: Box, door: Door, zone: ZoneInfo) -> FastAPI:
    """The inbox as an ASGI application."""
    app = FastAPI(title="Rinnalla inbox", docs_url="/api/docs", redoc_url=None)
    app.middleware("http")(_refuse_strange_names)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    _add_json(app, box, door)
    _add_pages(app, box, _templates(zone))
    _add_contents(app, box)
    return app


async def _refuse_strange_names(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """A page of somewhere else could be led here under its own name, and read every mail."""
    if not is_of_this_machine(request.headers.get("host", "")):
        return Response("The inbox answers to this machine's own names alone.\n", 421, SHELL, "text/plain")
    return await go_on(request)


def is_of_this_machine(host: str) -> bool:
    """Whether a header Host names this machine: a loopback address, or a name without a dot, as containers have and no
    stranger's domain can.
    """
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return bool(re.fullmatch(r"[a-z0-9-]{1,63}", name.lower()))


def _add_json(app: FastAPI, box: Box, door: Door) -> None:
    @app.get("/api/messages")
    async def messages(to: str | None = None) -> list[dict[str, Any]]:
        """Mails, oldest first; those of one recipient where `to` is given."""
        return [mail.as_json() for mail in box.mails(to)]

    @app.get("/api/messages/{mail_id}")
    async def message(mail_id: str) -> dict[str, Any]:
        return _known(box, mail_id).as_json()

    @app.delete("/api/messages", status_code=204)
    async def clear() -> None:
        box.clear()

    @app.post("/api/pause")
    async def pause(seconds: float = Query(3600, ge=0, le=86_400)) -> dict[str, bool]:
        """Answer 421 to every sender for a while, as a server does that is away."""
        door.pause(seconds)
        return {"paused": door.shut}

    @app.post("/api/resume")
    async def resume() -> dict[str, bool]:
        door.resume()
        return {"paused": door.shut}


def _add_pages(app: FastAPI, box: Box, templates: Environment) -> None:
    def page(name: str, to: str | None, mail: Mail | None = None) -> HTMLResponse:
        mails = box.mails(to or None)[::-1]
        filled = templates.get_template(name).render(
            mails=mails[:LONGEST_LIST], count=len(mails), to=to or "", mail=mail, people=_people(box)
        )
        return HTMLResponse(filled, headers=SHELL)

    @app.get("/", include_in_schema=False)
    async def index(to: str | None = None) -> HTMLResponse:
        return page("inbox.html", to)

    @app.get("/list", include_in_schema=False)
    async def listed(to: str | None = None, mail: str = "") -> HTMLResponse:
        return page("list.html", to, box.mail(mail))

    @app.get("/messages/{mail_id}", include_in_schema=False)
    async def read(mail_id: str, to: str | None = None) -> HTMLResponse:
        return page("inbox.html", to, _known(box, mail_id))

    @app.post("/clear", include_in_schema=False)
    async def clear(request: Request) -> RedirectResponse:
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise HTTPException(403, "Empty the inbox from its own page.")
        box.clear()
        return RedirectResponse("/", 303)

    @app.get("/changes", include_in_schema=False)
    async def changes() -> StreamingResponse:
        return StreamingResponse(_changes(box), media_type="text/event-stream", headers=SHELL)


def _add_contents(app: FastAPI, box: Box) -> None:
    @app.get("/messages/{mail_id}/html", include_in_schema=False)
    async def html(mail_id: str) -> HTMLResponse:
        return HTMLResponse('<base target="_blank">' + _known(box, mail_id).html, headers=MAIL)

    @app.get("/messages/{mail_id}/source", include_in_schema=False)
    async def source(mail_id: str) -> Response:
        return Response(_known(box, mail_id).raw, media_type="text/plain; charset=utf-8", headers=FILE)

    @app.get("/messages/{mail_id}/attachments/{number}", include_in_schema=False)
    async def attachment(mail_id: str, number: int) -> Response:
        files = _known(box, mail_id).attachments
        if not 0 <= number < len(files):
            raise HTTPException(404, "This mail has no such attachment.")
        as_file = FILE | {"Content-Disposition": "attachment"}
        return Response(files[number].content, media_type="application/octet-stream", headers=as_file)


async def _changes(box: Box) -> AsyncIterator[str]:
    seen = -1
    while True:
        seen = await box.changed(seen)
        yield "data: changed\n\n"


def _known(box: Box, mail_id: str) -> Mail:
    mail = box.mail(mail_id)
    if mail is None:
        raise HTTPException(404, "There is no such mail; it may have been deleted.")
    return mail


def _people(box: Box) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for mail in box.mails():
        found[mail.to] = found.get(mail.to, 0) + 1
    return dict(sorted(found.items()))


def _templates(zone: ZoneInfo) -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )

    def clock(at: datetime) -> str:
        return f"{at.astimezone(zone):%-H.%M.%S}"

    made.filters["clock"] = clock
    made.filters["moment"] = lambda at: f"{at.astimezone(zone):%-d.%-m.%Y} {clock(at)}"
    return made
