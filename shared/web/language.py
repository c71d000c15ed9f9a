"""Which language a request is answered in: the one picked on the page, else the browser's, else Finnish."""

from fastapi import Request

from shared.i18n import DEFAULT, LANGUAGES

COOKIE = "lang"


def language_of(request: Request) -> str:
    """`?lang=`, then the cookie it left, then Accept-Language, then Finnish."""
    for picked in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if picked in LANGUAGES:
            return picked
    return _preferred(request.headers.get("accept-language", ""))


def _preferred(header: str) -> str:
    ranked = []
    for n, part in enumerate(header.split(",")[:20]):
        name, _, rest = part.strip().partition(";")
        quality = rest.strip().removeprefix("q=") if rest else "1"
        try:
            ranked.append((-float(quality), n, name.split("-")[0].lower()))
        except ValueError:
            continue
    return next((name for quality, _, name in sorted(ranked) if name in LANGUAGES and quality < 0), DEFAULT)
