"""The directory's pages: supervisors found, added, changed, invited, made inactive."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.booking.directory.handlers import invitations, supervisors
from services.booking.directory.handlers.supervisors import EmailTakenError, NoSuchSupervisorError
from services.booking.directory.model import Supervisor
from services.booking.directory.pages import profile_form
from services.booking.directory.pages.profile_form import Filled
from services.booking.directory.schemas import InvitedRow
from services.booking.directory.search import Sought, words_sought
from services.booking.directory.store.invitations import Invitations
from services.booking.directory.store.supervisors import Directory
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.store.mongo import DuplicateKey
from shared.web.language import language_of
from shared.web.problems import Problem
from shared.web.security.access import author
from shared.web.validation import sentences

router = APIRouter(prefix="/directory", include_in_schema=False)
PAGE = 50
MOST_INVITED = 200
HERE = "/booking/directory"
FILTERS = ("q", "language", "region", "competence", "who")
EMAIL_TAKEN = N_("Another supervisor has this e-mail address.")
NO_SUCH_SUPERVISOR = N_("There is no such supervisor.")
ADD = N_("Add a supervisor")


@router.get("")
async def list_supervisors(request: Request, app: CurrentApp) -> Response:
    """Supervisors by name, a page at a time, those who match what is looked for."""
    asked = {name: request.query_params.get(name, "")[:200] for name in FILTERS}
    after = request.query_params.get("after", "")[:500]
    listed = await Directory(app.tx).search(_sought(asked), after, PAGE)
    kept = {name: value for name, value in asked.items() if value}
    return app.pages.render(
        request,
        "directory.html",
        values=asked,
        found=listed.people,
        searched=bool(kept or after),
        first_link=f"{HERE}?{urlencode(kept)}" if after else None,
        next_link=f"{HERE}?{urlencode({**kept, 'after': listed.more})}" if listed.more else None,
        invited=await Invitations(app.tx).open_at(app.clock(), MOST_INVITED + 1) if not (kept or after) else [],
        most_invited=MOST_INVITED,
        **profile_form.choices(request),
    )


@router.get("/new")
async def show_new(request: Request, app: CurrentApp) -> Response:
    """An empty form, with the usual answers."""
    return _form(request, app, profile_form.empty(language_of(request)), title=ADD)


@router.post("/new")
async def add(request: Request, app: CurrentApp) -> Response:
    """Add a supervisor."""
    form = await asyncio.to_thread(profile_form.filled, await request.form())
    if form.row is None:
        return _form(request, app, form.typed, form.wrong, title=ADD)
    supervisor = form.row.supervisor(None, uuid4().hex)
    try:
        await app.run(lambda unit: supervisors.add_supervisor(unit, supervisor, author(request)))
    except (EmailTakenError, DuplicateKey):
        return _form(request, app, form.typed, {"email": EMAIL_TAKEN}, title=ADD)
    return RedirectResponse(f"{HERE}/people/{supervisor.id}?saved=yes", 303)


@router.get("/invite")
async def show_invite(request: Request, app: CurrentApp) -> Response:
    """The form to invite somebody."""
    return _invite_form(request, app, {"language": language_of(request)})


@router.post("/invite")
async def invite(request: Request, app: CurrentApp) -> Response:
    """Mail somebody a link by which they fill in their own details."""
    form = await request.form()
    typed = {name: str(form.get(name, ""))[:300] for name in ("name", "email", "language")}
    try:
        row = InvitedRow.model_validate(typed)
    except ValueError as failure:
        return _invite_form(request, app, typed, sentences(failure))  # type: ignore[arg-type]  # pydantic's own
    try:
        await app.run(lambda unit: invitations.invite(unit, row, author(request)))
    except EmailTakenError:
        return _invite_form(request, app, typed, {"email": EMAIL_TAKEN})
    return RedirectResponse(HERE, 303)


@router.get("/people/{supervisor_id}")
async def show_supervisor(supervisor_id: str, request: Request, app: CurrentApp) -> Response:
    """A supervisor's details, to be changed."""
    known = await _found(supervisor_id, app)
    return _form(request, app, profile_form.as_typed(known, language_of(request)), known=known)


