"""What the coordinator does with a debriefing by hand: gives it, has others asked again, withdraws it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from services.booking.debriefing import doubts, leading, lifecycle, mending, routing, unconfirmed
from services.booking.debriefing.doubts import Doubt
from services.booking.debriefing.handlers.cases import NoSuchCaseError, change, seen_for
from services.booking.debriefing.leading import BegunError, LeadsAlreadyError, NotLeadingError
from services.booking.debriefing.lifecycle import NotAheadError, NotOfferedError, NotOpenError
from services.booking.debriefing.mending import NoTimeYetError
from services.booking.debriefing.model import Case, CaseState
from services.booking.debriefing.routing import Candidate
from services.booking.debriefing.store import Cases
from services.booking.directory.model import Supervisor
from services.booking.directory.store.supervisors import Directory
from services.booking.links import Links
from services.booking.network.store import NetworkStore
from shared.i18n import N_, Text
from shared.messages.booking import Interval
from shared.messaging.unit_of_work import Unit
from shared.store.mongo import DuplicateKey

FARTHEST = timedelta(days=366)


class DoubtedError(Exception):
    """Something speaks against this, by name: whoever does it must be sure."""

    def __init__(self, doubts: tuple[tuple[str, tuple[Doubt, ...]], ...]) -> None:
        super().__init__()
        self.doubts = doubts


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
NOT_MOVED: Refusals = {
    NotAheadError: (422, N_("Give a time that is still to come, within a year.")),
    NoTimeYetError: (409, N_("Nobody leads this debriefing yet, so there is no time to move.")),
    BegunError: (409, N_("The debriefing's time has come, so it can't be moved: mark whether it was held.")),
    DuplicateKey: (409, N_("One of those who lead has a session at that time. Choose another time.")),
}
NOT_RELEASED: Refusals = {
    NotLeadingError: (409, N_("This supervisor does not lead the debriefing. Look at who does.")),
    BegunError: (409, N_("The debriefing's time has come, so its leaders can't be changed: mark whether it was held.")),
}
NOT_REPLACED: Refusals = {**NOT_RELEASED, **{kind: NOT_ASSIGNED[kind] for kind in (LeadsAlreadyError, DuplicateKey)}}
NOT_ASKED_AGAIN: Refusals = {
    NotOpenError: (409, N_("Supervisors are still being asked, or nobody is missing. There is nothing to ask again.")),
    NobodyLeftError: (409, N_("Nobody who fits and is free is left to be asked. Give it to somebody by hand.")),
}
NOT_LET_THROUGH: Refusals = {
    NotOpenError: (409, N_("Nothing holds this request back: there is nothing to let through.")),
}


async def assign(unit: Unit, case_id: str, supervisor_id: str, start: datetime, who: str, *, sure: bool = True) -> Case:
    """The coordinator gives a case to a supervisor by hand, whatever the rules would have said of them.

    Raises NoSuchCaseError, NotAheadError, NotOpenError, NotOfferedError; DuplicateKey when the supervisor has a session
    then; DoubtedError where something speaks against the time and nobody was `sure`.
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
    slot, session_id = Interval(start=start, end=start + network.length), unit.new_id()
    if not sure:
        await _doubt(unit, case, found, slot)
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


async def replace(unit: Unit, case_id: str, leader_id: str, supervisor_id: str, who: str, *, sure: bool = True) -> Case:
    """Another leads in the place of a leader, at the same time; nobody else is asked.

    Raises NoSuchCaseError, NotLeadingError, BegunError, LeadsAlreadyError; DuplicateKey when the successor has a
    session then; DoubtedError where something speaks against it and nobody was `sure`.
    """
    case, found = await Cases(unit.tx).find(case_id), await Directory(unit.tx).named([supervisor_id])
    if case is None or not found:
        raise NoSuchCaseError
    leader = next((offer for offer in case.leaders if offer.supervisor_id == leader_id), None)
    if leader is None or case.slot is None:
        raise NotLeadingError
    if not sure:
        await _doubt(unit, case, [found[0]], case.slot)
    links = Links.of(unit.settings)
    choice = routing.Candidacy(Candidate(found[0], ()), (case.slot.start,), ())
    successor = routing.offers([choice], case, links.answer_key, unit.now)[0]
    done = await change(case, lambda new: mending.replaced(new, leader, successor, links, unit.now), unit)
    unit.audit(who, N_("Replaced a leader of a debriefing"), case.need.organisation)
    return done


async def move(unit: Unit, case_id: str, start: datetime, who: str, *, sure: bool = True) -> Case:
    """All who lead do so from another time on, and everybody is told.

    Raises NoSuchCaseError, NotAheadError, NoTimeYetError, BegunError; DuplicateKey when one of those who lead has a
    session then; DoubtedError where something speaks against it and nobody was `sure`.
    """
    if not unit.now < start < unit.now + FARTHEST:
        raise NotAheadError
    case, network = await Cases(unit.tx).find(case_id), await NetworkStore(unit.tx).read()
    if case is None:
        raise NoSuchCaseError
    slot, links = Interval(start=start, end=start + network.length), Links.of(unit.settings)
    if not sure:
        await _doubt(unit, case, await Directory(unit.tx).named([each.supervisor_id for each in case.leaders]), slot)
    done = await change(case, lambda new: mending.moved(new, slot, links, unit.now), unit)
    unit.audit(who, N_("Moved a debriefing to another time"), case.need.organisation)
    return done


async def _doubt(unit: Unit, case: Case, people: Sequence[Supervisor], slot: Interval) -> None:
    """Raises DoubtedError with what speaks against these leading at this time."""
    zone = unit.settings.zone
    each = [(who, doubts.of_time(who, case, slot, zone, unit.now)) for who in await seen_for(people, case, unit, slot)]
    if any(why for _, why in each):
        raise DoubtedError(tuple((who.supervisor.name, why) for who, why in each if why))


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


async def call_off(unit: Unit, case_id: str, who: str, *, block: bool = False) -> Case:
    """The coordinator withdraws a case for its requester, said twice it is the same; or a prank, and has its address
    blocked. NoSuchCaseError.
    """
    case = await Cases(unit.tx).find(case_id)
    if case is None:
        raise NoSuchCaseError
    if case.state == "withdrawn":
        return case
    done = N_("Called a prank off and blocked its address") if block else N_("Withdrew a debriefing for its requester")
    unit.audit(who, done, case.need.organisation)
    return await change(case, lambda new: lifecycle.called_off(new, unit.now, blocked=block), unit)
