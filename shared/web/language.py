"""Which language a reader gets: what they chose, what they chose before, what their browser asks for, Finnish."""

from collections.abc import Sequence

from starlette.requests import HTTPConnection

from shared.i18n import DEFAULT, LANGUAGES

COOKIE = "lang"


def language_of(request: HTTPConnection) -> str:
    """`?lang=`, the cookie, Accept-Language, in this order."""
    usual = DEFAULT if DEFAULT in offered(request) else offered(request)[0]
    return chosen(request) or _offered(request, request.cookies.get(COOKIE)) or preferred(request) or usual


def offered(request: HTTPConnection) -> Sequence[str]:
    """The languages that the network offers; all of ours where it has not chosen."""
    pages = getattr(request.app.state, "pages", None)
    return pages.branding.languages if pages is not None else LANGUAGES


def chosen(request: HTTPConnection) -> str | None:
    """The language that this very address asks for."""
    return _offered(request, request.query_params.get("lang"))


def preferred(request: HTTPConnection) -> str | None:
    """The best of Accept-Language that we speak."""
    for tag, quality in weighted(request.headers.get("accept-language", "")):
        if quality > 0 and (language := _offered(request, tag.split("-")[0])):
            return language
    return None


def weighted(header: str) -> list[tuple[str, float]]:
    """The items of an Accept or Accept-Language header with their weights, the heaviest first."""
    items = [_item(part) for part in header.lower()[:1000].split(",") if part.strip()]
    return sorted(items, key=lambda item: -item[1])


def _item(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            return name, _number(parameter[2:])
    return name, 1.0


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _offered(request: HTTPConnection, language: str | None) -> str | None:
    return language if language in offered(request) else None
