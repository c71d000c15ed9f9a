"""What feedback does when it hears something: remember whom to ask, ask when the weeks are over, forget."""

from datetime import timedelta

from services.feedback.model import Answer, InviteToFeedback
from services.feedback.rules import asking
from services.feedback.store import Store
from shared.messages.booking import DebriefingConfirmed, NetworkSet
from shared.messages.contracts import DebriefingWithdrawn
from shared.network.handlers import show_network
from shared.settings import Settings
from shared.tokens import derive, digest
from shared.work import Unit

DEBRIEFING = "debriefing"


class NotOpenError(Exception):
    """This invitation can't be answered: it never was, is answered, or is over."""


async def plan_invitation(confirmed: DebriefingConfirmed, unit: Unit[Store]) -> None:
    """Remember to ask the contact some weeks after the debriefing."""
    invitation_id = confirmed.debriefing_id
    key = digest(_token(unit.settings, invitation_id))
    planned = asking.invitation(confirmed, invitation_id, key, timedelta(days=unit.settings.follow_up_days))
    await unit.store.save(planned)
    unit.remind(f"invite:{invitation_id}", planned.due, InviteToFeedback(invitation_id=invitation_id))


async def invite(due: InviteToFeedback, unit: Unit[Store]) -> None:
    """Ask now, unless the debriefing was withdrawn meanwhile."""
    found = await unit.store.invitation(due.invitation_id)
    if found is not None:
        link = f"{unit.settings.public_url}/feedback/answers/{_token(unit.settings, found.id)}"
        unit.announce(f"invitation:{found.id}", 1, asking.invited(found, link))


async def forget_invitation(withdrawn: DebriefingWithdrawn, unit: Unit[Store]) -> None:
    """There was no debriefing to ask about."""
    await unit.store.remove(withdrawn.debriefing_id)
    unit.forget(f"invite:{withdrawn.debriefing_id}")


async def follow_network(network: NetworkSet, unit: Unit[Store]) -> None:
    """From now on figures are shown for as many answers as the network has set, and pages in its name."""
    if await show_network(network, unit):
        await unit.store.set_fewest(network.fewest_answers)


async def answer(unit: Unit[Store], token: str, mark: int) -> None:
    """Keep an answer without its person, and mark the invitation used; NotOpenError when it isn't open."""
    found = await unit.store.invitation_of(digest(token))
    if found is None or not asking.is_open(found, unit.now):
        raise NotOpenError
    await unit.store.use(found.id)
    await unit.store.add_answer(Answer(about=DEBRIEFING, month=asking.month(unit.now), mark=mark))


def _token(settings: Settings, invitation_id: str) -> str:
    return derive(settings.secret.get_secret_value(), "feedback", invitation_id)
