"""What went wrong, in one sentence with what to do next, in the reader's language: a page, or JSON for programs."""

from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from shared.i18n import N_
from shared.mongo import DatabaseError
from shared.web.language import language_of
from shared.web.pages import Pages
from shared.web.validation import Sentence, from_errors

log = structlog.get_logger()

GENERAL = {
    401: N_("Sign in first, or send a valid token."),
    403: N_("This request came from another site, so it was refused. Open the page itself and try again."),
    404: N_("There is nothing at this address. Check that the link is whole."),
    405: N_("That can't be done at this address."),
    413: N_("That is too much to send at once. Shorten it and try again."),
    422: N_("Some of what was sent needs mending."),
    500: N_("Something went wrong on our side. Nothing was changed; please try again."),
    503: N_("We can't reach our own systems right now. Nothing was changed; please try again in a moment."),
}


class Problem(Exception):
    """An answer that is not what was asked for. `text` and the values of `fields` are marked texts (`N_`)."""

    def __init__(
        self,
        status: int,
        text: str,
        fields: Mapping[str, str | Sentence] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.fields = fields or {}
        self.headers = dict(headers or {})


def wants_json(request: Request) -> bool:
    """Programs ask for JSON by the address, by what they accept, or by what they send; browsers accept HTML."""
    accept = request.headers.get("accept", "")
    sends_json = "json" in request.headers.get("content-type", "")
    return "/api/" in request.url.path or "application/json" in accept or (sends_json and "text/html" not in accept)


def answer(request: Request, pages: Pages, problem: Problem) -> Response:
    """The problem as the request wants it."""
    if not wants_json(request):
        page = pages.render(request, "problem.html", status_code=problem.status, text=problem.text)
        page.headers.update(problem.headers)
        return page
    body: dict[str, Any] = {"error": pages.translate(request, problem.text)}
    if problem.fields:
        body["fields"] = {name: _told(request, pages, text) for name, text in problem.fields.items()}
    headers = {**problem.headers, "Content-Language": language_of(request), "Cache-Control": "no-store"}
    return JSONResponse(body, problem.status, headers)


def _told(request: Request, pages: Pages, text: str | Sentence) -> str:
    if isinstance(text, Sentence):
        return pages.translate(request, text.text) % text.values
    return pages.translate(request, text)


def install(app: FastAPI, pages: Pages) -> None:
    """Every way in which a request can fail ends in a sentence; none shows what we were doing."""

    @app.exception_handler(Problem)
    async def problem(request: Request, failure: Problem) -> Response:
        return answer(request, pages, failure)

    @app.exception_handler(RequestValidationError)
    async def wrong(request: Request, failure: RequestValidationError) -> Response:
        return answer(request, pages, Problem(422, GENERAL[422], from_errors(failure.errors(), skip=1)))

    @app.exception_handler(HTTPException)
    async def http(request: Request, failure: HTTPException) -> Response:
        text = GENERAL.get(failure.status_code, GENERAL[404])
        return answer(request, pages, Problem(failure.status_code, text, headers=failure.headers))

    @app.exception_handler(DatabaseError)
    async def unreachable(request: Request, failure: DatabaseError) -> Response:
        log.error("the store did not answer", why=type(failure).__name__)
        return answer(request, pages, Problem(503, GENERAL[503], headers={"Retry-After": "2"}))

    @app.exception_handler(Exception)
    async def broken(request: Request, failure: Exception) -> Response:
        log.error("request failed", why=type(failure).__name__, exc_info=failure)
        return answer(request, pages, Problem(500, GENERAL[500]))
