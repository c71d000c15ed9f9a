"""A supervisor's own details: where somebody invited joins, and where one changes them later."""

import asyncio
from collections.abc import Mapping
from typing import Any, cast
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.booking.directory.completeness import lacking
from services.booking.directory.handlers import invitations, supervisors
from services.booking.directory.handlers.invitations import InvitationSpentError, NoSuchInvitationError
from services.booking.directory.handlers.supervisors import EmailTakenError, NoSuchSupervisorError
from services.booking.directory.invitations import Invitation
from services.booking.directory.model import Supervisor
from services.booking.directory.pages import profile_form
from services.booking.directory.pages.supervisors import NO_SUCH_SUPERVISOR, save
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.people.person import Person
from shared.store.mongo import DuplicateKey
from shared.web.language import language_of
from shared.web.problems import Problem
from shared.web.security.token_links import opens_nothing

router = APIRouter(include_in_schema=False)
PROFILE = "/booking/profile"
MY_DETAILS = N_("My details")
WELCOME = N_("Welcome to the network")
WELCOME_LEAD = N_("Tell when and where you work. You can change this later when you have signed in.")
SPENT = N_("This invitation has been used or has run out. Sign in, or ask the coordinator for a new one.")


@router.get("/profile")
async def show_profile(request: Request, app: CurrentApp) -> Response:
    """One's own details."""
    known = await _mine(request, app)
    return _own_form(request, app, profile_form.as_typed(known, language_of(request)), lacks=lacking(known))


@router.post("/profile")
async def change_profile(request: Request, app: CurrentApp) -> Response:
    """Save one's own details; the e-mail address is the coordinator's to change, since one signs in by it."""
    known = await _mine(request, app)
    form = await asyncio.to_thread(profile_form.filled, await request.form(), known.email)
    if (wrong := await save(known, form, request, app)) is not None:
        return _own_form(request, app, form.typed, wrong)
    return RedirectResponse(f"{PROFILE}?saved=yes", 303)


@router.get("/welcome/{token}")
async def show_welcome(token: str, request: Request, app: CurrentApp) -> Response:
    """The invited person's form; looking spends nothing."""
    invitation = await _invitation(token, request, app)
    if invitation.used or invitation.expires_at <= app.clock():
        raise Problem(410, SPENT)
    typed = {**profile_form.empty(language_of(request)), "name": invitation.name, "language": invitation.language}
    return _welcome_form(request, app, token, typed)


@router.post("/welcome/{token}")
async def join(token: str, request: Request, app: CurrentApp) -> Response:
    """Take the invited person into the directory; the link is spent."""
    invitation = await _invitation(token, request, app)
    form = await asyncio.to_thread(profile_form.filled, await request.form(), invitation.email)
    if form.row is None:
        return _welcome_form(request, app, token, form.typed, form.wrong)
    supervisor = form.row.supervisor(None, uuid4().hex)
    lacks = lacking(supervisor)
    if lacks and not form.as_it_is:
        return _welcome_form(request, app, token, form.typed, lacks=lacks)
    try:
        await app.run(lambda unit: invitations.join(unit, token, supervisor))
    except (InvitationSpentError, EmailTakenError, DuplicateKey) as spent:
        raise Problem(410, SPENT) from spent
    return RedirectResponse("/booking/welcome", 303)


@router.get("/welcome")
async def show_joined(request: Request, app: CurrentApp) -> Response:
    """Thanks, and where to go on."""
    return app.pages.render(request, "joined.html")


async def _mine(request: Request, app: App) -> Supervisor:
    person = cast("Person", request.state.person)
    try:
        return await supervisors.find_supervisor(app.tx, person.supervisor or "")
    except NoSuchSupervisorError as gone:
        raise Problem(404, NO_SUCH_SUPERVISOR) from gone


async def _invitation(token: str, request: Request, app: App) -> Invitation:
    try:
        return await invitations.find_invitation(app.tx, token)
    except NoSuchInvitationError as unknown:
        raise opens_nothing(request) from unknown


def _own_form(
    request: Request,
    app: App,
    typed: Mapping[str, Any],
    wrong: Mapping[str, Text] | None = None,
    lacks: Mapping[str, Text] | None = None,
) -> Response:
    title = app.pages.translate(request, MY_DETAILS)
    said = app.pages.translate_all(request, lacks or {})
    return profile_form.page(request, app.pages, typed, wrong, here=PROFILE, title=title, own=True, lacks=said)


def _welcome_form(
    request: Request,
    app: App,
    token: str,
    typed: Mapping[str, Any],
    wrong: Mapping[str, Text] | None = None,
    lacks: Mapping[str, Text] | None = None,
) -> Response:
    told = {name: app.pages.translate(request, text) for name, text in (("title", WELCOME), ("lead", WELCOME_LEAD))}
    here = f"/booking/welcome/{token}"
    said = app.pages.translate_all(request, lacks or {})
    return profile_form.page(request, app.pages, typed, wrong, here=here, own=True, joins=True, lacks=said, **told)
