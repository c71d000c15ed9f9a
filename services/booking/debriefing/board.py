"""What the coordinator's desk looks up: the cases as they stand, and one case with whoever could still lead it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.booking.debriefing import doubts, routing
from services.booking.debriefing import waves as desk
from services.booking.debriefing.handlers.cases import candidates, count_able, seen_for
from services.booking.debriefing.model import Case, CaseState
from services.booking.debriefing.routing import Candidacy
from services.booking.debriefing.store import Cases
from services.booking.debriefing.waves import Waits, Wave
from services.booking.directory.search import Sought, words_sought
from services.booking.directory.store.supervisors import Directory
from services.booking.network.model import WaveRule
from services.booking.network.store import NetworkStore
from shared.messages.booking import Interval
from shared.messages.contracts import Place
from shared.messaging.unit_of_work import Unit
from shared.store.mongo import Tx

MEASURED = timedelta(days=90)
LATELY = timedelta(days=7)
ANYBODY = WaveRule(whom="everybody", minutes=1, most=1)
MOST_LOOKED_AT = 200
MOST_SHOWN, MOST_MEASURED = 100, 1_000


@dataclass(frozen=True, slots=True)
class Overview:
    """The desk: cases without their leaders, and those confirmed in the last week. `cut`: there are more of some than
    are shown.
    """

    needing: list[Case]
    searching: list[Case]
    lately: list[Case]
    cut: bool = False

    @property
    def oldest(self) -> Case | None:
        """The one that has waited longest."""
        return min((*self.needing, *self.searching), key=lambda case: case.need.requested_at, default=None)

    @property
    def came_back(self) -> int:
        """Letters of these cases that reached nobody."""
        return desk.came_back((*self.needing, *self.searching, *self.lately))


@dataclass(frozen=True, slots=True)
class Opened:
    """One case at the desk. `wanted`: it could be given to a supervisor by hand; `movable`: somebody leads it, and its
    time is still to come.
    """

    case: Case
    wanted: bool
    movable: bool
    waves: list[Wave]
    length: timedelta


async def overview(tx: Tx, now: datetime) -> Overview:
    """The desk's cases, those that have waited longest first."""
    needing = await Cases(tx).in_state(CaseState.NEEDS_COORDINATOR, MOST_SHOWN + 1)
    searching = await Cases(tx).in_state(CaseState.SEARCHING, MOST_SHOWN + 1)
    confirmed = await Cases(tx).confirmed(now - LATELY, MOST_SHOWN + 1)
    return Overview(
        needing=needing[:MOST_SHOWN],
        searching=searching[:MOST_SHOWN],
        lately=[case for case in confirmed[:MOST_SHOWN] if case.state is CaseState.CONFIRMED],
        cut=any(len(found) > MOST_SHOWN for found in (needing, searching, confirmed)),
    )


@dataclass(frozen=True, slots=True)
class View:
    """The desk as it is read and drawn for whoever looks, as long as none of its cases has changed. `drawn`: the cases
    as HTML, by language.
    """

    seen: tuple[tuple[str, int], ...]
    day: date
    cases: Overview
    waits: Waits | None
    drawn: dict[str, Any]


async def view(tx: Tx, memory: dict[str, View], now: datetime) -> View:
    """The desk; read anew only where one of its cases has changed."""
    seen = await Cases(tx).on_desk(now - LATELY, 2 * MOST_SHOWN)
    known = memory.get("desk")
    if known is None or (known.seen, known.day) != (seen, now.date()) or len(seen) >= 2 * MOST_SHOWN:
        measured = await Cases(tx).waits(now - MEASURED, MOST_MEASURED)
        known = View(seen, now.date(), await overview(tx, now), desk.waits(measured), {})
        memory["desk"] = known
    return known


async def opened(tx: Tx, case_id: str, now: datetime) -> Opened | None:
    """One case with every wave; None where there is no such case."""
    case = await Cases(tx).find(case_id)
    if case is None:
        return None
    return Opened(
        case=case,
        wanted=case.missing > 0 and case.state is not CaseState.WITHDRAWN,
        movable=case.slot is not None and case.slot.start > now and case.state is not CaseState.WITHDRAWN,
        waves=desk.waves(case, await Cases(tx).considered(case_id)),
        length=(await NetworkStore(tx).read()).length,
    )


