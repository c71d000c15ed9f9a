"""People: their way in and out, and being forgotten."""

from shared.messages.base import Address, Instant, Language, Message, Text
from shared.messages.booking.parts import Colleague


class SignInRequested(Message, owner="booking", to=("notifications",), urgent=True):
    """Somebody whom we know wants to sign in: `link` opens once, until `expires_at`, and is for their eyes only.
    `name` is empty where we know none.
    """

    email: Address
    name: str
    language: Language
    link: str
    expires_at: Instant


class SignedOut(Message, owner="booking", to=("contracts", "feedback", "notifications"), urgent=True):
    """A session is over before its time; `key` is its digest, `until` when its cookie runs out by itself."""

    key: str
    until: Instant


class PersonErased(Message, owner="booking", to=("contracts", "feedback", "notifications")):
    """Somebody is to be forgotten: whoever has this address, and where a supervisor is kept by id or name alone, too.
    `supervisor` and `name` are empty where they were none, or had none.
    """

    email: Address
    name: str
    supervisor: str | None
    erased_at: Instant


class AnswersAwaited(Message, owner="booking", to=("booking", "contracts", "feedback", "notifications"), latest=True):
    """These people have still to answer what they were asked, `about` one thing, and do it on `page`: the whole of it
    each time, nobody once nobody is awaited. `revision`: the later holds.
    """

    about: str
    revision: int
    people: tuple[Address, ...]
    until: Instant | None
    page: str
    said_at: Instant


class SupervisorAdmitted(Message, owner="booking", to=("contracts",)):
    """This supervisor is of the network, and is called so: the whole of it each time. `revision` counts what is said of
    one supervisor; the later holds.
    """

    supervisor_id: str
    revision: int
    name: Text
    email: Address
    language: Language


class SupervisorLeft(Message, owner="booking", to=("contracts",), urgent=True):
    """This supervisor is asked for nothing and reads nothing any more: made inactive, or erased. Urgent, since it ends
    what they may see. `revision` as of `SupervisorAdmitted`, which may follow.
    """

    supervisor_id: str
    revision: int
    left_at: Instant


class SupervisorInvited(Message, owner="booking", to=("notifications",)):
    """Somebody is asked to join the network and fill in their own details. `welcome_link` is for their eyes only."""

    invitation_id: str
    email: Address
    name: Text
    language: Language
    welcome_link: str
    expires_at: Instant


class OwnCalendarUnread(Message, owner="booking", to=("notifications",)):
    """A supervisor's own calendar could not be read for a day: what it said before counts as busy still. Of its
    address, a secret, the host alone is told.
    """

    supervisor: Colleague
    host: str
    failing_since: Instant
    page: str
    noticed_at: Instant
