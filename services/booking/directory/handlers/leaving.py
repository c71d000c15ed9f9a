"""A supervisor is out at once: their sessions end, the other services and the subjects above are told."""

from services.booking.accounts.handlers import sign_out_everywhere
from services.booking.directory.model import Supervisor, SupervisorMadeInactive
from shared.messages.booking import SupervisorLeft
from shared.messaging.unit_of_work import Unit


async def leave(unit: Unit, supervisor: Supervisor) -> None:
    """Nothing is asked of them any more, and nothing opens for them. `supervisor` as they are saved: not active."""
    await unit.happened(SupervisorMadeInactive(supervisor))
    await sign_out_everywhere(unit, supervisor.email)
    said = SupervisorLeft(supervisor_id=supervisor.id, revision=supervisor.revision, left_at=unit.now)
    unit.publish(f"supervisor:{supervisor.id}", supervisor.revision, said)
