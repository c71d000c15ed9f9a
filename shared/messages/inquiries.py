"""What contracts publishes of an inquiry: somebody asks about supervision, and what becomes of it.

What they need, in their own words, is in none of these: it is read on contracts' pages alone.
"""

from shared.messages.base import Instant, Message, Text
from shared.messages.contracts import Recipient, SupervisionForm


class OfferedInquiry(Recipient):
    """A supervisor who is asked, and their own link."""

    link: str


class InquiryReceived(Message, owner="contracts", to=("notifications",)):
    """Somebody asks about supervision. `known`: the address is theirs; a typed one may be a stranger's.
    `page` is the coordinator's.
    """

    inquiry_id: str
    revision: int
    asker: Recipient
    known: bool
    organisation: Text
    form: SupervisionForm
    status_link: str
    page: str
    received_at: Instant


class InquiryOffered(Message, owner="contracts", to=("notifications",)):
    """These supervisors are asked whether they would take it, until `answer_by`."""

    inquiry_id: str
    revision: int
    organisation: Text
    form: SupervisionForm
    supervisors: tuple[OfferedInquiry, ...]
    answer_by: Instant
    offered_at: Instant


class InquiryAnswered(Message, owner="contracts", to=("notifications",)):
    """A supervisor would take it (`willing`), or would not; the coordinator is told."""

    inquiry_id: str
    revision: int
    organisation: Text
    supervisor: Text
    willing: bool
    page: str
    answered_at: Instant


class InquiryMatched(Message, owner="contracts", to=("notifications",)):
    """The coordinator has chosen who takes it; `others` were asked and need not answer any more."""

    inquiry_id: str
    revision: int
    organisation: Text
    asker: Recipient
    known: bool
    status_link: str
    supervisor: OfferedInquiry
    others: tuple[Recipient, ...]
    matched_at: Instant


class InquiryClosed(Message, owner="contracts", to=("notifications",)):
    """Nothing more comes of it: who asked has withdrawn it (`withdrawn`, and the coordinator is told), or the
    coordinator has closed it. `told` are the supervisors whom it waited for.
    """

    inquiry_id: str
    revision: int
    organisation: Text
    asker: Recipient
    known: bool
    status_link: str
    page: str
    withdrawn: bool
    told: tuple[Recipient, ...]
    closed_at: Instant
