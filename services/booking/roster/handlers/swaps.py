"""Swaps: asked for, agreed to, declined or taken back; load, decide, save."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from services.booking.calendar.store.absences import Availability
from services.booking.directory.model import Supervisor
from services.booking.directory.store.supervisors import Directory
from services.booking.links import LinkEndedError, Links
from services.booking.network.store import NetworkStore
from services.booking.roster import coverage, swaps
from services.booking.roster.handlers.shifts import NoSuchSupervisorError, change, colleague, identified
from services.booking.roster.model import Duty, Plan, Swap, SwapState
from services.booking.roster.schedule import concerned, shifts_between
from services.booking.roster.schemas import AskSwap, GivenInterval
from services.booking.roster.store import Roster
from services.booking.roster.swaps import (
    AlreadyOnCallError,
    AnsweredError,
    CantComeError,
    NotAColleagueError,
    NotTheirsError,
    PastError,
    swap_link_has_ended,
)
from shared.i18n import N_, Text
from shared.messages.base import Message
from shared.messages.booking import Interval, SwapAgreed, SwapAsked, SwapDeclined
from shared.messaging.unit_of_work import Unit
from shared.store.mongo import Tx
from shared.tokens import digest

# Longer ago than anybody looks at the roster; until then a page can show what was agreed.
KEPT = timedelta(days=60)
# About the time that is given away; how many are asked for it at once.
AROUND, MOST_ASKED = timedelta(days=60), 30


class NobodyCanError(Exception):
    """Everybody who takes turns is on call or away then."""


# Why a swap can't be, to the one who asks or answers.
REFUSED: dict[type[Exception], Text] = {
    NotAColleagueError: N_("A swap needs two: choose somebody else."),
    NotTheirsError: N_("The roster has changed: whoever is to give this time away is not on call for all of it."),
    AlreadyOnCallError: N_("Whoever is to take this time is on call then already."),
    CantComeError: N_(
        "Whoever is to take this time is away then, or has no debriefing training. Choose somebody else."
    ),
    PastError: N_("This time has begun already. Choose one that is still to come."),
    AnsweredError: N_("This was answered already."),
    NobodyCanError: N_("Nobody who takes turns can then. Ask the coordinator."),
    NoSuchSupervisorError: N_("One of the two is not in the directory any more."),
}


class NoSuchSwapError(Exception):
    """No swap was ever asked for with this id or link."""


async def ask(unit: Unit, sent: AskSwap, group: str | None = None) -> Swap:
    """Ask a colleague to swap. Raises NoSuchSupervisorError, and what `roster_swaps.check` raises."""
    swap_id, links = unit.new_id(), Links.of(unit.settings)
    ids = await identified(unit.tx, [sent.asker, sent.asked])
    asker, asked = await _both(unit.tx, ids[sent.asker], ids[sent.asked])
    given, in_return = sent.given.slot, sent.in_return.slot if sent.in_return else None
    swap = Swap(
        id=swap_id,
        asker_id=asker.id,
        asked_id=asked.id,
        given=given,
        in_return=in_return,
        group=group,
        key=links.swap_key(swap_id),
        asked_at=unit.now,
    )
    await _check(swap, await Roster(unit.tx).plan(), unit)
    await Roster(unit.tx).add_swap(swap)
    said = SwapAsked(
        swap_id=swap_id,
        asker=colleague(asker),
        asked=colleague(asked),
        given=given,
        in_return=in_return,
        answer_link=links.swap(swap_id),
        asked_at=unit.now,
    )
    unit.publish(swap_id, swap.revision, said)
    return swap


async def able(tx: Tx, asker_id: str, given: Interval, ids: Sequence[str], zone: ZoneInfo) -> list[Supervisor]:
    """Who of these could be on call in all of a time, and isn't already; by name."""
    plan, overrides = await Roster(tx).plan(), await Roster(tx).overrides(given.start, given.end)
    taken = {each.supervisor_id for each in shifts_between(plan, overrides, given.start, given.end, zone)}
    people = {each.id: each for each in await Directory(tx).named(ids)}
    absent = coverage.away(await Availability(tx).absences(ids, given))
    free = people.keys() - taken - {asker_id}
    found = [people[who] for who in free if coverage.can_come(who, given, people, absent)]
    return sorted(found, key=lambda each: (each.name, each.id))


async def colleagues(tx: Tx, given: Interval) -> list[str]:
    """Everybody who takes turns, or was set by hand about that time: whom one asks first."""
    overrides = await Roster(tx).overrides(given.start - AROUND, given.end + AROUND)
    return sorted(concerned(await Roster(tx).plan(), overrides))


async def ask_all(unit: Unit, asker_id: str, given: Interval) -> list[Swap]:
    """Ask all colleagues who can to take a time; the first who agrees takes it. Raises NobodyCanError, and as `ask`."""
    zone = unit.settings.zone
    found = await able(unit.tx, asker_id, given, await colleagues(unit.tx, given), zone)
    if not found:
        raise NobodyCanError
    group, slot = unit.new_id(), GivenInterval.model_validate({"from": given.start, "to": given.end})
    return [await ask(unit, AskSwap(asker=asker_id, asked=each.id, given=slot), group) for each in found[:MOST_ASKED]]


