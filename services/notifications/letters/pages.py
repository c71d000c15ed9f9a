"""Which event is told to whom, and what each letter says: for the coordinator, with made-up facts, in each language."""

import asyncio
from functools import lru_cache
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.notifications.delivery.log import Search
from services.notifications.delivery.pages import show_letters
from services.notifications.letters.handlers import resend
from services.notifications.letters.table import TABLE
from services.notifications.writing.mime import MimeRenderer, Worded
from services.notifications.writing.model import Kind
from services.notifications.writing.samples import kinds, samples
from shared.app.service import App, CurrentApp
from shared.i18n import LANGUAGES, N_, Mistake
from shared.messages.base import Language
from shared.messaging.routing import type_name
from shared.web.language import language_of
from shared.web.pages import Pages
from shared.web.problems import Problem
from shared.web.security.access import author

router = APIRouter(include_in_schema=False)
# A mail brings its own style, and nothing else; no link in it leads anywhere.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; sandbox"
LANES = {"urgent": N_("urgent"), "normal": N_("in its turn")}


@router.get("/gallery")
async def show_gallery(request: Request, app: CurrentApp) -> Response:
    """Every event that somebody is told of, and every letter by its subject."""
    language = language_of(request)
    subjects = {kind: (await _worded(app, kind, language))[0].subject for kind in kinds()}
    rows = [(row, type_name(row.event)) for row in TABLE]
    return app.pages.render(request, "gallery.html", rows=rows, subjects=subjects, lanes=LANES)


@router.get("/gallery/{kind}")
async def show_letter(request: Request, kind: str, app: CurrentApp) -> Response:
    """One letter with all that it may say, in every language as text; its HTML stands behind links."""
    known = _kind(kind)
    told = {language: await _worded(app, known, language) for language in LANGUAGES}
    return app.pages.render(request, "gallery_letter.html", kind=known, told=told)


@router.get("/gallery/{kind}/{language}/{nth}/mail")
async def show_mail(kind: str, language: str, nth: int, app: CurrentApp) -> Response:
    """A letter's HTML as a mail program shows it."""
    told = await _worded(app, _kind(kind), language) if language in LANGUAGES else []
    if not 0 <= nth < len(told):
        raise Problem(404)
    return HTMLResponse(told[nth].html, headers={"Content-Security-Policy": ALONE})


@router.post("/letters/{letter_id}/resend")
async def resend_letter(letter_id: str, request: Request, app: CurrentApp) -> Response:
    """Once more, as it was; the log of its reader shows it on its way."""
    try:
        letter = await app.run(lambda unit: resend(letter_id, author(request), unit))
    except Mistake as wrong:
        return await show_letters(request, app, Search(), own=False, refused=wrong.text)
    return RedirectResponse(f"/notifications/letters?{urlencode({'to': letter.to})}", 303)


def _kind(name: str) -> Kind:
    """Problem 404 where there is no such letter."""
    found = next((each for each in kinds() if each == name), None)
    if found is None:
        raise Problem(404)
    return found


async def _worded(app: App, kind: Kind, language: Language) -> list[Worded]:
    renderer = await asyncio.to_thread(_renderer, app.pages)
    letters = samples(kind, language, app.clock(), app.settings.public_url)
    return [renderer.worded(each) for each in letters]


@lru_cache(maxsize=4)
def _renderer(pages: Pages) -> MimeRenderer:
    return MimeRenderer(pages.settings, lambda: pages.network_name, lambda: pages.branding.colour)
