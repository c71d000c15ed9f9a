"""Whom feedback asks: remembers them, asks when it is time, reminds once or twice, forgets.

Messages about one debriefing come in any order: what is known of it is kept apart from whom to ask.
"""

from datetime import timedelta

from services.feedback.invitations import asking
from services.feedback.invitations.model import Invitation, InviteToFeedback
from services.feedback.invitations.store import Courses, Invitations
from services.feedback.network.store import NetworkStore
from services.feedback.questionnaires.library import newest
from services.feedback.questionnaires.store import Questionnaires
from services.feedback.rounds.model import DebriefingMarked, RemindNow, RoundOpened, RoundVoid
from services.feedback.rounds.store import Rounds
from services.feedback.settings import FeedbackSettings
from shared.app.settings import Settings
from shared.messages.booking import DebriefingConfirmed
from shared.messages.contracts import DebriefingWithdrawn
from shared.messaging.unit_of_work import Unit
from shared.tokens import derive, digest


async def plan_invitation(confirmed: DebriefingConfirmed, unit: Unit) -> None:
    """Remember to ask the contact some weeks after the debriefing, unless it was withdrawn before we heard of this."""
    invitation_id = confirmed.debriefing_id
    course = await Courses(unit.tx).course(invitation_id)
    if course.withdrawn:
        return
    after, fewest = (
        timedelta(days=FeedbackSettings.of(unit.settings).follow_up_days),
        await NetworkStore(unit.tx).fewest(),
    )
    round_ = asking.follow_up(confirmed, newest("follow_up"), after, fewest)
    planned = asking.of_debriefing(confirmed, round_, digest(_token(unit.settings, invitation_id)))
    known = await Invitations(unit.tx).invitation(invitation_id)
    if (renewed := asking.renewed(known, planned)) == known:
        return
    await Invitations(unit.tx).save(renewed)
    if not renewed.answered:
        await Rounds(unit.tx).save(round_)
    if asking.is_asked_about(course):
        unit.schedule(_timer(invitation_id), renewed.due, InviteToFeedback(invitation_id=invitation_id))


async def note_mark(marked: DebriefingMarked, unit: Unit) -> None:
    """Nobody is asked about what was not held; who was marked wrongly is asked after all."""
    debriefing_id = marked.mark.occurrence.debriefing_id
    if debriefing_id is None:
        return
    before = await Courses(unit.tx).course(debriefing_id)
    course = asking.marked(before, marked.mark)
    if course == before:
        return
    await Courses(unit.tx).save(course, unit.now)
    found = await Invitations(unit.tx).invitation(debriefing_id)
    if not asking.is_asked_about(course):
        unit.cancel_timer(_timer(debriefing_id))
    elif found is not None and before.held is False:
        unit.schedule(_timer(debriefing_id), found.due, InviteToFeedback(invitation_id=debriefing_id))


async def invite(due: InviteToFeedback, unit: Unit) -> None:
    """Ask now, unless there is nothing to ask about."""
    found = await Invitations(unit.tx).invitation(due.invitation_id)
    course = await Courses(unit.tx).course(due.invitation_id)
    if found is not None and not found.answered and asking.is_asked_about(course):
        unit.publish(f"invitation:{found.id}", 1, asking.invited(found, _link(unit.settings, found.id)))


async def forget_invitation(withdrawn: DebriefingWithdrawn, unit: Unit) -> None:
    """There was no debriefing to ask about, and a confirmation that is still on its way changes nothing."""
    course = await Courses(unit.tx).course(withdrawn.debriefing_id)
    await Courses(unit.tx).save(asking.withdrawn(course), unit.now)
    await Invitations(unit.tx).remove(withdrawn.debriefing_id)
    unit.cancel_timer(_timer(withdrawn.debriefing_id))


async def ask(opened: RoundOpened, unit: Unit) -> None:
    """Ask everybody of a round, each once."""
    asked = await Questionnaires(unit.tx).one(opened.round.questionnaire)
    for person in opened.people:
        invitation_id = asking.invitation_id(opened.round, person)
        if await Invitations(unit.tx).invitation(invitation_id) is None:
            new = asking.invitation(opened.round, person, digest(_token(unit.settings, invitation_id)))
            await Invitations(unit.tx).save(new)
            said = asking.wished(new, asked, _link(unit.settings, new.id))
            unit.publish(f"invitation:{new.id}", 1, said, first=True)


async def remind(due: RemindNow, unit: Unit) -> None:
    """Remind those of a round who have not answered."""
    asked = await Questionnaires(unit.tx).one(due.round.questionnaire)
    for found in await Invitations(unit.tx).unanswered(due.round.id):
        await Invitations(unit.tx).save(_reminded(found))
        said = asking.reminded(found, asked, _link(unit.settings, found.id))
        unit.publish(f"invitation:{found.id}", found.reminded + 2, said)


async def forget_round(void: RoundVoid, unit: Unit) -> None:
    """Nobody is asked about what was not."""
    await Invitations(unit.tx).remove_round(void.round.id)


def _reminded(found: Invitation) -> Invitation:
    return found.model_copy(update={"reminded": found.reminded + 1})


def _timer(debriefing_id: str) -> str:
    return f"invite:{debriefing_id}"


def _token(settings: Settings, invitation_id: str) -> str:
    return derive(settings.service_key, "feedback", invitation_id)


def _link(settings: Settings, invitation_id: str) -> str:
    return f"{settings.public_url}/feedback/answers/{_token(settings, invitation_id)}"
