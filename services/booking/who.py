"""Who acts: somebody who is signed in, or a program with the token of the settings."""

from fastapi import Request

from shared.i18n import N_
from shared.people.person import Person

PROGRAM = N_("the coordinator's token")


def author(request: Request) -> str:
    """Who stands in the record of a change."""
    person: Person | None = request.state.person
    return person.email if person else PROGRAM
