"""Puts the services' pages together into the map that every page shows: `shared/web/navigation.json`.

Which places there are is said here, where the whole product is known; which pages, in the services' tables.
`python -m deploy.navigation` writes it; with `--check` it only tells whether it is up to date (exit status 1 if not).
"""

import json
import sys
from typing import Any

from deploy.services import NAMES, table
from shared.app.service import Service
from shared.i18n import LANGUAGES, Catalogues, say
from shared.web import shell_folder
from shared.web.navigation import FILE, NavigationEntry

# In the order shown. Four of somebody's own are in a phone's bar; nobody should see more than five.
PLACES: tuple[dict[str, Any], ...] = (
    {"name": "today", "icon": "today", "labels": {"fi": "Tänään", "sv": "I dag", "en": "Today"}},
    {"name": "calendar", "icon": "calendar", "labels": {"fi": "Kalenteri", "sv": "Kalender", "en": "Calendar"}},
    {"name": "debriefings", "icon": "phone", "labels": {"fi": "Jälkipuinnit", "sv": "Debriefing", "en": "Debriefings"}},
    {"name": "supervision", "icon": "rings", "labels": {"fi": "Ohjaukset", "sv": "Handledning", "en": "Supervision"}},
    {"name": "on-call", "icon": "phone", "labels": {"fi": "Päivystys", "sv": "Jour", "en": "On call"}},
    {"name": "reports", "icon": "document", "labels": {"fi": "Raportit", "sv": "Rapporter", "en": "Reports"}},
    {"name": "workplace", "icon": "people", "labels": {"fi": "Työpaikka", "sv": "Arbetsplats", "en": "Workplace"}},
    {"name": "network", "icon": "people", "labels": {"fi": "Verkosto", "sv": "Nätverket", "en": "Network"}},
    {"name": "own", "icon": "people", "labels": {"fi": "Omat", "sv": "Eget", "en": "My own"}, "own": True},
)


class NoSuchPlaceError(Exception):
    """A page stands in a place that there is not."""


def render() -> str:
    """The whole map."""
    entries = [(table(name), entry) for name in NAMES for entry in table(name).pages]
    known = {place["name"] for place in PLACES}
    if lost := [entry.path for _, entry in entries if entry.place not in known]:
        raise NoSuchPlaceError(", ".join(lost))
    places = [
        {**place, "pages": [_page(*each) for each in _of(place["name"], entries)]}
        for place in PLACES
        if _of(place["name"], entries)
    ]
    return json.dumps(places, ensure_ascii=False, indent=1) + "\n"


def _of(place: str, entries: list[tuple[Service, NavigationEntry]]) -> list[tuple[Service, NavigationEntry]]:
    found = [each for each in entries if each[1].place == place]
    return sorted(found, key=lambda each: (each[1].rank, each[1].path))


def _page(service: Service, entry: NavigationEntry) -> dict[str, Any]:
    catalogues = Catalogues.load(shell_folder(), service.folder)
    labels = {language: say(entry.label, catalogues.translations(language)) for language in LANGUAGES}
    page = {"path": entry.path, "labels": labels, "roles": list(entry.roles)}
    return page | ({"around": list(entry.around)} if entry.around else {})


def main(arguments: list[str]) -> int:
    """Write the map, or check it."""
    if "--check" in arguments:
        fresh = FILE.exists() and FILE.read_text() == render()
        said = "is up to date" if fresh else "is out of date: python -m deploy.navigation"
        print(f"shared/web/navigation.json {said}")  # noqa: T201  # a command's answer
        return 0 if fresh else 1
    FILE.write_text(render())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
