"""Who looks at a page, whose time they see to, and what they typed."""

from collections.abc import Sequence

from fastapi import Request
from starlette.datastructures import FormData

from services.booking.permissions import Only, reach
from shared.fields import cleaned
from shared.people.person import Person
from shared.web.problems import Problem

# At a time, on a page about absences or hours.
MOST_LISTED = 100
LONGEST = 500


def me(request: Request) -> Person:
    """Who is signed in. Problem 401 for a program: its token is nobody's."""
    person: Person | None = request.state.person
    if person is None:
        raise Problem(401)
    return person


def limited_to(request: Request) -> tuple[str, ...] | None:
    """Whose time somebody sees to, as a store is asked for it: None is everybody's, () nobody's."""
    whose = reach(request)
    return whose.supervisors if isinstance(whose, Only) else None


def filled(request: Request, form: FormData, names: Sequence[str]) -> dict[str, str]:
    """A form about a supervisor's time, as it was typed: without a word of whose, it is one's own."""
    values = {name: typed(form, name) for name in names}
    return values | {"supervisor": values["supervisor"] or me(request).supervisor or ""}


def looked_for(request: Request, names: Sequence[str]) -> dict[str, str]:
    """What stood in a form when somebody was looked for with it: it is shown again."""
    return {name: cleaned(value)[:LONGEST] for name in names if (value := request.query_params.get(name))}


def typed(form: FormData, name: str) -> str:
    """What stands in a field, as it is seen; '' where it is missing or a file."""
    value = form.get(name)
    return cleaned(value) if isinstance(value, str) else ""
