"""Who is asked, and until when the answer counts.

What is heard of a debriefing comes in any order: every function gives the same in the end for the same messages.
"""

import hashlib
from datetime import datetime, timedelta

from services.feedback.invitations.model import Course, Invitation
from services.feedback.questionnaires.model import Questionnaire
from services.feedback.rounds.lifecycle import min_answers
from services.feedback.rounds.model import Person, Round
from shared.fields import address_key
from shared.messages.booking import DebriefingConfirmed, SessionHeld, SessionNotHeld
from shared.messages.contracts import Contact
from shared.messages.feedback import AnswersWished, Asked, FeedbackInvited, FeedbackReminded


def follow_up(confirmed: DebriefingConfirmed, asked: Questionnaire, after: timedelta, wanted: int | None) -> Round:
    """The round about a debriefing: one person, `after` its end (some weeks: the first are too early)."""
    due = confirmed.slot.end + after
    return Round(
        id=follow_up_id(confirmed.debriefing_id),
        questionnaire=asked.id,
        process=confirmed.debriefing_id,
        organisation=confirmed.organisation,
        supervisors=tuple(leader.supervisor_id for leader in confirmed.leaders),
        opens=due,
        closes=due + timedelta(days=asked.open_days),
        min_answers=min_answers(wanted),
    )


def follow_up_id(debriefing_id: str) -> str:
    return f"follow_up:{debriefing_id}"


def of_debriefing(confirmed: DebriefingConfirmed, found: Round, key: str) -> Invitation:
    """The invitation of a debriefing's contact."""
    return Invitation(
        id=confirmed.debriefing_id,
        round_id=found.id,
        debriefing_id=confirmed.debriefing_id,
        organisation=confirmed.organisation,
        contact=Person.model_validate(confirmed.contact.model_dump()),
        key=key,
        due=found.opens,
        until=found.closes,
        revision=confirmed.revision,
    )


def invitation_id(found: Round, person: Person) -> str:
    """One for each person and round, so that nobody is asked twice however often it is heard."""
    return hashlib.sha256(f"{found.id}:{address_key(person.email)}".encode()).hexdigest()[:32]


def invitation(found: Round, person: Person, key: str) -> Invitation:
    """The invitation of one person into a round."""
    return Invitation(
        id=invitation_id(found, person),
        round_id=found.id,
        organisation=found.organisation,
        contact=person,
        key=key,
        due=found.opens,
        until=found.closes,
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
    """What is announced when the weeks after a debriefing are over."""
    contact = found.contact
    return FeedbackInvited(
        invitation_id=found.id,
        organisation=found.organisation,
        contact=Contact(name=contact.name, email=contact.email, phone=contact.phone or "-", language=contact.language),
        answer_link=link,
        answer_until=found.until,
    )


def wished(found: Invitation, asked: Questionnaire, link: str) -> AnswersWished:
    """What is announced when somebody is asked about supervision."""
    return AnswersWished(**_facts(found, asked, link))


def reminded(found: Invitation, asked: Questionnaire, link: str) -> FeedbackReminded:
    """What is announced when somebody is reminded; `found` as it is before."""
    return FeedbackReminded(**_facts(found, asked, link), reminder=found.reminded + 1)


def is_open(found: Invitation, now: datetime) -> bool:
    """Whether an answer still counts: asked, not yet answered, not too late."""
    return not found.answered and found.due <= now < found.until


def _facts(found: Invitation, asked: Questionnaire, link: str) -> dict[str, object]:
    contact = found.contact
    return {
        "invitation_id": found.id,
        "asking": asked.asked_on,
        "organisation": found.organisation,
        "asked": Asked(name=contact.name, email=contact.email, language=contact.language),
        "seconds": asked.seconds,
        "answer_link": link,
        "answer_until": found.until,
    }
