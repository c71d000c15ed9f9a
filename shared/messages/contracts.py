"""What contracts publishes: an organisation needs a debriefing, or no longer does, who orders for it, and contracts.

What happened is in none of these: the description never leaves contracts (the first promise of confidentiality). Nor
are a contract's goals and prices.
"""

from datetime import date
from typing import Annotated, Literal

from shared.messages.base import Address, Instant, Language, Languages, Message, Part, Text
from shared.messages.unknown import Unknown, UnknownAmong

IncidentKind = Annotated[Literal["accident", "death", "violence", "threat", "other"], Unknown("other")]


class Contact(Part):
    """Who asked, and how to reach them."""

    name: Text
    email: Address
    phone: Text
    language: Language


class Place(Part):
    """Where the debriefing is led: an address in a municipality, or at a distance; `link`: where those meet, once it is
    known.

    `region` is the code of the municipality's region (maakunta), None when remote or the municipality is unknown to us.
    """

    remote: bool = False
    municipality: str | None = None
    address: str | None = None
    region: str | None = None
    link: str | None = None


class Window(Part):
    """The time within which the debriefing should begin and end; `wished` when the requester asked for another than
    the clinical one (24-72 hours after the event, ttl.fi).
    """

    opens: Instant
    closes: Instant
    wished: bool = False


class Beside(Part):
    """Who leads beside the network's supervisor, from the workplace's own occupational health: nobody is sought in
    their place, and they are told like who leads.
    """

    name: Text
    email: Address
    phone: str | None = None
    language: Language = "fi"


class DebriefingRequested(Message, owner="contracts", to=("booking", "notifications"), urgent=True):
    """An organisation needs a debriefing. Two things are known of who asks, or not: `verified`, the address is theirs
    (the mailed link was opened, they are signed in, or the organisation's own system asks), and
    `speaks_for_organisation`. `vouched`: the coordinator asks for them. `organisation_id`: of the organisation known
    by this name, whoever asks.
    """

    debriefing_id: str
    organisation: Text
    verified: bool
    contact: Contact
    kind: IncidentKind
    occurred_at: Instant
    place: Place
    participants: int
    languages: Languages
    leaders: Annotated[Literal[1, 2], Unknown(2)]
    window: Window
    requested_at: Instant
    status_link: str
    verify_link: str | None
    speaks_for_organisation: bool = False
    vouched: bool = False
    organisation_id: str | None = None
    beside: Beside | None = None


class VerificationNeeded(Message, owner="contracts", to=("notifications",), urgent=True):
    """The network wants the contact's link opened before a debriefing is routed."""

    debriefing_id: str
    organisation: Text
    contact: Contact
    status_link: str
    verify_link: str


class RequesterVerified(Message, owner="contracts", to=("booking", "notifications"), urgent=True):
    """The contact opened the mailed link: the address is theirs. `speaks_for_organisation`: it is that of somebody who
    orders for the organisation named.
    """

    debriefing_id: str
    verified_at: Instant
    speaks_for_organisation: bool = False


Changed = Annotated[
    Literal["place", "participants", "languages", "leaders", "window", "contact", "beside"], Unknown("participants")
]
Changes = Annotated[tuple[Changed, ...], UnknownAmong("participants")]


class DebriefingChanged(Message, owner="contracts", to=("booking", "notifications"), urgent=True):
    """The order was changed: the whole of what may be, as it is now, and `changed`, which of it differs. `revision` is
    the order's own: the later holds.
    """

    debriefing_id: str
    revision: int
    organisation: Text
    contact: Contact
    place: Place
    participants: int
    languages: Languages
    leaders: Annotated[Literal[1, 2], Unknown(2)]
    window: Window
    changed: Changes
    changed_at: Instant
    status_link: str
    beside: Beside | None = None


class Appointment(Part):
    """A confirmed time as people have it in their calendars; `session_id` is one for its life."""

    session_id: str
    starts_at: Instant
    ends_at: Instant
    place: Place


class DebriefingWithdrawn(Message, owner="contracts", to=("booking", "notifications", "feedback"), urgent=True):
    """The requester no longer needs it. `appointment`: what it had been confirmed for, where it was; `beside`: who
    would have led beside the network's supervisor.
    """

    debriefing_id: str
    organisation: Text
    contact: Contact
    withdrawn_at: Instant
    appointment: Appointment | None = None
    beside: Beside | None = None


