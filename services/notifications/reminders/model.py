"""What is known of a session that people are to be reminded of. Frozen."""

from shared.messages.base import Instant, Message, Part
from shared.messages.booking import Meeting, SessionFacts


class RemindOfSession(Message, owner="notifications", to=("notifications",)):
    """Time to remind of a session as it was at `sequence` (a timer)."""

    session_id: str
    sequence: int


class Reminder(Part):
    """A session as it was last heard of. Of one that will not be nobody is kept, only that it is `over`; `told`: people
    were reminded of it as it is.
    """

    session_id: str
    sequence: int
    facts: SessionFacts | None = None
    start: Instant
    end: Instant
    over: bool = False
    told: bool = False

    @property
    def meeting(self) -> Meeting:
        return Meeting(session_id=self.session_id, sequence=self.sequence, start=self.start, end=self.end)
