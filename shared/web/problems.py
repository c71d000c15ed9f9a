"""Refusals: one sentence with what to do next, as JSON or as a page, in the reader's language."""

import contextlib
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from shared.i18n import N_, Text
from shared.web import language
from shared.web.pages import Pages
from shared.web.validation import sentences

_BY_STATUS = {
    400: N_("We could not read the request. Check what was sent and try again."),
    401: N_("Sign in first: this needs a token. Send it in the header Authorization: Bearer."),
    403: N_("This is not allowed from here. Open the page again and try once more."),
    404: N_("There is no such page. Check that the address is whole."),
    405: N_("This address can't be used this way. Go back and try again."),
    406: N_("We can't answer in the format asked for. Ask for HTML or JSON."),
    413: N_("Too much was sent at once. Make it shorter and send it again."),
    415: N_("We can't read this kind of content. Send JSON."),
    429: N_("Too many requests from the same address. Wait a moment and try again."),
    503: N_("The service is not available just now. Try again in a moment."),
}
_OUR_FAULT = N_("Something went wrong with us, and we have been told. Try again in a moment.")
LOOK_AT_FIELDS = N_("Some of the information needs mending. Look at the fields named here and send again.")


class Problem(HTTPException):
    """What a person or a program is told instead of what they asked for; raised anywhere, the routes included."""

    def __init__(
        self,
        status: int,
        text: Text | None = None,
        fields: Mapping[str, Text] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, headers=dict(headers or {}))
        self.text = text or sentence_for(status)
        self.fields = fields or {}


def sentence_for(status: int) -> Text:
    """What is said of a status where nobody said anything better."""
    return _BY_STATUS.get(status, _OUR_FAULT if status >= 500 else _BY_STATUS[400])


def wants_json(request: Request) -> bool:
    """An API path, an Accept that prefers JSON to HTML, or a JSON body from somebody who accepts anything."""
    if "/api/" in f"{request.url.path}/":
        return True
    accept = request.headers.get("accept", "*/*")
    as_json, as_html = _weight(accept, "application/json"), _weight(accept, "text/html")
    if as_json != as_html:
        return as_json > as_html
    return "json" in request.headers.get("content-type", "")


async def answer(request: Request, problem: Problem, pages: Pages) -> Response:
    """The refusal itself. A page of it keeps the menu, and leads on."""
    said = pages.translate(request, problem.text)
    fields = pages.translate_all(request, problem.fields)
    if wants_json(request):
        body = {"error": said, "fields": fields} if fields else {"error": said}
        told = {"Content-Language": language.language_of(request), "Vary": "Accept, Accept-Language, Cookie"}
        return JSONResponse(body, problem.status_code, {**told, **(problem.headers or {})})
    await _find_out_who(request)
    page = pages.render(request, "problem.html", problem.status_code, problem=said, fields=fields)
    page.headers.update(problem.headers or {})
    return page


def install(app: FastAPI, pages: Pages) -> None:
    """Turn what is raised, and what FastAPI itself refuses, into answers."""

    async def refuse(request: Request, problem: Any) -> Response:
        return await answer(request, _as_problem(problem), pages)

    for kind in (Problem, StarletteHTTPException, RequestValidationError):
        app.add_exception_handler(kind, refuse)


async def _find_out_who(request: Request) -> None:
    """Who is signed in, where nobody has looked yet; nobody where that can't be told just now."""
    if not hasattr(request.state, "person"):
        request.state.person = None
        with contextlib.suppress(Exception):
            request.state.person = await request.app.state.people(request)
            if request.state.person is not None:
                request.state.awaited = await request.app.state.awaited(request.state.person)


def _as_problem(raised: Problem | StarletteHTTPException | RequestValidationError) -> Problem:
    if isinstance(raised, Problem):
        return raised
    if isinstance(raised, RequestValidationError):
        return Problem(422, LOOK_AT_FIELDS, sentences(raised))
    return Problem(raised.status_code, headers=raised.headers)


def _weight(accept: str, kind: str) -> float:
    """How much a header Accept wants `kind`; the most exact of its items counts."""
    wanted = dict(reversed(language.weighted(accept)))
    for name in (kind, f"{kind.partition('/')[0]}/*", "*/*"):
        if name in wanted:
            return wanted[name]
    return 0.0
