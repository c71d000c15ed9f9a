"""When the contact of a debriefing is asked, and until when the answer counts.

What is heard of a debriefing comes in any order: every function gives the same in the end for the same messages.
"""

from datetime import datetime, timedelta

from services.feedback.invitations.model import Course, Invitation
from shared.messages.booking import DebriefingConfirmed, SessionHeld, SessionNotHeld
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
        revision=confirmed.revision,
    )


def renewed(known: Invitation | None, planned: Invitation) -> Invitation:
    """What is planned after one more confirmation: the latest holds, and an answer that was given stays given."""
    if known is None:
        return planned
    if known.revision >= planned.revision:
        return known
    return planned.model_copy(update={"answered": known.answered})


def withdrawn(course: Course) -> Course:
    """The debriefing was withdrawn, which is its end whatever else is heard."""
    return course.model_copy(update={"withdrawn": True})


def marked(course: Course, mark: SessionHeld | SessionNotHeld) -> Course:
    """The debriefing was held, or was not."""
    sequence = mark.occurrence.sequence
    if course.marked_at is not None and (sequence, mark.marked_at) <= (course.sequence, course.marked_at):
        return course
    new = {"held": isinstance(mark, SessionHeld), "sequence": sequence, "marked_at": mark.marked_at}
    return course.model_copy(update=new)


def is_asked_about(course: Course) -> bool:
    """Whether there is something to ask about."""
    return not course.withdrawn and course.held is not False


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
