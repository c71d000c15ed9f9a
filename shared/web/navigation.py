"""Where people go: the pages that the services' tables name, in a few places that everybody learns.

A subject's part names its own pages (`NavigationEntry`); `python -m deploy.navigation` puts all of them together into
`navigation.json`, so that every service shows the whole product's map and knows no other service for it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.i18n import Msgid
from shared.messages.base import Part as Value
from shared.people.person import Person

FILE = Path(__file__).parent / "navigation.json"
# On a phone's bar there is room for these and for the way to all the others.
IN_BAR = 4


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A page in the navigation of people in these `roles`, in one of the `place`s of `deploy.navigation`.

    `rank`: where in its place it stands, the lowest first; the first that somebody may open is where the place leads.
    `around`: beginnings of further addresses at which people are still "in" this page.
    """

    path: str
    label: Msgid
    place: str
    roles: tuple[str, ...]
    rank: int = 50
    around: tuple[str, ...] = ()


class MapPage(Value):
    """A page on the map; `labels` by language."""

    path: str
    labels: Mapping[str, str]
    roles: tuple[str, ...]
    around: tuple[str, ...] = ()

    def holds(self, address: str) -> int:
        """How much of an address is this page's: 0 where it is none of it."""
        fitting = [each for each in (self.path, *self.around) if f"{address}/".startswith(f"{each}/")]
        return max(map(len, fitting), default=0)


class MapPlace(Value):
    """A place with its pages; one that is `own` holds what is the reader's own, and is in no bar."""

    name: str
    icon: str
    labels: Mapping[str, str]
    own: bool = False
    pages: tuple[MapPage, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """What is shown of a page or a place. `current`: as `aria-current` says it, 'page' for the very page."""

    path: str
    label: str
    current: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A place with all its pages."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """One reader's navigation at one address: `pages` are the others of the same place; `trail` leads up from a page
    below one of these.
    """

    places: tuple[Link, ...]
    pages: tuple[Link, ...]
    groups: tuple[Group, ...]
    own: Group
    trail: tuple[Link, ...]
    home: str
    place: str = ""

    @property
    def bar(self) -> tuple[Link, ...]:
        return self.places[:IN_BAR]

    @property
    def has_map(self) -> bool:
        """Whether the places alone don't say it all."""
        return any(len(group.links) > 1 for group in self.groups)


def read(file: Path = FILE) -> tuple[MapPlace, ...]:
    """The map as it was put together."""
    return tuple(MapPlace.model_validate(each) for each in json.loads(file.read_text()))


PLACES = read()


def home(person: Person, places: Sequence[MapPlace] = PLACES) -> str:
    """Where signing in leads somebody who was on the way to nowhere else."""
    return next(page.path for place in _open(places, person.roles) for page in place.pages)


def menu(person: Person, language: str, address: str, places: Sequence[MapPlace] = PLACES) -> Menu:
    """What somebody is shown at an address."""
    seen = _open(places, person.roles)
    here = max((page for place in seen for page in place.pages), key=lambda each: each.holds(address), default=None)
    if here is not None and not here.holds(address):
        here = None

    def link(page: MapPage) -> Link:
        current = ("page" if page.path == address else "true") if page is here else ""
        return Link(page.path, page.labels[language], current)

    def lead(place: MapPlace) -> Link:
        current = ("page" if place.pages[0].path == address else "true") if here in place.pages else ""
        return Link(place.pages[0].path, place.labels[language], current, place.icon)

    shown = [place for place in seen if not place.own]
    around = next((place for place in seen if here in place.pages), None)
    own = tuple(link(page) for place in seen if place.own for page in place.pages)
    below = around is not None and here is not None and here.path != address
    return Menu(
        places=tuple(map(lead, shown)),
        pages=tuple(map(link, around.pages)) if around and len(around.pages) > 1 else (),
        groups=tuple(Group(place.labels[language], tuple(map(link, place.pages))) for place in shown),
        own=Group(person.name or person.email, own),
        trail=(link(here),) if below and here else (),
        home=home(person, places),
        place=around.labels[language] if around else "",
    )


def _open(places: Iterable[MapPlace], roles: frozenset[str]) -> list[MapPlace]:
    """The places with the pages that people in these roles may open; none that is empty for them."""
    found = [
        place.model_copy(update={"pages": tuple(page for page in place.pages if roles & set(page.roles))})
        for place in places
    ]
    return [place for place in found if place.pages]
