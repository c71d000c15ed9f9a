"""A letter: to whom, about what, in which language, and how far it has come."""

from collections.abc import Mapping
from typing import Literal

from shared.messages.base import Instant, Language, Part
from shared.messages.booking import Interval, Leader, LostSwap, Meeting, Shift
from shared.messages.contracts import Beside, Changes, Contact, Place, Window
from shared.messages.notifications import About

Lane = Literal["urgent", "normal"]
Kind = Literal[
    "received",
    "verify_first",
    "request_changed",
    "offered",
    "no_longer_needed",
    "leader_found",
    "looking_again",
    "time_withdrawn",
    "co_leader_released",
    "confirmed_requester",
    "confirmed_leader",
    "confirmed_beside",
    "coordinator",
    "person_looking",
    "withdrawn",
    "feedback",
    "answers_wished",
    "feedback_reminded",
    "report_ready",
    "consent_asked",
    "reference_withdrawn",
    "sign_in",
    "invited",
    "address_dead",
    "duty_near",
    "drill",
    "duty_gap",
    "duties_changed",
    "swap_asked",
    "calendar_unread",
    "swap_agreed",
    "swap_declined",
    "session_scheduled",
    "session_moved",
    "session_cancelled",
    "session_near",
    "series_planned",
    "sessions_cancelled",
    "series_unplaced",
    "signature_awaited",
    "contract_declined",
    "contract_lapsed",
    "contract_withdrawn",
    "contract_signed",
    "process_interrupted",
    "process_resumed",
    "process_ended",
    "process_gap",
    "marks_awaited",
    "inquiry_received",
    "inquiry_arrived",
    "inquiry_offered",
    "inquiry_answered",
    "inquiry_matched",
    "inquiry_yours",
    "inquiry_over",
    "inquiry_withdrawn",
    "inquiry_closed",
]

# What a letter does to its reader's calendar (RFC 5546): the entry is put in, or taken out again.
METHODS: Mapping[Kind, str] = {
    "confirmed_requester": "REQUEST",
    "confirmed_leader": "REQUEST",
    "confirmed_beside": "REQUEST",
    "withdrawn": "CANCEL",
    "time_withdrawn": "CANCEL",
    "no_longer_needed": "CANCEL",
    "session_scheduled": "REQUEST",
    "session_moved": "REQUEST",
    "session_cancelled": "CANCEL",
}


class Invited(Part):
    """Whom a session's invitation names."""

    name: str
    email: str


class Facts(Part):
    """What a letter's text is made of. Links in it are secrets: it is erased once the letter is accepted. Never what
    happened, nor even its kind. `verified`: the requester's address is known to be theirs.
    """

    organisation: str = ""
    name: str = ""
    link: str | None = None
    second_link: str | None = None
    contact: Contact | None = None
    place: Place | None = None
    participants: int | None = None
    willing: bool = False
    slot: Interval | None = None
    window: Window | None = None
    answer_by: Instant | None = None
    verified: bool = True
    leaders: tuple[Leader, ...] = ()
    beside: Beside | None = None
    reason: str | None = None
    asked: int | None = None
    session_id: str | None = None
    needed_at: Instant | None = None
    backup: bool = False
    gaps: tuple[Interval, ...] = ()
    gained: tuple[Shift, ...] = ()
    lost: tuple[Shift, ...] = ()
    lost_swaps: tuple[LostSwap, ...] = ()
    colleague: str = ""
    in_return: Interval | None = None
    sequence: int = 0
    was: Interval | None = None
    changed: Changes = ()
    instead_of: str = ""
    caller: str = ""
    calls: bool = True
    by_hand: bool = False
    where: str | None = None
    meeting_link: str | None = None
    led_by: tuple[Invited, ...] = ()
    guest: Invited | None = None
    # Of a calendar of somebody's own: where it is read.
    host: str = ""
    # All sessions of a series, for who is told of them at once.
    meetings: tuple[Meeting, ...] = ()
    misfits: int = 0
    nth: int | None = None
    of: int | None = None
    # Of a contract: what it is called, how often its signer was reminded, whether theirs is the last signature.
    title: str = ""
    reminder: int = 0
    last: bool = False


Allowance = Literal["free", "known", "stranger"]


class Letter(Part):
    """One mail to one address. Its id follows from the event and the recipient, so a resend is the same mail.

    `thing` is what it is about and `revision` which of that thing's changes it tells, `after` the letters that must be
    out, or given up, before it; `useless_after` is when what it says can no longer be done; `allowance` says by which
    bound such letters to one address are counted.
    """

    id: str
    lane: Lane
    kind: Kind
    to: str
    language: Language
    about: About
    reference: str
    debriefing_id: str
    facts: Facts
    written_at: Instant
    thing: str = ""
    revision: int = 0
    after: tuple[str, ...] = ()
    useless_after: Instant | None = None
    allowance: Allowance = "free"
