"""What booking says of supervisors: who is of the network, and who is no more."""

from services.contracts.model.supervisors import Supervisor
from services.contracts.store.supervisors import Supervisors
from shared.messages.booking import SupervisorAdmitted, SupervisorLeft
from shared.messaging.unit_of_work import Unit
from shared.people.ended import SESSIONS


async def admit_supervisor(admitted: SupervisorAdmitted, unit: Unit) -> None:
    """They are of the network, and called so."""
    known = admitted.model_dump(exclude={"supervisor_id"})
    await Supervisors(unit.tx).admit(Supervisor(id=admitted.supervisor_id, **known))


async def dismiss_supervisor(left: SupervisorLeft, unit: Unit) -> None:
    """From now on they read nothing of what happened, whatever links they have."""
    await Supervisors(unit.tx).dismiss(left.supervisor_id, left.revision)
    unit.notify(SESSIONS)
