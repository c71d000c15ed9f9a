"""When the contact of a debriefing is asked, and until when the answer counts."""

from datetime import datetime, timedelta

from services.feedback.model import Invitation
from shared.messages.booking import DebriefingConfirmed
from shared.messages.feedback import FeedbackInvited

OPEN_FOR = timedelta(days=30)


def invitation(confirmed: DebriefingConfirmed, invitation_id: str, key: str, after: timedelta) -> Invitation:
    """The invitation that a confirmed debriefing calls for, `after` its end (some weeks: the first are too early)."""
    due = confirmed.slot.end + after
    return Invitation(
        id=invitation_id,
        debriefing_id=confirmed.debriefing_id,
        organisation=confirmed.organisation,
        contact=confirmed.contact,
        key=key,
        due=due,
        until=due + OPEN_FOR,
    )


def invited(found: Invitation, link: str) -> FeedbackInvited:
    """What is announced when the time has come."""
    return FeedbackInvited(
        invitation_id=found.id,
        organisation=found.organisation,
        contact=found.contact,
        answer_link=link,
        answer_until=found.until,
    )


def is_open(found: Invitation, now: datetime) -> bool:
    """Whether an answer still counts: asked, not yet answered, not too late."""
    return not found.answered and found.due <= now < found.until


def month(at: datetime) -> str:
    """The coarse date of an answer: finer would point at a person."""
    return f"{at:%Y-%m}"
