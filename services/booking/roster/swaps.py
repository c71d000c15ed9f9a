"""Swaps: one supervisor asks another to be on call for them; the other agrees or declines."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.booking.network.model import Network
from services.booking.roster.model import SWAP_TRANSITIONS, Duty, Plan, Substitution, Swap, SwapState
from services.booking.roster.schedule import shifts_between
from shared.messages.booking import Interval


class NotTheirsError(Exception):
    """Whoever is to give this time away is not on call for all of it."""


class AlreadyOnCallError(Exception):
    """Whoever is to take this time is on call in it already: the roster would lose somebody."""


class CantComeError(Exception):
    """Whoever is to take this time is away in it, or can't be on call at all: nobody would be."""


class PastError(Exception):
    """The time has begun: what was done can't be swapped."""


class NotAColleagueError(Exception):
    """Nobody swaps with themself."""


class AnsweredError(Exception):
    """The swap was answered otherwise before."""


def check(
    swap: Swap,
    plan: Plan,
    overrides: Sequence[Duty],
    zone: ZoneInfo,
    now: datetime,
    can_come: Callable[[str, Interval], bool] = lambda _who, _slot: True,
) -> None:
    """Raises NotAColleagueError, NotTheirsError, AlreadyOnCallError, CantComeError or PastError where the swap can't be
    made as the roster is now. `can_come` says who can be on call for all of a time; who gives their time need not.
    """
    if swap.asker_id == swap.asked_id:
        raise NotAColleagueError
    for giver, taker, slot in _exchanged(swap):
        if slot.start <= now:
            raise PastError
        duties = shifts_between(plan, overrides, slot.start, slot.end, zone)
        if not _covered(slot, [duty for duty in duties if duty.supervisor_id == giver]):
            raise NotTheirsError
        if any(duty.supervisor_id == taker for duty in duties):
            raise AlreadyOnCallError
        if not can_come(taker, slot):
            raise CantComeError


def answered(swap: Swap, state: SwapState, now: datetime) -> Swap:
    """The swap with its answer. Raises AnsweredError."""
    if state not in SWAP_TRANSITIONS[swap.state]:
        raise AnsweredError
    return swap.model_copy(update={"state": state, "answered_at": now, "revision": swap.revision + 1})


def substitutions(swap: Swap, agreed_at: datetime) -> tuple[Substitution, ...]:
    """What an agreed swap changes."""
    return tuple(
        Substitution(supervisor_id=giver, by=taker, since=slot.start, until=slot.end, agreed_at=agreed_at)
        for giver, taker, slot in _exchanged(swap)
    )


def _exchanged(swap: Swap) -> list[tuple[str, str, Interval]]:
    """Who gives what time to whom."""
    given = [(swap.asker_id, swap.asked_id, swap.given)]
    return [*given, (swap.asked_id, swap.asker_id, swap.in_return)] if swap.in_return else given


def _covered(slot: Interval, duties: Sequence[Duty]) -> bool:
    covered = slot.start
    for duty in duties:
        if duty.since > covered:
            return False
        covered = max(covered, duty.until)
    return covered >= slot.end


def swap_link_has_ended(swap: Swap, network: Network, now: datetime) -> bool:
    """Whether a swap's link opens nothing any more: its times are over for so long."""
    over = max(swap.given.end, swap.in_return.end) if swap.in_return else swap.given.end
    return now >= over + timedelta(days=network.links_days)
