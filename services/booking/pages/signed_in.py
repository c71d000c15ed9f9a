"""Who looks at a page, and what they typed."""

from fastapi import Request
from starlette.datastructures import FormData

from shared.people.person import Person
from shared.web.problems import Problem


def me(request: Request) -> Person:
    """Who is signed in. Problem 401 for a program: its token is nobody's."""
    person: Person | None = request.state.person
    if person is None:
        raise Problem(401)
    return person


def typed(form: FormData, name: str) -> str:
    """What stands in a field; '' where it is missing or a file."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
