"""Who somebody is by their e-mail address, what their browser is called, where they may be led afterwards."""

import re
from collections.abc import Sequence
from typing import Literal

from services.booking.accounts.model import Orderer
from services.booking.directory.model import Supervisor
from shared.fields import address_key
from shared.messages.base import Language
from shared.people.person import Person

Held = Literal["coordinator", "debriefing", "session", "duty"]

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"))
_OTHER_BROWSERS = (("CriOS", "Chrome"), ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
# An address of our own pages: from the root, never `//host`, with nothing that a header could trip over.
_OWN_PAGE = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,500}")


def known_person(
    email: str,
    coordinator: str,
    coordinator_language: Language,
    supervisor: Supervisor | None,
    orders: Sequence[Orderer] = (),
) -> Person | None:
    """The person with this address, in all their roles; None for a stranger. Named as in the directory, or as their
    organisation calls them.
    """
    coordinates = address_key(email) == address_key(coordinator)
    known = [supervisor] if supervisor else [*orders]
    if not coordinates and not known:
        return None
    return Person(
        email=email,
        name=next((each.name for each in known if each.name), ""),
        language=known[0].language if known else coordinator_language,
        coordinator=coordinates,
        supervisor=supervisor.id if supervisor else None,
        organisations=tuple(each.organisation for each in orders),
    )


def may_do_otherwise(before: Person | None, now: Person | None) -> bool:
    """Whether somebody's rights have changed, so that their sessions must end."""
    return _rights(before) != _rights(now)


def device_name(user_agent: str) -> str:
    """A browser as its owner would call it, like 'Firefox, Windows'; '' where it doesn't say."""
    names = [
        next((name for mark, name in marks if mark in user_agent), None)
        for marks in ((*_BROWSERS, *_OTHER_BROWSERS), _SYSTEMS)
    ]
    return ", ".join(name for name in names if name)


def own_page(address: str | None) -> str | None:
    """The address, if it leads to a page of ours; None for what would lead elsewhere."""
    return address if address and _OWN_PAGE.fullmatch(address) else None


def still_needed(*, is_coordinator: bool, debriefing: bool, session: bool, duty: bool) -> Held | None:
    """Why somebody can't be forgotten yet; the weightiest reason first."""
    reasons: dict[Held, bool] = {
        "coordinator": is_coordinator,
        "debriefing": debriefing,
        "session": session,
        "duty": duty,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _rights(person: Person | None) -> tuple[bool, str | None, tuple[str, ...]]:
    return (person.coordinator, person.supervisor, person.organisations) if person else (False, None, ())
