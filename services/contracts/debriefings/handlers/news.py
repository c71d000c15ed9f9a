"""What becomes of a debriefing, heard from the other services: one small fact for each piece of news.

Facts are added blindly and put in order when they are looked at (`rules.live`), so news may come in any order.
"""

from collections import defaultdict
from collections.abc import Sequence

from services.contracts.debriefings.model import (
    Asked,
    Closed,
    ClosedOne,
    Confirmed,
    Contacted,
    Fact,
    Found,
    Marked,
    Needed,
    Offered,
    Reached,
    Released,
    Supervisor,
    Unreached,
)
from services.contracts.debriefings.store.debriefings import Debriefings
from shared.messages.booking import (
    ContactMade,
    CoordinatorNeeded,
    DebriefingConfirmed,
    DebriefingOffered,
    Leader,
    LeaderFound,
    LeaderReleased,
    OfferClosed,
    SessionHeld,
    SessionNotHeld,
)
from shared.messages.notifications import MessagesDelivered, MessageUndelivered
from shared.messaging.unit_of_work import Unit


async def show_asked(offered: DebriefingOffered, unit: Unit) -> None:
    """A wave of supervisors has been asked."""
    asked = tuple(
        Asked(offer_id=each.offer_id, supervisor_id=each.supervisor_id, name=each.name) for each in offered.offers
    )
    fact = Offered(revision=offered.revision, at=offered.offered_at, answer_by=offered.answer_by, asked=asked)
    await _note(unit, offered.debriefing_id, fact)


async def show_closed(closed: OfferClosed, unit: Unit) -> None:
    """Some declined, were too late, or need not answer any more."""
    each = tuple(ClosedOne(offer_id=one.offer_id, name=one.name, reason=one.reason) for one in closed.closed)
    await _note(unit, closed.debriefing_id, Closed(revision=closed.revision, at=closed.closed_at, closed=each))


async def show_found(found: LeaderFound, unit: Unit) -> None:
    """One of two leaders is found, and may read what happened."""
    fact = Found(
        revision=found.revision,
        at=found.found_at,
        supervisor=_supervisor(found.leader),
        starts_at=found.slot.start,
        missing=found.missing,
        was=found.was.start if found.was else None,
    )
    await _note(unit, found.debriefing_id, fact, [found.leader])


async def show_released(released: LeaderReleased, unit: Unit) -> None:
    """A leader can't come after all: another is looked for, and they may read what happened no more."""
    fact = Released(
        revision=released.revision,
        at=released.released_at,
        remaining=tuple(Supervisor(id=each.supervisor_id, name=each.name, phone=None) for each in released.remaining),
        starts_at=released.slot.start if released.slot else None,
        missing=released.missing,
        contact_made=released.contact_made,
    )
    await Debriefings(unit.tx).bar(released.reading_key)
    await _note(unit, released.debriefing_id, fact)


async def show_confirmed(confirmed: DebriefingConfirmed, unit: Unit) -> None:
    """Everybody is found; those who lead may read what happened."""
    fact = Confirmed(
        revision=confirmed.revision,
        at=confirmed.confirmed_at,
        supervisors=tuple(_supervisor(leader) for leader in confirmed.leaders),
        starts_at=confirmed.slot.start,
        ends_at=confirmed.slot.end,
        place=confirmed.place,
        session_id=confirmed.session_id,
        was=confirmed.was.start if confirmed.was else None,
        instead_of=confirmed.instead_of,
        caller=confirmed.caller,
    )
    await _note(unit, confirmed.debriefing_id, fact, confirmed.leaders)


async def show_needed(needed: CoordinatorNeeded, unit: Unit) -> None:
    """A person must help."""
    fact = Needed(revision=needed.revision, at=needed.needed_at, reason=needed.reason, asked=needed.asked)
    await _note(unit, needed.debriefing_id, fact)


async def show_contact(made: ContactMade, unit: Unit) -> None:
    """A leader has talked with the workplace."""
    await _note(unit, made.debriefing_id, Contacted(revision=made.revision, at=made.made_at, name=made.name))


async def show_held(marked: SessionHeld | SessionNotHeld, unit: Unit) -> None:
    """A leader has marked whether the debriefing was held. Other sessions are no debriefing's news, but a process's."""
    occurrence = marked.occurrence
    if occurrence.debriefing_id is None:
        await unit.happened(marked)
    if occurrence.debriefing_id is not None:
        held = isinstance(marked, SessionHeld)
        fact = Marked(at=marked.marked_at, sequence=occurrence.sequence, held=held)
        await _note(unit, occurrence.debriefing_id, fact)


async def show_delivered(delivered: MessagesDelivered, unit: Unit) -> None:
    """Letters were accepted by their readers' mail servers."""
    facts: defaultdict[str, list[Fact]] = defaultdict(list)
    for each in delivered.deliveries:
        facts[each.debriefing_id].append(Reached(at=delivered.delivered_at, about=each.about, reference=each.reference))
    await Debriefings(unit.tx).note(facts)
    for debriefing_id in facts:
        unit.notify(debriefing_id)


async def show_undelivered(undelivered: MessageUndelivered, unit: Unit) -> None:
    """A letter was refused for good."""
    delivery = undelivered.delivery
    fact = Unreached(at=undelivered.refused_at, about=delivery.about, reference=delivery.reference)
    await _note(unit, delivery.debriefing_id, fact)


def _supervisor(leader: Leader) -> Supervisor:
    return Supervisor(id=leader.supervisor_id, name=leader.name, phone=leader.phone)


async def _note(unit: Unit, debriefing_id: str, fact: Fact, leaders: Sequence[Leader] = ()) -> None:
    await Debriefings(unit.tx).note({debriefing_id: [fact]}, [leader.reading_key for leader in leaders])
    unit.notify(debriefing_id)
