"""Inviting supervisors to fill in their own details, and taking in what they wrote."""

from services.booking.directory.handlers.supervisors import EmailTakenError, add_supervisor
from services.booking.directory.invitations import INVITATION_LASTS, Invitation
from services.booking.directory.model import Supervisor
from services.booking.directory.schemas import InvitedRow
from services.booking.directory.store.invitations import Invitations
from services.booking.directory.store.supervisors import Directory
from services.booking.links import Links
from shared.i18n import N_
from shared.messages.booking import SupervisorInvited
from shared.messaging.unit_of_work import Unit
from shared.store.mongo import Tx
from shared.tokens import digest


class NoSuchInvitationError(Exception):
    """No invitation was ever sent with this link."""


class InvitationSpentError(Exception):
    """The invitation has been used, or has run out."""


async def invite(unit: Unit, row: InvitedRow, who: str) -> None:
    """Mail somebody a link to join by. Raises EmailTakenError where they have joined."""
    email = row.email.lower()
    if await Directory(unit.tx).emails([email]):
        raise EmailTakenError
    links, invitation_id = Links.of(unit.settings), unit.new_id()
    invitation = Invitation(
        id=invitation_id,
        key=links.welcome_key(invitation_id),
        email=email,
        name=row.name,
        language=row.language,
        invited_at=unit.now,
        expires_at=unit.now + INVITATION_LASTS,
    )
    await Invitations(unit.tx).add(invitation)
    said = SupervisorInvited(
        invitation_id=invitation_id,
        email=email,
        name=row.name,
        language=row.language,
        welcome_link=links.welcome(invitation_id),
        expires_at=invitation.expires_at,
    )
    unit.audit(who, N_("Invited a supervisor"), email)
    unit.publish(f"invitation:{invitation_id}", 1, said)


async def find_invitation(tx: Tx, token: str) -> Invitation:
    """Raises NoSuchInvitationError."""
    found = await Invitations(tx).with_link(digest(token))
    if found is None:
        raise NoSuchInvitationError
    return found


async def join(unit: Unit, token: str, supervisor: Supervisor) -> None:
    """The invited person is in the directory from now on, under the address that was invited.

    Raises NoSuchInvitationError, InvitationSpentError; EmailTakenError where somebody added them meanwhile.
    """
    invitation = await find_invitation(unit.tx, token)
    if not await Invitations(unit.tx).use(invitation.id, unit.now):
        raise InvitationSpentError
    await add_supervisor(unit, supervisor.model_copy(update={"email": invitation.email}), invitation.email)
