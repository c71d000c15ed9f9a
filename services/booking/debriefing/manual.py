"""What the coordinator does with a debriefing by hand: gives it, has others asked again, withdraws it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from services.booking.debriefing import leading, lifecycle, routing, unconfirmed
from services.booking.debriefing.handlers import NoSuchCaseError, change
from services.booking.debriefing.leading import BegunError, LeadsAlreadyError, NotLeadingError
from services.booking.debriefing.lifecycle import NotAheadError, NotOfferedError, NotOpenError
from services.booking.debriefing.model import Case, CaseState
from services.booking.debriefing.routing import Candidate
from services.booking.debriefing.store import Cases
from services.booking.directory.store.supervisors import Directory
from services.booking.links import Links
from services.booking.network.store import NetworkStore
from shared.i18n import N_, Text
from shared.messages.booking import Slot
from shared.messaging.unit_of_work import Unit
from shared.store.mongo import DuplicateKey

FARTHEST = timedelta(days=366)


class NobodyLeftError(Exception):
    """Nobody who fits and is free is left to be asked."""


# Why something can't be done by hand, with its status and sentence: for the API and for the board.
Refusals = Mapping[type[Exception], tuple[int, Text]]
NOT_ASSIGNED: Refusals = {
    NotAheadError: (422, N_("Give a time that is still to come, within a year.")),
    NotOfferedError: (422, N_("The first leader has fixed another time; give the second one that.")),
    NotOpenError: (409, N_("This case needs no more leaders.")),
    LeadsAlreadyError: (409, N_("This supervisor leads it already. Choose another for the second.")),
    DuplicateKey: (409, N_("The supervisor has a session at that time. Choose another time or supervisor.")),
}
NOT_RELEASED: Refusals = {
    NotLeadingError: (409, N_("This supervisor does not lead the debriefing. Look at who does.")),
    BegunError: (409, N_("The debriefing's time has come, so its leaders can't be changed: mark whether it was held.")),
}
NOT_ASKED_AGAIN: Refusals = {
    NotOpenError: (409, N_("Supervisors are still being asked, or nobody is missing. There is nothing to ask again.")),
    NobodyLeftError: (409, N_("Nobody who fits and is free is left to be asked. Give it to somebody by hand.")),
}
NOT_LET_THROUGH: Refusals = {
    NotOpenError: (409, N_("Nothing holds this request back: there is nothing to let through.")),
}


async def assign(unit: Unit, case_id: str, supervisor_id: str, start: datetime, who: str) -> Case:
    """The coordinator gives a case to a supervisor by hand, whatever the rules would have said of them.

    Raises NoSuchCaseError, NotAheadError, NotOpenError, NotOfferedError; DuplicateKey when the supervisor has a session
    then.
    """
    if not unit.now < start < unit.now + FARTHEST:
        raise NotAheadError
    case, network = await Cases(unit.tx).find(case_id), await NetworkStore(unit.tx).read()
    found = await Directory(unit.tx).named([supervisor_id])
    if case is None or not found:
        raise NoSuchCaseError
    links = Links.of(unit.settings)
    choice = routing.Candidacy(Candidate(found[0], ()), (start,), ())
    offer = routing.offers([choice], case, links.answer_key, unit.now)[0]
    slot, session_id = Slot(start=start, end=start + network.length), unit.new_id()
    led = await change(case, lambda new: leading.assigned(new, offer, slot, links, session_id, unit.now), unit)
    unit.audit(who, N_("Gave a debriefing to a supervisor by hand"), case.need.organisation)
    return led


async def release(unit: Unit, case_id: str, supervisor_id: str, who: str) -> Case:
    """Free a leader who had accepted and can't after all, and look for another at once.

    Raises NoSuchCaseError, NotLeadingError, BegunError.
    """
    case = await Cases(unit.tx).find(case_id)
    if case is None:
        raise NoSuchCaseError
    leading_now = [offer for offer in case.leaders if offer.supervisor_id == supervisor_id]
    if not leading_now or case.state is CaseState.WITHDRAWN:
        raise NotLeadingError
    links = Links.of(unit.settings)
    freed = await change(case, lambda new: leading.released(new, leading_now[0], links, unit.now), unit)
    unit.audit(who, N_("Released a leader of a debriefing"), case.need.organisation)
    return freed


async def ask_again(unit: Unit, case_id: str, who: str) -> Case:
    """The coordinator lets the waves begin anew, for whoever has not answered.

    Raises NoSuchCaseError, NotOpenError; NobodyLeftError, and nothing is changed, when there is nobody to ask.
    """
    case = await Cases(unit.tx).find(case_id)
    if case is None:
        raise NoSuchCaseError
    asked = await change(case, lifecycle.asked_again, unit)
    if asked.state is CaseState.NEEDS_COORDINATOR:
        raise NobodyLeftError
    unit.audit(who, N_("Had supervisors asked again for a debriefing"), case.need.organisation)
    return asked


async def let_through(unit: Unit, case_id: str, who: str) -> Case:
    """The coordinator knows whose request it is, or takes it upon themself: it is asked about without reserve.

    Raises NoSuchCaseError; NotOpenError where nothing holds it back.
    """
    case = await Cases(unit.tx).find(case_id)
    if case is None:
        raise NoSuchCaseError
    unit.audit(who, N_("Let an unconfirmed request through"), case.need.organisation)
    return await change(case, unconfirmed.released, unit)


async def call_off(unit: Unit, case_id: str, who: str) -> Case:
    """The coordinator withdraws a case for its requester; said twice it is the same. NoSuchCaseError."""
    case = await Cases(unit.tx).find(case_id)
    if case is None:
        raise NoSuchCaseError
    if case.state == "withdrawn":
        return case
    unit.audit(who, N_("Withdrew a debriefing for its requester"), case.need.organisation)
    return await change(case, lambda new: lifecycle.called_off(new, unit.now), unit)