@dataclass(frozen=True, slots=True)
class Successors:
    """Whom the coordinator could choose, best first; `others` were looked for by name, whatever speaks against them."""

    suggested: list[Candidacy]
    others: list[Candidacy]


async def successors(unit: Unit, opened: Opened, sought: str) -> Successors:
    """Whom to give the case to, or to put in a leader's place."""
    zone, now = unit.settings.zone, unit.now
    suggested = await suggestions(unit.tx, opened, zone, now)
    if not (words := words_sought(sought)):
        return Successors(suggested, [])
    found = (await Directory(unit.tx).search(Sought(words=words), "", desk.MOST_SUGGESTED)).people
    window = opened.case.slot or Interval(start=opened.case.need.window.opens, end=opened.case.need.window.closes)
    network = await NetworkStore(unit.tx).read()
    leading = {leader.supervisor_id for leader in opened.case.leaders}
    seen = await seen_for([each for each in found if each.id not in leading], opened.case, unit, window)
    named = {each.id for each in found}
    suggested = [each for each in suggested if each.candidate.supervisor.id not in named]
    return Successors(suggested, [routing.evaluate(each, opened.case, network, zone, now) for each in seen])


@dataclass(frozen=True, slots=True)
class Help:
    """A change of the request that would let more supervisors fit: how many then, and what is sent to change it so."""

    kind: str
    able: int
    form: Mapping[str, str]


MOST_COUNTED = 20


async def helps(unit: Unit, opened: Opened) -> list[Help]:
    """What would help where too few fit: at a distance, another language, one leader."""
    case = opened.case
    if not opened.wanted or case.needs not in ("too_few", "nobody_accepted", "second_leader_missing"):
        return []
    network, need = await NetworkStore(unit.tx).read(), case.need
    afresh = case.model_copy(update={"changed_waves": case.wave})

    async def able(**changes: object) -> int:
        other = afresh.model_copy(update={"need": need.model_copy(update=changes)})
        return await count_able(other, network, unit.tx, unit.settings.zone, unit.now, MOST_COUNTED)

    found = [] if need.place.remote else [Help("remote", await able(place=Place(remote=True)), {"place.remote": "yes"})]
    found += [
        Help(f"language_{code}", await able(languages=(code,)), {"languages": code})
        for code in ("fi", "sv", "en")
        if need.languages != (code,)
    ]
    as_it_is = await able()
    useful = [each for each in found if each.able > as_it_is]
    if need.leaders > 1 and (as_it_is or case.leaders or case.open_offers):
        useful.append(Help("one_leader", as_it_is, {"leaders": "1"}))
    return useful


async def other_times(unit: Unit, opened: Opened) -> list[datetime]:
    """The times at which all who lead are free."""
    case = opened.case
    if not opened.movable:
        return []
    leaders = await Directory(unit.tx).named([each.supervisor_id for each in case.leaders])
    window = Interval(start=case.need.window.opens, end=case.need.window.closes)
    seen = await seen_for(leaders, case, unit, window)
    return doubts.common_starts(seen, case, await NetworkStore(unit.tx).read(), unit.settings.zone, unit.now)


async def suggestions(tx: Tx, opened: Opened, zone: ZoneInfo, now: datetime) -> list[Candidacy]:
    """Whom the case could be given by hand, best first: looked for until there are as many as are shown."""
    if not (opened.wanted or opened.movable):
        return []
    able: list[Candidacy] = []
    looked_at = 0
    async for some in candidates(ANYBODY, opened.case, tx, zone, now):
        able += desk.could_lead(some, opened.case, await NetworkStore(tx).read(), zone, now)
        looked_at += len(some)
        if len(able) >= desk.MOST_SUGGESTED or looked_at >= MOST_LOOKED_AT:
            break
    return desk.suggested(able, now)
