"""What feedback announces."""

from shared.messages.base import Instant, Message, Text
from shared.messages.contracts import Contact


class FeedbackInvited(Message, owner="feedback", to=("notifications",)):
    """Some weeks after a debriefing, its contact is asked one question. The answer carries no name."""

    invitation_id: str
    organisation: Text
    contact: Contact
    answer_link: str
    answer_until: Instant
