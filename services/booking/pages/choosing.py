"""Choosing among supervisors on a form: the first of them, those looked for, oneself, and whoever is chosen."""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import Request

from services.booking.model.directory import Supervisor
from services.booking.rules.listing import Sought, words_sought
from services.booking.store.directory import Directory
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
