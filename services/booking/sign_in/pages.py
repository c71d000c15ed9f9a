"""Signing in by a mailed link, and one's own page: who one is here, on which devices one is signed in."""

import contextlib
import secrets
from typing import cast
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData

from services.booking.accounts import handlers as ending
from services.booking.accounts.handlers import NoSuchDeviceError
from services.booking.accounts.model import LINK_LASTS_MINUTES, SignInLink
from services.booking.accounts.store import People
from services.booking.sign_in import handlers
from services.booking.sign_in.handlers import LinkSpentError
from services.booking.sign_in.rules import device_name, own_page
from shared.app.service import App, CurrentApp
from shared.fields import EmailKey
from shared.i18n import N_
from shared.people.cookie import Cookie, SignedIn
from shared.people.person import Person
from shared.tokens import digest
from shared.web.language import language_of
from shared.web.navigation import home
from shared.web.problems import Problem
from shared.web.security.limits import Limit
from shared.web.security.token_links import opens_nothing
from shared.web.validation import sentences

router = APIRouter(include_in_schema=False)
ME = "/booking/me"
_EMAIL: TypeAdapter[str] = TypeAdapter(EmailKey)
# Asking only: opening a link is no guess, so colleagues behind one address never lock each other out of their own.
_ASKING = Depends(Limit(20, 300))


@router.get("/sign-in")
async def show_form(request: Request, app: CurrentApp) -> Response:
    """Where one writes one's address."""
    after = own_page(request.query_params.get("next"))
    if (person := _person(request)) is not None and after is None:
        return RedirectResponse(home(person), 303)
    return app.pages.render(request, "sign_in.html", after=after)


@router.post("/sign-in", dependencies=[_ASKING])
async def ask(request: Request, app: CurrentApp) -> Response:
    """Promise a mail to whoever is known; nobody learns who is."""
    form = await request.form()
    typed, after = _text(form, "email")[:1000], own_page(_text(form, "next"))
    try:
        email = _EMAIL.validate_python(typed)
    except ValidationError as wrong:
        said = app.pages.translate(request, sentences(wrong)[""])
        return app.pages.render(
            request, "sign_in.html", 422, after=after, values={"email": typed[:200]}, errors={"email": said}
        )
    await app.run(lambda unit: handlers.ask_to_sign_in(unit, email, language_of(request), after))
    return app.pages.render(
        request, "sign_in_sent.html", email=email, minutes=LINK_LASTS_MINUTES, here="/booking/sign-in"
    )


@router.get("/sign-in/{token}")
async def show_link(token: str, request: Request, app: CurrentApp) -> Response:
    """What the mailed link leads to: a button, for mail scanners open links but press nothing."""
    link = await _link(token, request, app)
    if link.used or link.expires_at <= app.clock():
        return _spent(request, app, link)
    return app.pages.render(request, "sign_in_open.html", email=link.email, token=token)


@router.post("/sign-in/{token}")
async def open_session(token: str, request: Request, app: CurrentApp) -> Response:
    """Sign this browser in; the link is spent."""
    link = await _link(token, request, app)
    session, device = secrets.token_urlsafe(32), device_name(request.headers.get("user-agent", ""))
    before: SignedIn | None = getattr(request.state, "signed_in", None)
    try:
        signed_in, after = await app.run(lambda unit: handlers.sign_in(unit, token, session, device, before))
    except LinkSpentError:
        await app.run(lambda unit: handlers.note_refusal(unit, link))
        return _spent(request, app, link)
    answer = RedirectResponse(after or home(signed_in.person), 303)
    Cookie.of(app.settings).write(answer, signed_in)
    return answer


@router.get("/session")
async def renew(request: Request, app: CurrentApp) -> Response:
    """Write into the cookie that they were seen, and lead on; nothing is kept of it here."""
    after = own_page(request.query_params.get("next"))
    here: SignedIn | None = getattr(request.state, "signed_in", None)
    if here is None or (person := _person(request)) is None:
        return RedirectResponse("/booking/sign-in" + (f"?next={quote(after, safe='')}" if after else ""), 303)
    answer = RedirectResponse(after or home(person), 303)
    Cookie.of(app.settings).write(answer, here.model_copy(update={"seen": app.clock()}))
    return answer


@router.get("/me")
async def show_me(request: Request, app: CurrentApp) -> Response:
    """One's own page."""
    here: SignedIn = request.state.signed_in
    devices = await People(app.tx).devices(here.person.email)
    return app.pages.render(request, "me.html", me=here.person, devices=devices, this=here.key)


@router.post("/sign-out")
async def sign_out_here(request: Request, app: CurrentApp) -> Response:
    """Sign this browser out; who is not signed in is so already."""
    here: SignedIn | None = getattr(request.state, "signed_in", None)
    if here is not None:
        with contextlib.suppress(NoSuchDeviceError):
            await app.run(lambda unit: ending.sign_out(unit, here.key, here.person.email))
    return signed_out(app, RedirectResponse("/booking/sign-in", 303))


@router.post("/me/sign-out")
async def sign_out_everywhere(request: Request, app: CurrentApp) -> Response:
    """Sign all of one's devices out, this one too."""
    here: SignedIn = request.state.signed_in
    await app.run(lambda unit: ending.sign_out_everywhere(unit, here.person.email))
    return signed_out(app, RedirectResponse("/booking/sign-in", 303))


@router.post("/me/devices/{key}/sign-out")
async def sign_out_device(key: str, request: Request, app: CurrentApp) -> Response:
    """Sign one of one's devices out."""
    here: SignedIn = request.state.signed_in
    try:
        await app.run(lambda unit: ending.sign_out(unit, key, here.person.email))
    except NoSuchDeviceError as unknown:
        raise Problem(404, N_("There is no such device among yours; it may be signed out already.")) from unknown
    return RedirectResponse(ME, 303)


async def _link(token: str, request: Request, app: App) -> SignInLink:
    link = await People(app.tx).link(digest(token))
    if link is None:
        raise opens_nothing(request, N_("This link opens nothing any more. Ask for a new one on the sign-in page."))
    return link


def signed_out(app: App, answer: Response) -> Response:
    """The answer with which a browser forgets that it was signed in."""
    Cookie.of(app.settings).clear(answer)
    return answer


def _spent(request: Request, app: App, link: SignInLink) -> Response:
    return app.pages.render(request, "sign_in.html", 410, after=link.after, spent=True, here="/booking/sign-in")


def _person(request: Request) -> Person | None:
    return cast("Person | None", request.state.person)


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