class OrdererAdmitted(Message, owner="contracts", to=("booking", "feedback")):
    """This person may order for the organisation, and is called so; said again when a name or the language changes.

    `email` is in lower case; `name` is empty where only the address is known. `revision` counts the organisation's
    changes: of what is said about one person of it, the later holds.
    """

    email: Address
    name: str
    language: Language
    organisation_id: str
    organisation: Text
    revision: int


class OrdererLeft(Message, owner="contracts", to=("booking",), urgent=True):
    """This person may not order for the organisation any more; urgent, since it ends what they may do."""

    email: Address
    organisation_id: str
    revision: int


SupervisionForm = Annotated[
    Literal["individual", "group", "community", "manager", "leadership", "process", "demanding", "short"],
    Unknown("group"),
]
SignerRole = Annotated[Literal["orderer", "supervisor", "participant"], Unknown("participant")]


class Recipient(Part):
    """Somebody who is written to."""

    name: Text
    email: Address
    language: Language


class SignatureAwaited(Message, owner="contracts", to=("notifications",)):
    """It is this signer's turn to sign a contract until `answer_by`; `reminder` counts how often they were reminded.

    `last`: theirs is the last signature.
    """

    agreement_id: str
    # The contract's, so that a later one makes this stale.
    revision: int
    title: Text
    organisation: Text
    role: SignerRole
    signer: Recipient
    link: str
    answer_by: Instant
    last: bool
    reminder: int
    awaited_at: Instant


class ContractDeclined(Message, owner="contracts", to=("notifications",)):
    """Somebody would not sign, and the contract is a draft again. Why stands on its page alone. `told`: those whose
    draft it is, and those who had signed; `page` is for the former.
    """

    agreement_id: str
    revision: int
    title: Text
    organisation: Text
    by: Text
    drafters: tuple[Recipient, ...]
    told: tuple[Recipient, ...]
    page: str
    declined_at: Instant


class ContractLapsed(Message, owner="contracts", to=("notifications",)):
    """Not all signed in time; `waited_for`: whose turn it was."""

    agreement_id: str
    revision: int
    title: Text
    organisation: Text
    waited_for: str
    drafters: tuple[Recipient, ...]
    told: tuple[Recipient, ...]
    page: str
    lapsed_at: Instant


class ContractWithdrawn(Message, owner="contracts", to=("notifications",)):
    """A contract that was offered is not to be signed any more: those who were asked are told."""

    agreement_id: str
    revision: int
    title: Text
    organisation: Text
    told: tuple[Recipient, ...]
    withdrawn_at: Instant


class Rhythm(Part):
    """When sessions are: every `every_weeks` weeks from `first_date` on; where `weekday` (0 is Monday) and `time`
    (HH:MM in the network's zone) are None, they are agreed on one by one.
    """

    every_weeks: int
    first_date: date
    weekday: int | None
    time: str | None
    over_holidays: bool
    longest_gap_weeks: int | None


class Copy(Part):
    """One signer's way to the sealed document."""

    role: SignerRole
    reader: Recipient
    link: str


class ContractSigned(Message, owner="contracts", to=("booking", "feedback", "notifications")):
    """A contract is binding and sealed; for a renewal or an amendment the same `process_id` and a higher `revision`.

    `sessions` is a number, `months` a term; where both stand, whichever ends first. `participants` are those with an
    address, `participants_number` counts all. `evaluation_months`: how often it is evaluated, 0 only at its end.
    """

    contract_id: str
    process_id: str
    revision: int
    form: SupervisionForm
    title: Text
    organisation_id: str | None
    organisation: Text
    orderer: Recipient
    # Ids in booking's directory.
    supervisors: tuple[str, ...]
    participants: tuple[Recipient, ...]
    participants_number: int
    # Of one session.
    minutes: int
    rhythm: Rhythm
    sessions: int | None
    months: int | None
    trial_sessions: int | None
    remote: bool
    place: str | None
    themes: tuple[Text, ...]
    evaluation_months: int
    language: Language
    copies: tuple[Copy, ...]
    signed_at: Instant
