"""Who looks at a page, whose time they see to, and what they typed."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData

from services.booking.model.directory import Supervisor
from services.booking.store import Store
from services.booking.whose import Everybody, Only, check_own, reach
from shared.fields import cleaned
from shared.i18n import N_, Text
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
    whose = reach(request)
    if isinstance(whose, Only):
        return await store.directory.named(whose.supervisors)
    return await store.directory.page("", MOST_SHOWN)


def shown(request: Request, people: Sequence[Supervisor]) -> dict[str, Any]:
    """The team, as `time_parts.html` asks for it."""
    return {
        "people": sorted((each for each in people if each.active), key=lambda each: each.name),
        "names": {each.id: each.name for each in people},
        "everybodys": isinstance(reach(request), Everybody),
    }


def filled(request: Request, form: FormData, names: Sequence[str]) -> dict[str, str]:
    """A form about a supervisor's time, as it was typed: without a word of whose, it is one's own."""
    values = {name: typed(form, name) for name in names}
    return values | {"supervisor": values["supervisor"] or me(request).supervisor or ""}


async def wrong_choice(request: Request, store: Store, supervisor_id: str) -> dict[str, Text]:
    """What is wrong with whose time was chosen; nothing mostly. Problem 403 where it is not theirs to choose."""
    check_own(request, supervisor_id)
    known = await store.directory.named([supervisor_id])
    return {} if known else {"supervisor": N_("Choose one of the supervisors.")}


def typed(form: FormData, name: str) -> str:
    """What stands in a field, as it is seen; '' where it is missing or a file."""
    value = form.get(name)
    return cleaned(value) if isinstance(value, str) else ""
