"""What speaks against a time that the coordinator gives somebody by hand: said before it is done, never in the way."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from services.booking.debriefing import routing, slots
from services.booking.debriefing.model import Case
from services.booking.debriefing.routing import Candidate
from services.booking.network.model import Network
from shared.messages.booking import Interval

Doubt = Literal["night", "outside_hours", "busy"]
# Nobody leads a debriefing now, whatever their hours say.
NIGHT_ENDS, NIGHT_BEGINS = time(6), time(22)


def of_time(candidate: Candidate, case: Case, slot: Interval, zone: ZoneInfo, now: datetime) -> tuple[Doubt, ...]:
    """Why this supervisor would not have been offered this time; none where they would."""
    there = candidate.supervisor.zone(zone)
    busy = routing.with_the_way(candidate, case)
    starts = slot.start.astimezone(there).time()
    checks: tuple[tuple[Doubt, bool], ...] = (
        ("night", not NIGHT_ENDS <= starts < NIGHT_BEGINS),
        ("outside_hours", not slots.is_free(candidate.supervisor.urgent_hours, (), slot, there)),
        ("busy", any(each.start < slot.end and slot.start < each.end for each in busy)),
    )
    return tuple(doubt for doubt, holds in checks if holds and slot.start > now)


def without_own(candidate: Candidate, case: Case) -> Candidate:
    """A leader as they are but for the case's own session, which moves with them."""
    leader = next((each for each in case.leaders if each.supervisor_id == candidate.supervisor.id), None)
    if leader is None or case.slot is None:
        return candidate
    before = timedelta(minutes=leader.travel.before if leader.travel else 0)
    after = timedelta(minutes=leader.travel.after if leader.travel else 0)
    own = Interval(start=case.slot.start - before, end=case.slot.end + after)
    return replace(candidate, busy=tuple(each for each in candidate.busy if each != own))


def common_starts(
    leaders: Sequence[Candidate], case: Case, network: Network, zone: ZoneInfo, now: datetime
) -> list[datetime]:
    """The times of the window, but for the one fixed, at which all who lead are free."""
    anywhen = case.model_copy(update={"slot": None})
    times = [set(routing.evaluate(each, anywhen, network, zone, now).starts) for each in leaders]
    shared = set.intersection(*times) if times else set()
    return sorted(start for start in shared if case.slot is None or start != case.slot.start)
