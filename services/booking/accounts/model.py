"""Signing in: what is asked for, the link that is mailed, the device that stays signed in."""

from shared.messages.base import Instant, Language, Message, Part
from shared.people.person import Person

LINK_LASTS_MINUTES = 15


class SignInAsked(Message, owner="booking", to=("booking",), urgent=True):
    """Somebody typed this address (a note to oneself). Who is known is looked up later, so that the answer on the page,
    and how long it takes, are the same for everybody.
    """

    email: str
    language: Language
    after: str | None = None


class SignInLink(Part):
    """A mailed link, found by its token's digest. `after`: the page that was wanted when signing in was asked for."""

    key: str
    email: str
    after: str | None
    sent_at: Instant
    expires_at: Instant
    used: bool = False


class Device(Part):
    """A browser that is signed in. `key` is the digest of its session, `name` what it calls itself."""

    key: str
    person: Person
    name: str
    since: Instant
    until: Instant


class Orderer(Part):
    """What contracts last said of somebody at one organisation, by its id, `called` so; `name` is empty where only the
    address is known.
    """

    email: str
    organisation: str
    called: str
    name: str
    language: Language
    revision: int
