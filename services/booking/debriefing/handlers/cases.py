"""What booking does with the messages that it consumes: load, decide, save; one function a message."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from zlib import crc32
from zoneinfo import ZoneInfo

from services.booking.accounts.store import People
from services.booking.calendar.availability_loader import away_soon
from services.booking.calendar.model import DebriefingSessionChanged
from services.booking.calendar.store.sessions import Calendar
from services.booking.debriefing import doubts, leading, lifecycle, mending, routing, unconfirmed
from services.booking.debriefing.lifecycle import Decision
from services.booking.debriefing.model import Case, CaseState, ContactDue, MorningCame, OfferState, WaveOver
from services.booking.debriefing.routing import Candidacy, Candidate, awaited
from services.booking.debriefing.store import Cases
from services.booking.directory.model import Supervisor, SupervisorMadeInactive
from services.booking.directory.store.supervisors import Directory
from services.booking.links import Links
from services.booking.network.model import Network, WaveRule
from services.booking.network.store import NetworkStore
from services.booking.roster.coverage import can_cover
from services.booking.roster.handlers.shifts import on_duty, turns_at
from shared.fields import address_key
from shared.messages.booking import Interval
from shared.messages.contracts import DebriefingChanged, DebriefingRequested, DebriefingWithdrawn, RequesterVerified
from shared.messages.notifications import Delivery, MessageUndelivered
from shared.messaging.unit_of_work import Unit
from shared.store.mongo import Tx

# How many are looked at for one wave, where hardly anybody is free: a ring is begun at another place by each case.
MOST_LOOKED_AT = 2_000
DESK = "desk"  # the topic of everybody who watches the coordinator's desk


class NotYetKnownError(Exception):
    """The message is about a case of which we have not heard yet: it came first, and is tried again."""


class NoSuchOfferError(Exception):
    """No offer was ever sent with this link."""


class NoSuchCaseError(Exception):
    """No such case or supervisor."""


async def find_debriefer(requested: DebriefingRequested, unit: Unit) -> None:
    """Open the case and ask the first wave."""
    network = await NetworkStore(unit.tx).read()
    known = {"also_called": await _also_called(requested, unit.tx), "room": network.meeting_link}
    case = lifecycle.opened(requested).model_copy(update=known)
    decision = await _ask_on(Decision(case), network, unit)
    decision = await _told_if_too_few(decision, network, unit)
    await Cases(unit.tx).add(decision.case)
    await _follow(case, decision, unit)


async def _also_called(need: DebriefingRequested, tx: Tx) -> tuple[str, ...]:
    """By what the organisation is known, by its id, where who asks orders for that one alone."""
    orders = await People(tx).orders(address_key(need.contact.email)) if need.verified else []
    return (orders[0].called,) if len(orders) == 1 else ()


async def ask_next_wave(over: WaveOver, unit: Unit) -> None:
    """The wave's time is up; nothing to do when the case has moved on meanwhile."""
    case = await _case(over.debriefing_id, unit)
    if case.wave == over.wave and case.open_offers:
        await change(case, lambda new: lifecycle.lapsed(new, unit.now), unit)


async def count_as_no_answer(undelivered: MessageUndelivered, unit: Unit) -> None:
    """An offer that could not be delivered counts as no answer at once; of a case's other letters the desk is told."""
    delivery = undelivered.delivery
    if delivery.about != "offer":
        return await _note_unreached(delivery, unit)
    case = await _case(delivery.debriefing_id, unit)
    offer = next((o for o in case.offers if o.id == delivery.reference), None)
    if offer is not None and offer.state is OfferState.OPEN:
        await change(case, lambda new: lifecycle.undelivered(new, offer, unit.now), unit)
    return None


async def _note_unreached(delivery: Delivery, unit: Unit) -> None:
    case = await Cases(unit.tx).find(delivery.debriefing_id)
    if case is not None and delivery.about not in case.unreached:
        unreached = (*case.unreached, delivery.about)
        await change(case, lambda new: Decision(new.model_copy(update={"unreached": unreached})), unit)


async def release(withdrawn: DebriefingWithdrawn, unit: Unit) -> None:
    """Tell everybody asked, and free the time."""
    case = await _case(withdrawn.debriefing_id, unit)
    if case.state != "withdrawn":
        await change(case, lambda new: lifecycle.withdrawn(new, unit.now), unit)


async def change_need(changed: DebriefingChanged, unit: Unit) -> None:
    """The request is another: the search goes on with what is true now."""
    case = await _case(changed.debriefing_id, unit)
    if changed.revision > case.need_revision:
        await change(
            case, lambda new: mending.changed(new, changed, Links.of(unit.settings), unit.now), unit, fresh=True
        )


