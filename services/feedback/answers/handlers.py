"""Takes an answer: the invitation is used up, and what was answered is kept apart from it."""

from services.feedback.answers.model import DEBRIEFING, Answer, Answered
from services.feedback.answers.store import Answers
from services.feedback.invitations import asking
from services.feedback.invitations.store import Invitations
from shared.messaging.unit_of_work import Unit
from shared.tokens import digest


class NotOpenError(Exception):
    """This invitation can't be answered: it never was, is answered, or is over."""


async def answer(unit: Unit, token: str, mark: int) -> None:
    """Keep an answer without its person, and mark the invitation used; NotOpenError when it isn't open."""
    invitations = Invitations(unit.tx)
    found = await invitations.invitation_of(digest(token))
    if found is None or not asking.is_open(found, unit.now):
        raise NotOpenError
    if not asking.is_asked_about(await invitations.course(found.debriefing_id)):
        raise NotOpenError
    await invitations.use(found.id)
    await Answers(unit.tx).add(Answer(about=DEBRIEFING, month=asking.month(unit.now), mark=mark))
    await unit.happened(Answered(about=DEBRIEFING))
