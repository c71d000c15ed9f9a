"""What feedback does when it hears something: remember whom to ask, ask when the weeks are over, forget.

Messages about one debriefing come in any order: what is known of it is kept apart from whom to ask.
"""

from datetime import timedelta

from services.feedback.invitations import asking
from services.feedback.invitations.model import InviteToFeedback
from services.feedback.invitations.store import Invitations
from shared.app.settings import Settings
from shared.messages.booking import DebriefingConfirmed, SessionHeld, SessionNotHeld
from shared.messages.contracts import DebriefingWithdrawn
from shared.messaging.unit_of_work import Unit
from shared.tokens import derive, digest


async def plan_invitation(confirmed: DebriefingConfirmed, unit: Unit) -> None:
    """Remember to ask the contact some weeks after the debriefing, unless it was withdrawn before we heard of this."""
    invitation_id = confirmed.debriefing_id
    course = await Invitations(unit.tx).course(invitation_id)
    if course.withdrawn:
        return
    key = digest(_token(unit.settings, invitation_id))
    planned = asking.invitation(confirmed, invitation_id, key, timedelta(days=unit.settings.follow_up_days))
    known = await Invitations(unit.tx).invitation(invitation_id)
    if (renewed := asking.renewed(known, planned)) == known:
        return
    await Invitations(unit.tx).save(renewed)
    if asking.is_asked_about(course):
        unit.schedule(_timer(invitation_id), renewed.due, InviteToFeedback(invitation_id=invitation_id))


async def note_mark(mark: SessionHeld | SessionNotHeld, unit: Unit) -> None:
    """Nobody is asked about what was not held; who was marked wrongly is asked after all."""
    debriefing_id = mark.occurrence.debriefing_id
    if debriefing_id is None:
        return
    before = await Invitations(unit.tx).course(debriefing_id)
    course = asking.marked(before, mark)
    if course == before:
        return
    await Invitations(unit.tx).save_course(course, unit.now)
    found = await Invitations(unit.tx).invitation(debriefing_id)
    if not asking.is_asked_about(course):
        unit.cancel_timer(_timer(debriefing_id))
    elif found is not None and before.held is False:
        unit.schedule(_timer(debriefing_id), found.due, InviteToFeedback(invitation_id=debriefing_id))


async def invite(due: InviteToFeedback, unit: Unit) -> None:
    """Ask now, unless there is nothing to ask about."""
    found = await Invitations(unit.tx).invitation(due.invitation_id)
    course = await Invitations(unit.tx).course(due.invitation_id)
    if found is not None and not found.answered and asking.is_asked_about(course):
        link = f"{unit.settings.public_url}/feedback/answers/{_token(unit.settings, found.id)}"
        unit.publish(f"invitation:{found.id}", 1, asking.invited(found, link))


async def forget_invitation(withdrawn: DebriefingWithdrawn, unit: Unit) -> None:
    """There was no debriefing to ask about, and a confirmation that is still on its way changes nothing."""
    course = await Invitations(unit.tx).course(withdrawn.debriefing_id)
    await Invitations(unit.tx).save_course(asking.withdrawn(course), unit.now)
    await Invitations(unit.tx).remove(withdrawn.debriefing_id)
    unit.cancel_timer(_timer(withdrawn.debriefing_id))


def _timer(debriefing_id: str) -> str:
    return f"invite:{debriefing_id}"


def _token(settings: Settings, invitation_id: str) -> str:
    return derive(settings.secret.get_secret_value(), "feedback", invitation_id)
