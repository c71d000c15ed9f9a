"""What every answer and every request is held to: security headers, same-origin posts, bodies of a sane size."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.pages import Pages
from shared.web.problems import GENERAL, Problem, answer

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # addresses of token links are secrets
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
SAFE = ("GET", "HEAD", "OPTIONS")
USUAL_BODY = 256 * 1024


class Headers:
    """Adds the security headers; Strict-Transport-Security where the network is reached by https."""

    def __init__(self, app: ASGIApp, *, secure: bool, docs: str) -> None:
        self._app = app
        self._docs = docs
        self._headers = ALWAYS | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if scope["path"] == self._docs:  # the API's own documentation page brings its scripts with it
                    del headers["Content-Security-Policy"]
            await send(message)

        return await self._app(scope, receive, with_headers)


class SameOrigin:
    """Refuses what another site makes a browser send. Programs send neither header, and carry tokens, not cookies."""

    def __init__(self, app: ASGIApp, *, pages: Pages) -> None:
        self._app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE or _from_here(Request(scope)):
            return await self._app(scope, receive, send)
        return await answer(Request(scope), self._pages, Problem(403, GENERAL[403]))(scope, receive, send)


def _from_here(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


class Bodies:
    """Refuses a body that is larger than the address allows, by its stated length or as it comes."""

    def __init__(self, app: ASGIApp, *, pages: Pages, allowed: Mapping[str, int]) -> None:
        self._app = app
        self._pages = pages
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            return await self._app(scope, receive, send)
        most = self._allowed.get(scope["path"], USUAL_BODY)
        body = await _read(Request(scope), receive, most)
        if body is None:
            refusal = answer(Request(scope), self._pages, Problem(413, GENERAL[413], headers={"Connection": "close"}))
            return await refusal(scope, receive, send)
        return await self._app(scope, _replay(body, receive), send)


async def _read(request: Request, receive: Receive, most: int) -> bytes | None:
    stated = request.headers.get("content-length", "0")
    if not stated.isdecimal() or int(stated) > most:
        return None
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(parts)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body that was read already, and after it whatever else the client says (that it has gone, say)."""
    waiting = [body]

    async def again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return again
