"""A contract on supervision: what it says, who signs it, and how far it has come. All frozen."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from shared.messages.base import Address, Instant, Language, Message, Part, Text
from shared.messages.unknown import Unknown

Form = Literal["individual", "group", "community", "manager", "leadership", "process", "demanding", "short"]
Evaluation = Literal["half_year", "quarter", "end"]
Role = Literal["orderer", "supervisor", "participant"]
State = Literal["draft", "offered", "signed", "lapsed", "withdrawn"]
Timing = Literal["remind", "lapse"]


class Orderer(Part):
    """Who orders, signs and pays for the organisation."""

    name: Text
    email: Address
    language: Language = "fi"


class Leader(Part):
    """A supervisor who leads, as booking tells of them."""

    id: str
    name: Text
    email: Address
    language: Language = "fi"


class Participant(Part):
    """Who takes part; without an address they are told nothing and sign nothing."""

    name: Text
    email: Address | None = None


class Terms(Part):
    """What the contract says. None, or nothing, where it isn't decided yet."""

    # What its parties call it: a group, a unit.
    title: Text
    language: Language = "fi"
    organisation: Text
    organisation_id: str | None = None
    business_id: str | None = None
    orderer: Orderer | None = None
    supervisors: tuple[Leader, ...] = ()
    participants: tuple[Participant, ...] = ()
    # Where they are not named.
    participants_number: int | None = None
    participants_sign: bool = False
    form: Form
    # Of one session.
    minutes: int | None = None
    every_weeks: int | None = None
    # A number of sessions, or a term in months; where both stand, whichever ends first.
    sessions: int | None = None
    months: int | None = None
    longest_gap_weeks: int | None = None
    # After these either party may leave at no cost.
    trial_sessions: int | None = None
    # 0 is Monday.
    weekday: int | None = None
    # HH:MM in the network's zone.
    time: str | None = None
    first_date: date | None = None
    over_holidays: bool = False
    remote: bool = False
    place: str | None = None
    goals: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    methods: str | None = None
    # Cents of a euro, of one session, without VAT.
    price: int | None = None
    # Tenths of a percent: 255 is 25.5 %.
    vat: int | None = None
    vat_reason: str | None = None
    payer: str | None = None
    due_days: int | None = None
    # A later cancellation than so many hours before costs so many percent of the price.
    free_until_hours: int | None = None
    late_percent: int | None = None
    interruption: str | None = None
    dissatisfaction: str | None = None
    evaluation: Evaluation | None = None
    # What parties had to do with each other before.
    prior_contacts: str | None = None

    @property
    def number_of_participants(self) -> int | None:
        return len(self.participants) or self.participants_number


class Signature(Part):
    """The evidence of one signature: a simple electronic one in eIDAS' words. `sha256`: of the document shown."""

    name: Text
    at: Instant
    address: str
    user_agent: str
    sha256: str


class Signer(Part):
    """Who signs, in the contract's order. `key` is the digest of their link's token."""

    id: str
    role: Role
    name: Text
    email: Address
    language: Language
    key: str = ""
    # Since when it is their turn.
    asked_at: Instant | None = None
    signature: Signature | None = None


class Clause(Part):
    """One numbered part of the text. `anchor`: the part of the form that it comes from; `lacks`: it isn't whole."""

    anchor: str
    heading: str
    paragraphs: tuple[str, ...]
    lacks: bool = False


class Refusal(Part):
    """Why it came back, as whoever declined wrote it, or that its time was over."""

    name: str
    at: Instant
    reason: str = ""


class Agreement(Part):
    """One contract. `revision` counts its changes, `version` how often it was offered: each has links of its own.

    `process_id`: the process that it governs, the same for a renewal; `by`: whose draft it is, an address.
    `text`: as it was offered, whatever clauses become later; `sha256`: of the document that the signers see.
    """

    id: str
    revision: int = 1
    version: int = 0
    number: str
    process_id: str
    state: State = "draft"
    by: str
    created_at: Instant
    changed_at: Instant
    terms: Terms
    text: tuple[Clause, ...] = ()
    signers: tuple[Signer, ...] = ()
    offered_at: Instant | None = None
    answer_by: Instant | None = None
    sha256: str = ""
    signed_at: Instant | None = None
    refusal: Refusal | None = None
    # Digests of links of versions that are over: whoever opens one is told so.
    ended_keys: tuple[str, ...] = Field((), repr=False)

    @property
    def turn(self) -> Signer | None:
        """Who signs next."""
        return next((each for each in self.signers if each.signature is None), None) if self.is_offered else None

    @property
    def is_offered(self) -> bool:
        return self.state == "offered"

    def signer_with(self, key: str) -> Signer | None:
        return next((each for each in self.signers if each.key == key), None)

    def next(self, **changes: Any) -> "Agreement":
        """The contract after one more change."""
        return self.model_copy(update={**changes, "revision": self.revision + 1})


class SigningDue(Message, owner="contracts", to=("contracts",)):
    """Whoever's turn it is hasn't signed for some days: remind them, or give up (a timer). `offer`: of which version,
    `number`: which reminder.
    """

    agreement_id: str
    offer: int
    what: Annotated[Timing, Unknown("remind")]
    number: int = 0
