"""Seeing and erasing what is kept about a person: their own pages, and the coordinator's for whoever asks."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from services.booking.erasing import handlers
from services.booking.erasing.handlers import StillNeededError
from services.booking.sign_in.pages import signed_out
from services.booking.sign_in.rules import Held
from shared.app.service import CurrentApp
from shared.fields import EmailKey
from shared.i18n import N_, Msgid
from shared.people.person import Person
from shared.web.problems import Problem

router = APIRouter(include_in_schema=False)
Address = Annotated[EmailKey, Form()]

REFUSED: dict[Held, Msgid] = {
    "coordinator": N_("The network's coordinator can't be erased. Change the coordinator in the settings first."),
    "debriefing": N_("An urgent debriefing of theirs is under way. Finish or withdraw it first."),
    "session": N_("They have sessions to come. Cancel them or hand them over first."),
    "duty": N_("They are on call, or in the roster for days to come. Find somebody in their place first."),
}


@router.get("/me/erase")
async def ask_own(request: Request, app: CurrentApp) -> Response:
    """What erasing means; nothing happens yet."""
    return app.pages.render(request, "erase_me.html", email=_me(request).email)


@router.post("/me/erase")
async def erase_own(request: Request, app: CurrentApp) -> Response:
    """Erase oneself; the browser is signed out with it."""
    email = _me(request).email
    try:
        await app.run(lambda unit: handlers.erase(unit, email, email))
    except StillNeededError as needed:
        raise Problem(409, REFUSED[needed.held]) from needed
    answer = app.pages.render(request, "erased.html", here="/booking/sign-in")
    signed_out(app, answer)
    return answer


@router.get("/people")
async def find(request: Request, app: CurrentApp) -> Response:
    """Where the coordinator writes whose data somebody has asked for."""
    return app.pages.render(request, "people.html", whom=None)


@router.post("/people")
async def found(request: Request, app: CurrentApp, email: Address) -> Response:
    """What can be done for the person with this address; whether anything is kept shows in each part."""
    whom = await app.run(lambda unit: handlers.subject(unit, email))
    return app.pages.render(request, "people.html", whom=whom, here="/booking/people")


@router.post("/people/erase")
async def erase(request: Request, app: CurrentApp, email: Address, sure: Annotated[str, Form()] = "") -> Response:
    """Erase somebody who has asked for it."""
    if sure != "yes":
        raise Problem(422, N_("Tick that you are sure: what is erased can't be brought back."))
    try:
        await app.run(lambda unit: handlers.erase(unit, email, _me(request).email))
    except StillNeededError as needed:
        raise Problem(409, REFUSED[needed.held]) from needed
    return app.pages.render(request, "erased.html", here="/booking/people")


def _me(request: Request) -> Person:
    person: Person = request.state.person
    return person
