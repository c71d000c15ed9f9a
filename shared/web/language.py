"""Which language a reader gets: what they chose, what they chose before, what their browser asks for, Finnish."""

from starlette.requests import HTTPConnection

from shared.i18n import DEFAULT, LANGUAGES

COOKIE = "lang"


def language_of(request: HTTPConnection) -> str:
    """`?lang=`, the cookie, Accept-Language, in this order."""
    return chosen(request) or _known(request.cookies.get(COOKIE)) or preferred(request) or DEFAULT


def chosen(request: HTTPConnection) -> str | None:
    """The language that this very address asks for."""
    return _known(request.query_params.get("lang"))


def preferred(request: HTTPConnection) -> str | None:
    """The best of Accept-Language that we speak."""
    for tag, quality in weighted(request.headers.get("accept-language", "")):
        if quality > 0 and (language := _known(tag.split("-")[0])):
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


def _known(language: str | None) -> str | None:
    return language if language in LANGUAGES else None
