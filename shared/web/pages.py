"""Pages: Jinja templates in the reader's language, with the network's name and times as people write them."""

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from shared.i18n import LANGUAGES, Catalogues, Times
from shared.settings import Settings
from shared.web.language import COOKIE, language_of

HERE = Path(__file__).parent
A_YEAR = 365 * 24 * 3600


class Pages:
    """Renders one service's templates, and texts, in the three languages."""

    def __init__(self, service: str, folder: Path, catalogues: Catalogues, settings: Settings) -> None:
        self._catalogues = catalogues
        self.secure = settings.public_url.startswith("https:")
        self._environments = {
            language: environment([folder / "templates", HERE / "templates"], catalogues, Times(settings.zone), language)
            for language in LANGUAGES
        }
        for language, each in self._environments.items():
            each.globals.update(
                service=service, language=language, languages=LANGUAGES, network_name=settings.network_name
            )

    def render(self, request: Request, template: str, status_code: int = 200, **context: Any) -> HTMLResponse:
        """A page in the request's language; picking one with ?lang= sticks."""
        language = language_of(request)
        html = self._environments[language].get_template(template).render(request=request, **context)
        response = HTMLResponse(html, status_code)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Language"] = language
        response.headers["Vary"] = "Accept, Accept-Language, Cookie"
        if request.query_params.get("lang") == language:
            response.set_cookie(COOKIE, language, max_age=A_YEAR, httponly=True, samesite="lax", secure=self.secure)
        return response

    def fragment(self, request: Request, template: str, **context: Any) -> str:
        """Part of a page, for live updates."""
        return self._environments[language_of(request)].get_template(template).render(request=request, **context)

    def translate(self, request: Request, text: str) -> str:
        """A marked text in the request's language."""
        return self._catalogues.translations(language_of(request)).gettext(text) if text else ""


def environment(folders: list[Path], catalogues: Catalogues, times: Times, language: str) -> Environment:
    """Templates of one language: autoescaped, strict about what they are given."""
    made = Environment(
        loader=FileSystemLoader(folders),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(catalogues.translations(language), newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    made.filters.update(times.filters(language))
    return made
