"""Pages in the reader's language, out of a service's templates and the shell's."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from jinja2.environment import TemplateModule

from shared.app.settings import Settings
from shared.fields import phone_as_read
from shared.i18n import Catalogues, Text, Times, environments, say
from shared.network.branding import Branding
from shared.web import language, static
from shared.web.navigation import menu

_SHELL = Path(__file__).parent / "templates"
_YEAR = 365 * 24 * 3600


class Pages:
    """The pages of one service. Templates extend the shell's `base.html` and import its `parts.html`."""

    def __init__(self, service: str, folder: Path, catalogues: Catalogues, settings: Settings) -> None:
        self.settings = settings
        self.times = Times(settings.zone)
        self.branding = Branding()
        self._service = service
        self._catalogues = catalogues
        self._environments = environments(
            catalogues,
            self.times,
            *sorted(folder.glob("**/templates")),
            _SHELL,
            known={
                "service": service,
                "static": partial(static.address, service),
            },
        )
        for environment in self._environments.values():
            environment.filters["phone"] = phone_as_read

    @property
    def network_name(self) -> str:
        """The network's own name, or the deployment's."""
        return self.branding.name or self.settings.network_name

    def render(self, request: Request, template: str, status_code: int = 200, **context: Any) -> HTMLResponse:
        """A whole page. `here` in the context: where the language links lead, if not to this very address."""
        context.setdefault("here", request.url.path)
        response = HTMLResponse(self.fragment(request, template, **context), status_code)
        response.headers["Content-Language"] = language.language_of(request)
        response.headers["Vary"] = "Accept, Accept-Language, Cookie"
        if picked := language.chosen(request):
            secure = self.settings.public_url.startswith("https:")
            response.set_cookie(language.COOKIE, picked, _YEAR, secure=secure, httponly=True, samesite="lax")
        return response

    def fragment(self, request: Request, template: str, **context: Any) -> str:
        """A piece of a page, for a live page's stream."""
        found: str = self._in(request).get_template(template).render(**{**self._shown(request, context), **context})
        return found

    def drawn(self, request: Request, template: str, **context: Any) -> TemplateModule:
        """A piece of a page drawn once, to be shown in many: `{{ it }}` in their templates, or as text."""
        return self._in(request).get_template(template).make_module({**self._shown(request, context), **context})

    def translate(self, request: Request, text: Text) -> str:
        """`text` in the reader's language."""
        return say(text, self._catalogues.translations(language.language_of(request)))

    def translate_into(self, language: str, text: Text) -> str:
        """`text` in a language of the network's, for what nobody reads in a browser."""
        return say(text, self._catalogues.translations(language))

    def translate_all(self, request: Request, texts: Mapping[str, Text]) -> dict[str, str]:
        """Each field's sentence in the reader's language."""
        return {name: self.translate(request, text) for name, text in texts.items()}

    def _in(self, request: Request) -> Environment:
        return self._environments[language.language_of(request)]

    def _shown(self, request: Request, context: Mapping[str, Any]) -> dict[str, Any]:
        here = str(context.get("here", request.url.path))
        kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
        person = getattr(request.state, "person", None)
        links = {each: f"{here}?{urlencode([*kept, ('lang', each)])}" for each in self.branding.languages}
        return {
            "network_name": self.network_name,
            "network_phone": self.branding.phone,
            "network_style": self._style(),
            "language_links": links,
            "menu": menu(person, language.language_of(request), request.url.path) if person is not None else None,
            "page_path": request.url.path,
            "awaited": getattr(request.state, "awaited", None),
            "errors": {},
            "values": {},
        }

    def _style(self) -> str | None:
        """Where the style sheet in the network's own colour is."""
        colour = self.branding.colour
        return f"/{self._service}/colour/{colour.removeprefix('#')}.css" if colour else None