async def mark_verified(verified: RequesterVerified, unit: Unit) -> None:
    """The contact's address is theirs: the case is shown so, and nothing holds it back any more."""
    case = await _case(verified.debriefing_id, unit)
    speaks = verified.speaks_for_organisation
    if not case.need.verified or speaks > case.need.speaks_for_organisation:
        links = Links.of(unit.settings)
        await change(case, lambda new: unconfirmed.confirmed(new, links, speaks=speaks), unit, fresh=True)


async def lapse_offers(gone: SupervisorMadeInactive, unit: Unit) -> None:
    """Whoever leaves is asked no more: their open offers lapse, and others are asked."""
    who = gone.supervisor.id
    for case in await Cases(unit.tx).asking(who):
        await change(case, lambda new: lifecycle.left(new, who, unit.now), unit)


async def publish_of_case(changed: DebriefingSessionChanged, unit: Unit) -> None:
    """A debriefing's session was changed on the calendar: that is told in the order of all that its case says."""
    case = await Cases(unit.tx).find(changed.session.debriefing_id or "")
    if case is None:
        session = changed.session
        unit.publish(session.id, session.sequence + 1, *changed.events, first=session.sequence == 0)
        return
    case = lifecycle.next_revision(case)
    await Cases(unit.tx).save(case)
    unit.publish(case.id, case.revision, *changed.events)


async def ask_in_the_morning(morning: MorningCame, unit: Unit) -> None:
    """Nobody was to be woken for it at night; nothing to do where it has been asked about meanwhile."""
    case = await _case(morning.debriefing_id, unit)
    if lifecycle.wants_asking(case):
        await change(case, Decision, unit)


async def check_contact(due: ContactDue, unit: Unit) -> None:
    """Accepted, but nobody has talked with the workplace: the coordinator must know."""
    case = await _case(due.debriefing_id, unit)
    if leading.contact_is_due(case):
        await change(case, lambda new: leading.contact_missed(new, Links.of(unit.settings), unit.now), unit)


async def _case(case_id: str, unit: Unit) -> Case:
    case = await Cases(unit.tx).find(case_id)
    if case is None:
        raise NotYetKnownError
    return case


async def change(case: Case, decide: Callable[[Case], Decision], unit: Unit, *, fresh: bool = False) -> Case:
    """Decide on the case's next revision, ask on where that leaves nobody to answer, and save it all. `fresh`: perhaps
    fewer fit now than are wanted.
    """
    decision = decide(lifecycle.next_revision(case))
    if lifecycle.wants_asking(decision.case):
        network = await NetworkStore(unit.tx).read()
        decision = await _ask_on(decision, network, unit)
        decision = await _told_if_too_few(decision, network, unit) if fresh else decision
    await Cases(unit.tx).save(decision.case)
    await _follow(case, decision, unit)
    return decision.case


async def _follow(before: Case, decision: Decision, unit: Unit) -> None:
    """The calendar, the timers and the messages of a change."""
    case, timer = (
        decision.case,
        f"case:{decision.case.id}",
    )  # a case waits for one thing at a time: an answer, or the contact
    if decision.freed and before.session_id:
        await Calendar(unit.tx).free(before.session_id, unit.now)
    elif decision.session and before.session_id is None:
        await Calendar(unit.tx).add(decision.session)
    elif decision.session:
        await Calendar(unit.tx).replace(decision.session)
    asked_anew = (case.wave, case.answer_by) != (before.wave, before.answer_by)
    if case.answer_by and asked_anew and case.open_offers:
        unit.schedule(timer, case.answer_by, WaveOver(debriefing_id=case.id, wave=case.wave))
    elif (due := await _contact_due(before, case, unit)) is not None:
        unit.schedule(timer, due, ContactDue(debriefing_id=case.id))
    elif before.open_offers and not case.open_offers:
        unit.cancel_timer(timer)
    said = (*decision.events, *awaited(before, case, unit.now))
    unit.publish(case.id, case.revision, *said, first=case.revision == before.revision)
    unit.notify(DESK)


async def _contact_due(before: Case, case: Case, unit: Unit) -> datetime | None:
    due_already = before.state == "confirmed" and not before.contact_made
    if case.state != "confirmed" or due_already or case.contact_made:
        return None
    return unit.now + (await NetworkStore(unit.tx).read()).contact_time


