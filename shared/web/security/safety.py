"""Guards around every request: request id, security headers, forgery, size; and nothing of a failure gets out."""

import re
import traceback
import uuid
from collections.abc import Mapping
from urllib.parse import urlsplit

import structlog
from fastapi import FastAPI, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.clock import utc_now
from shared.i18n import N_
from shared.people.cookie import Cookie
from shared.people.person import coordinates_if_set
from shared.store.mongo import DatabaseError
from shared.web.pages import Pages
from shared.web.problems import Problem, answer
from shared.web.security.access import is_coordinator

log = structlog.get_logger()

MOST_BYTES = 256 * 1024
MOST_BYTES_OF_FILE = 1024 * 1024
# Where anybody checks whether a sealed document of some pages is genuine.
OPEN_TO_FILES = {"/contracts/verify": 10 * 1024 * 1024}
MOST_BYTES_OF_COORDINATOR = 64 * 1024 * 1024  # a whole network's supervisors in one upload
_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
_OUR_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "worker-src 'self'; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # links are secrets
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",  # unless the answer itself says otherwise, as a static file's does
}
ONLY_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


def install(app: FastAPI, pages: Pages) -> None:
    """Put the guard around everything the application answers."""
    app.add_middleware(Guard, pages=pages)


class Guard:
    """One pass around each HTTP request. A refusal of its own is said like any other."""

    def __init__(self, app: ASGIApp, pages: Pages) -> None:
        self._app, self._pages = app, pages
        self._cookie = Cookie.of(pages.settings)
        secure = pages.settings.public_url.startswith("https:")
        self._headers = {**HEADERS, **(ONLY_HTTPS if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope))
        outbound = _Outbound(send, {**self._headers, "X-Request-ID": request_id})
        with structlog.contextvars.bound_contextvars(request=request_id):
            await self._guarded(Request(scope, receive), outbound)

    def _most_bytes(self, request: Request) -> int:
        """How large a body may be. Only the coordinator may send more than a page does: files, or by the token more."""
        if is_coordinator(request):
            return MOST_BYTES_OF_COORDINATOR
        if "multipart/form-data" not in request.headers.get("content-type", ""):
            return MOST_BYTES
        if (most := OPEN_TO_FILES.get(request.url.path)) is not None:
            return most
        signed_in = self._cookie.read(request, utc_now())
        if signed_in is None:
            return MOST_BYTES
        person = coordinates_if_set(signed_in.person, self._pages.settings.coordinator_email)
        return MOST_BYTES_OF_FILE if person.coordinator else MOST_BYTES

    async def _guarded(self, request: Request, outbound: "_Outbound") -> None:
        try:
            _refuse_forgery(request, self._pages.settings.public_url)
            body = _Inbound(request.receive, self._most_bytes(request))
            body.check(request.headers.get("content-length"))
            await self._app(request.scope, body, outbound)
        except Exception as failure:  # noqa: BLE001  # the last one there is
            if outbound.started:
                _tell(failure)
                return  # the server cuts the connection, the browser asks again
            refusal = await answer(request, _as_problem(failure), self._pages)
            await refusal(request.scope, request.receive, outbound)


class _Inbound:
    """A request's body, counted while it comes in."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._left = receive, most

    def check(self, announced: str | None) -> None:
        if announced and announced.isdecimal() and int(announced) > self._left:
            raise Problem(413)

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise Problem(413)
        return message


class _Outbound:
    """An answer on its way out: the headers that every answer has."""

    def __init__(self, send: Send, headers: Mapping[str, str]) -> None:
        self._send, self._headers = send, headers
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            for name, value in self._headers.items():
                headers.setdefault(name, value)
        await self._send(message)


def _refuse_forgery(request: Request, public_url: str) -> None:
    """Another site's page can't act here with a reader's browser. Programs send neither header, and no cookie."""
    if request.method in _UNSAFE and not _is_ours(request.headers, public_url):
        raise Problem(403, N_("This came from another site. Open the page here and send it again."))


def _is_ours(headers: Headers, public_url: str) -> bool:
    """`null` is nobody's: our own pages name their origin (base.html says so), over plain http too. Nor is ours what
    was read by another scheme than ours: who sits on the way can write a page under our name without TLS.
    """
    if site := headers.get("sec-fetch-site"):
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return True
    ours = urlsplit(public_url)
    try:
        sent = urlsplit(origin)
    except ValueError:  # no address at all
        return False
    return sent.scheme == ours.scheme and bool(sent.netloc) and sent.netloc in {headers.get("host"), ours.netloc}


def _as_problem(failure: Exception) -> Problem:
    if isinstance(failure, Problem):
        return failure
    _tell(failure)
    if isinstance(failure, DatabaseError | TimeoutError | ConnectionError):
        return Problem(503, headers={"Retry-After": "5"})
    return Problem(500)


def _tell(failure: Exception) -> None:
    """Where it happened, never an exception's own words: they can hold what somebody wrote."""
    frames = traceback.extract_tb(failure.__traceback__)[-4:]
    where = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames]
    log.error("request failed", why=type(failure).__name__, where=where)


def _request_id(headers: Headers) -> str:
    given = headers.get("x-request-id", "")
    return given if _OUR_ID.match(given) else uuid.uuid4().hex
