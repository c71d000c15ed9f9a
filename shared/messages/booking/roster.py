"""The on-call roster: duties that draw near, gaps, and swaps."""

from shared.messages.base import Instant, Message, Part
from shared.messages.booking.parts import Colleague, Interval


class DutyDrewNear(Message, owner="booking", to=("notifications",)):
    """A supervisor is on call from tomorrow."""

    supervisor: Colleague
    slot: Interval
    backup: bool
    roster_link: str
    noticed_at: Instant


class DutyGapForeseen(Message, owner="booking", to=("notifications",)):
    """Nobody will be first in line at these times: a week ahead, a day ahead, and when the first of them opens."""

    gaps: tuple[Interval, ...]
    roster_link: str
    foreseen_at: Instant


class Shift(Part):
    """A time on call, first in line or as the backup."""

    slot: Interval
    backup: bool = False


class LostSwap(Part):
    """A swap that was agreed with a colleague (by name) and stands no more."""

    colleague: str
    slot: Interval


class DutiesChanged(Message, owner="booking", to=("notifications",)):
    """The coordinator has changed the roster: what a supervisor is on call for by it in the next eight weeks, what no
    more, and which agreed swaps it leaves void.
    """

    supervisor: Colleague
    gained: tuple[Shift, ...]
    lost: tuple[Shift, ...]
    lost_swaps: tuple[LostSwap, ...] = ()
    roster_link: str
    changed_at: Instant


class SwapAsked(Message, owner="booking", to=("notifications",)):
    """One supervisor asks another to be on call for them, perhaps for a duty in return."""

    swap_id: str
    asker: Colleague
    asked: Colleague
    given: Interval
    in_return: Interval | None
    answer_link: str
    asked_at: Instant


class SwapAgreed(Message, owner="booking", to=("notifications",)):
    """The swap is made: the roster is as they agreed."""

    swap_id: str
    asker: Colleague
    asked: Colleague
    given: Interval
    in_return: Interval | None
    roster_link: str
    agreed_at: Instant


class SwapDeclined(Message, owner="booking", to=("notifications",)):
    """The other can't; the roster is as it was."""

    swap_id: str
    asker: Colleague
    asked: Colleague
    given: Interval
    in_return: Interval | None
    roster_link: str
    declined_at: Instant


class DrillCalled(Message, owner="booking", to=("notifications",), urgent=True):
    """The coordinator rehearses with whoever is on call now: they are reached as by an urgent request."""

    drill_id: str
    people: tuple[Colleague, ...]
    called_at: Instant
