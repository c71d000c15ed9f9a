"""Choosing among supervisors on a form: the first of them, those looked for, oneself, and whoever is chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from services.booking.directory.model import Supervisor
from services.booking.directory.search import Sought, words_sought
from services.booking.directory.store.supervisors import Directory
from services.booking.permissions import Everybody, check_own, reach
from shared.i18n import N_, Text
from shared.people.person import Person
from shared.store.mongo import Tx

# More on one form help nobody to find somebody.
MOST_SHOWN = 100
SEARCH, LOOKING = "q", "looking"


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom a form offers, by name. `cut`: there are others, to be looked for; `search`: what was looked for."""

    people: tuple[Supervisor, ...]
    cut: bool
    search: str

    @property
    def names(self) -> dict[str, str]:
        return {each.id: each.name for each in self.people}


async def choice(request: Request, tx: Tx, chosen: Iterable[str] = ()) -> Choice:
    """Whom to offer. `chosen` are there whatever the address looks for, and so is whoever looks."""
    person: Person | None = request.state.person
    search = request.query_params.get(SEARCH, "")[:200]
    listed = await Directory(tx).search(Sought(words=words_sought(search)), "", MOST_SHOWN)
    always = {*chosen, *([person.supervisor] if person is not None and person.supervisor else [])}
    known = {each.id: each for each in listed.people}
    if missing := sorted(always - known.keys()):
        known |= {each.id: each for each in await Directory(tx).named(missing[:MOST_SHOWN]) if each.active}
    people = tuple(sorted(known.values(), key=lambda each: (each.name, each.id)))
    return Choice(people, listed.more is not None, search)


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


async def wrong_choice(request: Request, tx: Tx, supervisor_id: str) -> dict[str, Text]:
    """What is wrong with whose time was chosen; nothing mostly. Problem 403 where it is not theirs to choose."""
    check_own(request, supervisor_id)
    known = await Directory(tx).named([supervisor_id])
    return {} if known else {"supervisor": N_("Choose one of the supervisors.")}