async def agree(unit: Unit, swap: Swap) -> Swap:
    """Make the swap. Raises AnsweredError, and what `roster_swaps.check` does where the roster has changed since."""
    agreed = swaps.answered(swap, SwapState.AGREED, unit.now)
    plan = await Roster(unit.tx).plan()
    await _check(swap, plan, unit)
    kept = [each for each in plan.substitutions if each.until > unit.now - KEPT]
    await change(unit, plan, substitutions=(*kept, *swaps.substitutions(swap, unit.now)))
    await _answer(unit, agreed)
    await _need_no_more(unit, agreed)
    return agreed


async def _need_no_more(unit: Unit, agreed: Swap) -> None:
    """The others who were asked for the same time need not answer."""
    for other in await Roster(unit.tx).swaps_asked(agreed.group) if agreed.group else []:
        if other.id != agreed.id:
            await take_back(unit, other)


async def decline(unit: Unit, swap: Swap) -> Swap:
    """The colleague can't. Raises AnsweredError."""
    declined = swaps.answered(swap, SwapState.DECLINED, unit.now)
    await _answer(unit, declined)
    return declined


async def take_back(unit: Unit, swap: Swap) -> Swap:
    """The asker needs it no more. Raises AnsweredError."""
    taken_back = swaps.answered(swap, SwapState.TAKEN_BACK, unit.now)
    await Roster(unit.tx).save_swap(taken_back)
    return taken_back


async def take_back_own(unit: Unit, swap_id: str, asker_id: str) -> Swap:
    """The asker's own swap. Raises NoSuchSwapError where it isn't theirs, and AnsweredError."""
    swap = _found(await Roster(unit.tx).swap(swap_id))
    if swap.asker_id != asker_id:
        raise NoSuchSwapError
    for other in await Roster(unit.tx).swaps_asked(swap.group) if swap.group else []:
        if other.id != swap.id:
            await take_back(unit, other)
    return await take_back(unit, swap)


ANSWERS = {"agree": agree, "decline": decline, "take_back": take_back}


async def answer(unit: Unit, swap_id: str, said: str) -> Swap:
    """Answer the swap with this id. Raises NoSuchSwapError, and what the answer raises."""
    return await ANSWERS[said](unit, _found(await Roster(unit.tx).swap(swap_id)))


async def answer_link(unit: Unit, token: str, said: str) -> Swap:
    """Answer with the link of the mail. Raises NoSuchSwapError, and what the answer raises."""
    return await ANSWERS[said](unit, await of_link(unit.tx, token, unit.now))


async def of_link(tx: Tx, token: str, now: datetime) -> Swap:
    """The swap that this link answers. Raises NoSuchSwapError, LinkEndedError."""
    swap = _found(await Roster(tx).swap_of(digest(token)))
    if swap_link_has_ended(swap, await NetworkStore(tx).read(), now):
        raise LinkEndedError
    return swap


def standing(swap: Swap, now: datetime) -> str:
    """What a page says of a swap: as its state, or `late` when the time has begun unanswered."""
    late = swap.state is SwapState.ASKED and swap.begins <= now
    return "late" if late else swap.state.value


def _found(swap: Swap | None) -> Swap:
    if swap is None:
        raise NoSuchSwapError
    return swap


async def _check(swap: Swap, plan: Plan, unit: Unit) -> None:
    duties: list[Duty] = []
    slots, both = [swap.given, *([swap.in_return] if swap.in_return else [])], [swap.asker_id, swap.asked_id]
    for slot in slots:
        duties += await Roster(unit.tx).overrides(slot.start, slot.end)
    people = {each.id: each for each in await Directory(unit.tx).named(both)}
    around = Interval(start=min(slot.start for slot in slots), end=max(slot.end for slot in slots))
    absent = coverage.away(await Availability(unit.tx).absences(both, around))
    able = partial(coverage.can_come, people=people, absent=absent)
    swaps.check(swap, plan, duties, unit.settings.zone, unit.now, able)


async def _answer(unit: Unit, swap: Swap) -> None:
    await Roster(unit.tx).save_swap(swap)
    asker, asked = await _both(unit.tx, swap.asker_id, swap.asked_id)
    unit.publish(swap.id, swap.revision, _told(swap, asker, asked, Links.of(unit.settings).roster(), unit.now))


def _told(swap: Swap, asker: Supervisor, asked: Supervisor, link: str, now: datetime) -> Message:
    known = {
        "swap_id": swap.id,
        "asker": colleague(asker),
        "asked": colleague(asked),
        "given": swap.given,
        "in_return": swap.in_return,
        "roster_link": link,
    }
    if swap.state is SwapState.AGREED:
        return SwapAgreed.model_validate({**known, "agreed_at": now})
    return SwapDeclined.model_validate({**known, "declined_at": now})


async def _both(tx: Tx, *ids: str) -> Sequence[Supervisor]:
    known = {each.id: each for each in await Directory(tx).named(ids) if each.active}
    if missing := [who for who in ids if who not in known]:
        raise NoSuchSupervisorError(missing)
    return [known[who] for who in ids]
