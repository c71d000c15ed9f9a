"""What feedback publishes."""

from typing import Annotated, Literal

from shared.messages.base import Address, Instant, Language, Message, Part, Text
from shared.messages.contracts import Contact
from shared.messages.unknown import Unknown

# What is asked about: a session just held, half a year of sessions, a whole process, a debriefing some weeks ago.
Asking = Annotated[Literal["pulse", "evaluation", "benefit", "follow_up"], Unknown("evaluation")]


class FeedbackInvited(Message, owner="feedback", to=("notifications",)):
    """Some weeks after a debriefing, its contact is asked one question. The answer carries no name."""

    invitation_id: str
    organisation: Text
    contact: Contact
    answer_link: str
    answer_until: Instant


class Asked(Part):
    """Somebody who is asked what they think."""

    name: Text
    email: Address
    language: Language


class AnswersWished(Message, owner="feedback", to=("notifications",)):
    """Somebody is asked what they think of supervision, without a name: `seconds` is how long it takes."""

    invitation_id: str
    asking: Asking
    organisation: Text
    asked: Asked
    seconds: int
    answer_link: str
    answer_until: Instant


class FeedbackReminded(Message, owner="feedback", to=("notifications",)):
    """Somebody who has not answered yet is reminded, once or twice and never after that. `reminder` counts from 1."""

    invitation_id: str
    asking: Asking
    reminder: int
    organisation: Text
    asked: Asked
    seconds: int
    answer_link: str
    answer_until: Instant


class ReportReady(Message, owner="feedback", to=("notifications",)):
    """The supervisor has looked back on a process that is over: its orderer has a report to read, on `page` and nowhere
    else.
    """

    process_id: str
    title: Text
    orderer: Asked
    page: str


class ConsentAsked(Message, owner="feedback", to=("notifications",)):
    """A client is asked for a written consent to their words being shown; which words, their page says alone."""

    reference_id: str
    asked: Asked
    link: str
    until: Instant


class ReferenceWithdrawn(Message, owner="feedback", to=("notifications",)):
    """A reference is public no more. `elsewhere`: where else it was to stand, from where somebody must take it off;
    `page` tells the coordinator of it.
    """

    reference_id: str
    said_by: Text
    page: str
    elsewhere: tuple[Annotated[Literal["print", "talks"], Unknown("print")], ...]
    withdrawn_at: Instant
