"""From a contract to its sessions: placed whole when it is signed, freed, put back and cancelled with its process."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from services.booking.calendar.availability_loader import NoSuchSupervisorError
from services.booking.calendar.handlers import sessions
from services.booking.calendar.handlers.sessions import Plan
from services.booking.calendar.model import Guest, Session, Theme, Venue
from services.booking.calendar.series import DoesNotFitError, Rhythm, wishes
from services.booking.directory.store.supervisors import Directory
from services.booking.entitlements import terms as rules
from services.booking.entitlements.model import Entitlement, EntitlementState
from services.booking.entitlements.store import Entitlements
from services.booking.links import Links
from shared.messages.booking import Colleague, SeriesUnplaced
from shared.messages.contracts import ContractSigned
from shared.messages.processes import ProcessEnded, ProcessInterrupted, ProcessResumed
from shared.messaging.unit_of_work import Unit
from shared.store.mongo import Tx

# A freed session is put back the earliest so long after the process goes on.
SOON = timedelta(days=1)


class NoSuchProcessError(Exception):
    """No signed contract of such a process is known."""


class NothingToPlaceError(Exception):
    """Its sessions are on the calendar already, or none are wanted any more."""


async def place_series(signed: ContractSigned, unit: Unit) -> None:
    """All of a contract's sessions on the calendar, or none, and its supervisors choose. A later contract of the same
    process takes the place of what the earlier one has planned from its first day on; an earlier one that comes late
    changes nothing.
    """
    terms = signed.model_copy(update={"copies": ()})
    known = await Entitlements(unit.tx).find(signed.process_id)
    if known is None:
        fresh = Entitlement(id=signed.process_id, state=EntitlementState.BY_HAND, terms=terms)
        await Entitlements(unit.tx).add(await _placed(unit, fresh))
        return
    is_late = known.terms is not None and known.terms.signed_at >= signed.signed_at
    if is_late or known.state is EntitlementState.ENDED:
        return
    if known.state is EntitlementState.INTERRUPTED:  # it is placed once the process goes on
        waiting = known.transition(known.state).model_copy(update={"terms": terms, "before": known.terms, "wanted": 0})
        await Entitlements(unit.tx).save(waiting)
        return
    begins = rules.first_moment(terms, unit.settings.zone)
    await sessions.cancel_ahead(unit, known.id, begins - timedelta.resolution)
    changes = {"terms": terms, "before": known.terms, "wanted": 0, "since": unit.now}
    anew = known.model_copy(update={**changes, "revision": known.revision + 1})
    await Entitlements(unit.tx).save(await _placed(unit, anew))


async def free_sessions(interrupted: ProcessInterrupted, unit: Unit) -> None:
    """What is planned is free again, and as many are put back when the process goes on."""
    known = await Entitlements(unit.tx).find(interrupted.process.process_id)
    if known is None:
        raise NoSuchProcessError  # its contract is still on its way
    if known.told >= interrupted.revision or known.state is EntitlementState.ENDED:
        return
    freed = await sessions.cancel_ahead(unit, known.id)
    wanted = known.wanted if known.state is EntitlementState.UNPLACED else len(freed)
    resting = known.transition(EntitlementState.INTERRUPTED)
    await Entitlements(unit.tx).save(
        resting.model_copy(update={"wanted": wanted, "since": None, "told": interrupted.revision})
    )


async def put_back_sessions(resumed: ProcessResumed, unit: Unit) -> None:
    """As many as were freed, in the contract's rhythm; where they don't fit, its supervisors choose."""
    known = await Entitlements(unit.tx).find(resumed.process.process_id)
    if known is None:
        raise NoSuchProcessError
    if known.told >= resumed.revision or known.state is EntitlementState.ENDED:
        return
    again = known.model_copy(update={"told": resumed.revision, "since": max(resumed.since, unit.now)})
    if known.state is not EntitlementState.INTERRUPTED:  # said before the interruption that it ends
        await Entitlements(unit.tx).save(again.model_copy(update={"revision": known.revision + 1}))
        return
    going_on = again.transition(EntitlementState.BY_HAND)
    await Entitlements(unit.tx).save(await _placed(unit, going_on))


async def end_sessions(ended: ProcessEnded, unit: Unit) -> None:
    """What is planned is cancelled, and nothing is booked for it any more, whatever comes later."""
    known = await Entitlements(unit.tx).find(ended.process.process_id)
    if known is None:
        await Entitlements(unit.tx).add(Entitlement(id=ended.process.process_id, state=EntitlementState.ENDED))
        return
    if known.state is not EntitlementState.ENDED:
        await sessions.cancel_ahead(unit, known.id)
        await Entitlements(unit.tx).save(known.transition(EntitlementState.ENDED))


async def choose(
    unit: Unit, process_id: str, instead: Mapping[date, datetime], left_out: frozenset[date]
) -> list[Session]:
    """Place what did not fit, with what somebody has chosen for each date.

    Raises NoSuchProcessError, NothingToPlaceError, DoesNotFitError, NoSuchSupervisorError.
    """
    known = await Entitlements(unit.tx).find(process_id)
    if known is None:
        raise NoSuchProcessError
    plan = plan_of(known, unit.settings.zone)
    if known.state is not EntitlementState.UNPLACED or plan is None:
        raise NothingToPlaceError
    wanted = chosen(plan, instead, left_out)
    if not wishes(wanted.rhythm, unit.settings.zone):
        raise NothingToPlaceError
    made = await sessions.place(unit, wanted)
    await Entitlements(unit.tx).save(known.transition(EntitlementState.PLACED))
    return made


async def look(tx: Tx, known: Entitlement, zone: ZoneInfo, now: datetime) -> None:
    """Whether it all fits by now: DoesNotFitError, with what could be had in place of each date that does not."""
    plan = plan_of(known, zone)
    if plan is not None:
        await sessions.fits(tx, plan, zone, now)


def chosen(plan: Plan, instead: Mapping[date, datetime], left_out: frozenset[date]) -> Plan:
    """The plan with what was chosen for some of its dates."""
    rhythm = replace(plan.rhythm, instead=instead, leave_out=plan.rhythm.leave_out | left_out)
    return replace(plan, rhythm=rhythm)


def plan_of(entitlement: Entitlement, zone: ZoneInfo) -> Plan | None:
    """The series that the contract agrees on; None where its sessions are agreed on one by one, or none is left."""
    terms = entitlement.terms
    if terms is None or not rules.is_placed_by_itself(terms):
        return None
    since = (entitlement.since + SOON).astimezone(zone).date() if entitlement.since else None
    dates = rules.dates(terms, entitlement.wanted or None, since)
    if dates.count == len(dates.left_out):
        return None
    length = timedelta(minutes=terms.minutes)
    rhythm = Rhythm(dates.first, rules.at(terms), length, dates.count, terms.rhythm.every_weeks, dates.left_out)
    return Plan(
        terms.organisation,
        terms.supervisors,
        rhythm,
        Venue(at_distance=True) if terms.remote else Venue(address=terms.place),
        terms.rhythm.over_holidays,
        None,
        terms.contract_id,
        _themes(terms),
        terms.process_id,
        terms.title,
        tuple(Guest(**each.model_dump()) for each in rules.told(terms)),
    )


async def _placed(unit: Unit, entitlement: Entitlement) -> Entitlement:
    """With its series on the calendar; or unplaced, and its supervisors are told. Its revision is the given one."""
    plan = plan_of(entitlement, unit.settings.zone)
    if plan is None:
        return entitlement.model_copy(update={"state": EntitlementState.BY_HAND})
    try:
        await sessions.place(unit, plan)
    except DoesNotFitError as wrong:
        await _tell_unplaced(unit, entitlement, plan, len(wrong.misfits))
    except NoSuchSupervisorError:
        await _tell_unplaced(unit, entitlement, plan, plan.rhythm.count)
    else:
        return entitlement.model_copy(update={"state": EntitlementState.PLACED})
    return entitlement.model_copy(update={"state": EntitlementState.UNPLACED})


async def _tell_unplaced(unit: Unit, entitlement: Entitlement, plan: Plan, misfits: int) -> None:
    terms = entitlement.terms
    if terms is None:
        raise NoSuchProcessError
    people = await Directory(unit.tx).named(terms.supervisors)
    said = SeriesUnplaced(
        process_id=entitlement.id,
        contract_id=terms.contract_id,
        revision=entitlement.revision,
        organisation=terms.organisation,
        title=terms.title,
        supervisors=tuple(
            Colleague(supervisor_id=each.id, name=each.name, email=each.email, language=each.language)
            for each in people
        ),
        dates=plan.rhythm.count - len(plan.rhythm.leave_out),
        misfits=misfits,
        page=Links.of(unit.settings).agreed(entitlement.id),
        unplaced_at=unit.now,
    )
    unit.publish(f"entitlement:{entitlement.id}", entitlement.revision, said)


def _themes(terms: ContractSigned) -> tuple[Theme, ...]:
    return tuple(dict.fromkeys(terms.themes))
