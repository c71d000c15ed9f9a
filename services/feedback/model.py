"""An invitation knows its person and not the answer; an answer knows neither person nor workplace."""

from typing import Annotated

from pydantic import Field

from shared.messages.base import Instant, Message, Part, Text
from shared.messages.contracts import Contact

Mark = Annotated[int, Field(ge=1, le=5)]


class Invitation(Part):
    """One contact, asked one question once. `key`: the digest of the link's token."""

    id: str
    debriefing_id: str
    organisation: Text
    contact: Contact
    key: str
    due: Instant
    until: Instant
    answered: bool = False


class Answer(Part):
    """What somebody thought. `month` is all that is kept of the time (2026-12)."""

    about: str
    month: str
    mark: Mark


class InviteToFeedback(Message, owner="feedback", to=("feedback",)):
    """The weeks are over: ask now (a timer)."""

    invitation_id: str
