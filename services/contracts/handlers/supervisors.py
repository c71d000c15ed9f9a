"""What booking says of supervisors: who is of the network, and who is no more."""

from services.contracts.model.supervisors import Supervisor
from services.contracts.store import Store
from shared.messages.booking import SupervisorAdmitted, SupervisorLeft
from shared.people.ended import SESSIONS
from shared.work import Unit


async def admit_supervisor(admitted: SupervisorAdmitted, unit: Unit[Store]) -> None:
    """They are of the network, and called so."""
    known = admitted.model_dump(exclude={"supervisor_id"})
    await unit.store.supervisors.admit(Supervisor(id=admitted.supervisor_id, **known))


async def dismiss_supervisor(left: SupervisorLeft, unit: Unit[Store]) -> None:
    """From now on they read nothing of what happened, whatever links they have."""
    await unit.store.supervisors.dismiss(left.supervisor_id, left.revision)
    unit.touch(SESSIONS)
