"""An invitation knows its person and not the answer."""

from services.feedback.rounds.model import Person
from shared.messages.base import Instant, Message, Part, Text


class Invitation(Part):
    """Somebody asked once, in one round. `key`: the digest of the link's token; `revision`: of the confirmation that it
    follows from, where it is about a debriefing; `reminded`: how often.
    """

    id: str
    round_id: str
    debriefing_id: str | None = None
    organisation: Text
    contact: Person
    key: str
    due: Instant
    until: Instant
    answered: bool = False
    revision: int = 0
    reminded: int = 0


class Course(Part):
    """What has been heard of a debriefing, in whatever order: it was withdrawn, it was held or not. The mark with the
    highest `sequence`, and of those the latest, is true.
    """

    id: str
    withdrawn: bool = False
    held: bool | None = None
    sequence: int = -1
    marked_at: Instant | None = None


class InviteToFeedback(Message, owner="feedback", to=("feedback",)):
    """The weeks are over: ask now (a timer)."""

    invitation_id: str
