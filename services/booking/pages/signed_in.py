"""Who looks at a page, whose time they see to, and what they typed."""

from fastapi import Request
from starlette.datastructures import FormData

from services.booking.model.directory import Supervisor
from services.booking.store import Store
from services.booking.whose import own
from shared.people.person import Person
from shared.web.problems import Problem

MOST_SHOWN = 300


def me(request: Request) -> Person:
    """Who is signed in. Problem 401 for a program: its token is nobody's."""
    person: Person | None = request.state.person
    if person is None:
        raise Problem(401)
    return person


async def team(request: Request, store: Store) -> list[Supervisor]:
    """Whose time somebody sees to: one's own; everybody's for the coordinator."""
    mine = own(request)
    return await (store.directory.named([mine]) if mine else store.directory.page("", MOST_SHOWN))


def typed(form: FormData, name: str) -> str:
    """What stands in a field; '' where it is missing or a file."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