async def _ask_on(decision: Decision, network: Network, unit: Unit) -> Decision:
    """Ask wave after wave until somebody is asked; when none is left, the coordinator."""
    links = Links.of(unit.settings)
    if (morning := unconfirmed.held_until(decision.case, network, unit.now, unit.settings.zone)) is not None:
        unit.schedule(f"morning:{decision.case.id}", morning, MorningCame(debriefing_id=decision.case.id))
        return decision
    for rule in network.waves[decision.case.wave - decision.case.earlier_waves :]:
        case = decision.case
        if unconfirmed.is_held_back(case):
            return decision.then(unconfirmed.held_back(case, links, unit.now))
        weighed = await evaluated(rule, case, network, unit.tx, unit.settings.zone, unit.now)
        chosen, considered = routing.pick(weighed, case, rule.most, unit.now)
        offers = routing.offers(chosen, case, links.answer_key, unit.now)
        decision = decision.then(
            lifecycle.asked(case, rule, offers, considered, network, links, unit.now, unit.settings.zone)
        )
        if offers:
            return decision
    return decision.then(lifecycle.given_up(decision.case, links, unit.now))


async def _told_if_too_few(decision: Decision, network: Network, unit: Unit) -> Decision:
    """Where fewer fit and are free than are wanted, a person must know at the first moment: waiting helps nobody."""
    case = decision.case
    if (
        case.state is not CaseState.SEARCHING
        or not unconfirmed.is_known(case)
        or not case.open_offers
        or len(case.open_offers) >= case.missing
    ):
        return decision
    more = await count_able(case, network, unit.tx, unit.settings.zone, unit.now, case.missing - len(case.open_offers))
    if len(case.open_offers) + more >= case.missing:
        return decision
    return decision.then(lifecycle.to_coordinator(case, "too_few", Links.of(unit.settings), unit.now))


async def count_able(case: Case, network: Network, tx: Tx, zone: ZoneInfo, now: datetime, enough: int) -> int:
    """How many could be asked who were not: counted until there are `enough`."""
    rule = WaveRule(whom="everybody", minutes=1, most=enough)
    found = await evaluated(rule, case, network, tx, zone, now)
    return len({choice.candidate.supervisor.id for choice in found if not choice.why_not})


async def evaluated(
    rule: WaveRule, case: Case, network: Network, tx: Tx, zone: ZoneInfo, now: datetime
) -> list[Candidacy]:
    """Those who could be asked by this rule, weighed: read on until enough of them can be, or nobody is left."""
    found: list[Candidacy] = []
    async for some in candidates(rule, case, tx, zone, now):
        found += [routing.evaluate(each, case, network, zone, now) for each in some]
        if sum(1 for choice in found if not choice.why_not) >= rule.most or len(found) >= MOST_LOOKED_AT:
            break
    return found


async def candidates(
    rule: WaveRule, case: Case, tx: Tx, zone: ZoneInfo, now: datetime
) -> AsyncIterator[list[Candidate]]:
    """Who could be asked by this rule, with their calendars, a few at a time: those on call, and mostly those able.

    Whose turn it is and who is inactive, or not trained, is among them: the coordinator sees why they were not asked.
    """
    duties = {each.supervisor_id: int(each.backup) for each in await on_duty(tx, now, zone)}
    turns = sorted({each.supervisor_id for each in await turns_at(tx, now, zone)})
    known = await Directory(tx).known(turns) if turns else ()
    on_call = [each for each in known if each.id in duties or not can_cover(each)]
    if rule.whom == "on_call":
        yield await _seen(on_call, duties, case, tx, now)
        return
    first = on_call
    async for some in Directory(tx).find_candidates(case.need, crc32(case.id.encode())):
        yield await _seen([*first, *(each for each in some if each.id not in duties)], duties, case, tx, now)
        first = []


async def seen_for(people: Sequence[Supervisor], case: Case, unit: Unit, slot: Interval) -> list[Candidate]:
    """These with what takes their time around a slot, the case's own session aside."""
    found = await _seen(people, {}, case, unit.tx, unit.now, slot)
    return [doubts.without_own(each, case) for each in found]


async def _seen(
    people: Sequence[Supervisor],
    duties: Mapping[str, int],
    case: Case,
    tx: Tx,
    now: datetime,
    within: Interval | None = None,
) -> list[Candidate]:
    window = within or Interval(start=case.need.window.opens, end=case.need.window.closes)
    ids = [each.id for each in people]
    loads = await Calendar(tx).workloads(ids, window, now - routing.FAIRNESS)
    elsewhere = await away_soon(tx, ids, window, now)
    return [
        Candidate(each, (*loads[each.id].busy, *elsewhere[each.id]), duties.get(each.id), loads[each.id].led)
        for each in people
    ]