@router.post("/people/{supervisor_id}")
async def change(supervisor_id: str, request: Request, app: CurrentApp) -> Response:
    """Save what was changed."""
    known, form = await _found(supervisor_id, app), await asyncio.to_thread(profile_form.filled, await request.form())
    if (wrong := await save(known, form, request, app)) is not None:
        return _form(request, app, form.typed, wrong, known=known)
    return RedirectResponse(f"{HERE}/people/{supervisor_id}?saved=yes", 303)


@router.post("/people/{supervisor_id}/activate")
async def activate(supervisor_id: str, request: Request, app: CurrentApp) -> Response:
    """Let a supervisor be asked again."""
    return await _set_active(supervisor_id, request, app, active=True)


@router.post("/people/{supervisor_id}/deactivate")
async def deactivate(supervisor_id: str, request: Request, app: CurrentApp) -> Response:
    """Ask nothing more of a supervisor."""
    return await _set_active(supervisor_id, request, app, active=False)


async def save(known: Supervisor, form: Filled, request: Request, app: App) -> Mapping[str, Text] | None:
    """Save a form over what is known of a supervisor; what is wrong with it where it can't be."""
    if form.row is None:
        return form.wrong
    changed = form.row.supervisor(known, known.id)
    try:
        await app.run(lambda unit: supervisors.change_supervisor(unit, changed, author(request)))
    except (EmailTakenError, DuplicateKey):
        return {"email": EMAIL_TAKEN}
    except NoSuchSupervisorError as gone:
        raise Problem(404, NO_SUCH_SUPERVISOR) from gone
    return None


async def _set_active(supervisor_id: str, request: Request, app: App, *, active: bool) -> Response:
    try:
        await app.run(lambda unit: supervisors.set_active(unit, supervisor_id, author(request), active=active))
    except NoSuchSupervisorError as unknown:
        raise Problem(404, NO_SUCH_SUPERVISOR) from unknown
    # Who leaves may have shifts on call: their page says which, and hands them over.
    there = f"{HERE}/people/{supervisor_id}?saved=yes" if active else f"/booking/roster/people/{supervisor_id}"
    return RedirectResponse(there, 303)


def _sought(asked: Mapping[str, str]) -> Sought:
    return Sought(
        words=words_sought(asked["q"]),
        language=asked["language"],
        region=asked["region"],
        competence=asked["competence"],
        active=asked["who"] != "inactive",
    )


async def _found(supervisor_id: str, app: App) -> Supervisor:
    try:
        return await supervisors.find_supervisor(app.tx, supervisor_id)
    except NoSuchSupervisorError as unknown:
        raise Problem(404, NO_SUCH_SUPERVISOR) from unknown


def _form(
    request: Request,
    app: App,
    typed: Mapping[str, Any],
    wrong: Mapping[str, Text] | None = None,
    known: Supervisor | None = None,
    title: Text = ADD,
) -> Response:
    return profile_form.page(
        request,
        app.pages,
        typed,
        wrong,
        here=f"{HERE}/people/{known.id}" if known else f"{HERE}/new",
        title=known.name if known else app.pages.translate(request, title),
        id=known.id if known else None,
        inactive=known is not None and not known.active,
    )


def _invite_form(
    request: Request, app: App, typed: Mapping[str, Any], wrong: Mapping[str, Text] | None = None
) -> Response:
    return app.pages.render(
        request,
        "invite.html",
        status_code=422 if wrong else 200,
        values=typed,
        errors=app.pages.translate_all(request, wrong or {}),
        here=f"{HERE}/invite",
        **profile_form.choices(request),
    )
