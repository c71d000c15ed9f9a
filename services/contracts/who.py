"""Who acts: somebody who is signed in, or a program with the token of the settings."""

from fastapi import Request

from services.contracts.handlers.requests import Asker
from shared.i18n import N_
from shared.people.person import Person

PROGRAM = N_("the coordinator's token")


def signed_in(request: Request) -> Person | None:
    """The person whose browser this is; None for a program, and for somebody who has not signed in."""
    person: Person | None = request.state.person
    return person


def author(request: Request) -> str:
    """Who stands in the record of a change."""
    person = signed_in(request)
    return person.email if person else PROGRAM


def asker(request: Request) -> Asker:
    """On whose word a debriefing is asked for."""
    person = signed_in(request)
    return Asker(email=person.email if person else None)
