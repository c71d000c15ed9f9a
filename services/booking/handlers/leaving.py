"""A supervisor is out at once: their offers lapse, their feed is closed, their sessions end, and the others hear it."""

from services.booking.handlers import feeds
from services.booking.handlers.debriefing import change
from services.booking.handlers.people import sign_out_everywhere
from services.booking.model.directory import Supervisor
from services.booking.rules import debriefing
from services.booking.store.cases import Cases
from shared.messages.booking import SupervisorLeft
from shared.messaging.unit_of_work import Unit


async def leave(unit: Unit, supervisor: Supervisor) -> None:
    """Nothing is asked of them any more, and nothing opens for them. `supervisor` as they are saved: not active."""
    for case in await Cases(unit.tx).asking(supervisor.id):
        await change(case, lambda new: debriefing.left(new, supervisor.id, unit.now), unit)
    await feeds.close(unit, "supervisor", supervisor.id)
    await sign_out_everywhere(unit, supervisor.email)
    said = SupervisorLeft(supervisor_id=supervisor.id, revision=supervisor.revision, left_at=unit.now)
    unit.publish(f"supervisor:{supervisor.id}", supervisor.revision, said)
