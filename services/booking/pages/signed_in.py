"""Who looks at a page, whose time they see to, and what they typed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData

from services.booking.model.directory import Supervisor
from services.booking.pages.choosing import choice
from services.booking.store.directory import Directory
from services.booking.whose import Everybody, Only, check_own, reach
from shared.fields import cleaned
from shared.i18n import N_, Text
from shared.people.person import Person
from shared.store.mongo import Tx
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


async def shown(
    request: Request, tx: Tx, values: Mapping[str, Any], listed: Iterable[str]
) -> tuple[dict[str, Any], dict[str, Supervisor]]:
    """Whom a page about people's time offers and names, as `time_parts.html` asks for it: for the coordinator anybody,
    for a supervisor themselves; and those who are `listed` (ids), by their ids.
    """
    known = {each.id: each for each in await Directory(tx).named(sorted(set(listed)))}
    chosen = [values["supervisor"]] if values.get("supervisor") else []
    offered = await choice(request, tx, chosen) if isinstance(reach(request), Everybody) else None
    names = {who: each.name for who, each in known.items()}
    return {"choice": offered, "names": names, "everybodys": offered is not None}, known


def filled(request: Request, form: FormData, names: Sequence[str]) -> dict[str, str]:
    """A form about a supervisor's time, as it was typed: without a word of whose, it is one's own."""
    values = {name: typed(form, name) for name in names}
    return values | {"supervisor": values["supervisor"] or me(request).supervisor or ""}


def looked_for(request: Request, names: Sequence[str]) -> dict[str, str]:
    """What stood in a form when somebody was looked for with it: it is shown again."""
    return {name: cleaned(value)[:LONGEST] for name in names if (value := request.query_params.get(name))}


async def wrong_choice(request: Request, tx: Tx, supervisor_id: str) -> dict[str, Text]:
    """What is wrong with whose time was chosen; nothing mostly. Problem 403 where it is not theirs to choose."""
    check_own(request, supervisor_id)
    known = await Directory(tx).named([supervisor_id])
    return {} if known else {"supervisor": N_("Choose one of the supervisors.")}


def typed(form: FormData, name: str) -> str:
    """What stands in a field, as it is seen; '' where it is missing or a file."""
    value = form.get(name)
    return cleaned(value) if isinstance(value, str) else ""
