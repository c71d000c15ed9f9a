"""What a contract's terms mean for the calendar: which dates its series has, and what may be booked beside it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from services.booking.days_off import is_day_off
from services.booking.entitlements.model import Entitlement, EntitlementState
from shared.i18n import N_, Msgid, form_times
from shared.messages.contracts import ContractSigned, Recipient

# A series is placed in one piece; what a contract has beyond it is booked later, by hand.
LONGEST_SERIES = 60

UNKNOWN = N_("There is no signed contract with this id.")
OVER = N_("The contract's process has ended or is interrupted, so nothing is booked for it.")
OTHERS = N_("Only the contract's own supervisors lead its sessions.")
TOO_MANY = N_("The contract has fewer sessions than that; agree on more in an amendment.")
TOO_LATE = N_("The contract's term is over by then; renew it first.")
TOO_LONG = N_("The contract's sessions are shorter; agree on longer ones in an amendment.")


@dataclass(frozen=True, slots=True)
class Dates:
    """The series' first day, how many dates it runs over, and those of them that are left out as public holidays."""

    first: date
    count: int
    left_out: frozenset[date]


def is_placed_by_itself(terms: ContractSigned) -> bool:
    """Whether weekday and time are agreed, so that the whole series can be placed."""
    return terms.rhythm.weekday is not None and terms.rhythm.time is not None and terms.rhythm.every_weeks > 0


def at(terms: ContractSigned) -> time:
    """When a session begins, on the network's clock."""
    return form_times.clock(terms.rhythm.time or "00:00")


def last_day(terms: ContractSigned) -> date | None:
    """The term's last day; None where only a number is agreed."""
    return terms.rhythm.first_date + relativedelta(months=terms.months, days=-1) if terms.months else None


def first_moment(terms: ContractSigned, zone: ZoneInfo) -> datetime:
    """From when on a later contract governs: what comes before is the earlier one's."""
    return datetime.combine(terms.rhythm.first_date, time(), zone)


def governing(entitlement: Entitlement, at: datetime, zone: ZoneInfo) -> ContractSigned | None:
    """The contract that a session at this moment is booked by; None where nothing may be booked."""
    terms = entitlement.open
    if terms is None or entitlement.before is None or at >= first_moment(terms, zone):
        return terms
    return entitlement.before


def counted(entitlement: Entitlement, starts: Sequence[datetime], at: datetime, zone: ZoneInfo) -> int:
    """How many of these sessions are the governing contract's at a moment."""
    if entitlement.terms is None or entitlement.before is None:
        return len(starts)
    begins = first_moment(entitlement.terms, zone)
    return sum((each >= begins) == (at >= begins) for each in starts)


def dates(terms: ContractSigned, wanted: int | None = None, since: date | None = None) -> Dates:
    """The dates of the series from the first agreed day, or from `since`, on: as many as the contract has, or `wanted`,
    within its term. On a public holiday there is none unless the contract says so: it is left out, and the series is
    one longer.
    """
    rhythm, end = terms.rhythm, last_day(terms)
    step = timedelta(weeks=rhythm.every_weeks)
    day = rhythm.first_date + timedelta(days=((rhythm.weekday or 0) - rhythm.first_date.weekday()) % 7)
    if since is not None and since > day:
        day += step * -((day - since) // step)  # the weeks stay those that were agreed
    first, limit = day, min(wanted or terms.sessions or LONGEST_SERIES, LONGEST_SERIES)
    left_out: set[date] = set()
    count = 0
    while count - len(left_out) < limit and (end is None or day <= end) and count < 2 * LONGEST_SERIES:
        if is_day_off(day) and not rhythm.over_holidays:
            left_out.add(day)
        count += 1
        day += step
    return Dates(first, count, frozenset(left_out))


def told(terms: ContractSigned) -> tuple[Recipient, ...]:
    """Who is told of the sessions beside those who lead them: participants and orderer, each address once."""
    people = [*terms.participants, terms.orderer]
    by_address = {each.email: each for each in reversed(people)}
    return tuple(reversed(by_address.values()))


def refusal(
    entitlement: Entitlement | None,
    supervisors: Sequence[str],
    lengths: Sequence[timedelta],
    last_start: datetime,
    booked: int,
    zone: ZoneInfo,
) -> Msgid | None:
    """Why sessions may not be booked for a contract; None where they may. `booked` have been, or are to be, already."""
    if entitlement is None or (entitlement.terms is None and entitlement.state is not EntitlementState.ENDED):
        return UNKNOWN
    terms = governing(entitlement, last_start, zone)
    if terms is None:
        return OVER
    if not set(supervisors) <= set(terms.supervisors):
        return OTHERS
    if max(lengths) > timedelta(minutes=terms.minutes):
        return TOO_LONG
    end = last_day(terms)
    if end is not None and last_start.astimezone(zone).date() > end:
        return TOO_LATE
    return TOO_MANY if terms.sessions is not None and booked + len(lengths) > terms.sessions else None
