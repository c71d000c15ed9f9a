"""What those asked do with their offers: look, accept, decline, step down, mark the contact made."""

from datetime import datetime

from services.booking.debriefing import leading, lifecycle
from services.booking.debriefing.handlers.cases import NoSuchOfferError, change
from services.booking.debriefing.leading import NotLeadingError
from services.booking.debriefing.lifecycle import NotOpenError
from services.booking.debriefing.model import Case, CaseOffer, CaseState, OfferState, OfferView, own_offer
from services.booking.debriefing.store import Cases
from services.booking.directory.store.supervisors import Directory
from services.booking.links import LinkEndedError, Links
from services.booking.network.store import NetworkStore
from shared.i18n import N_
from shared.messaging.unit_of_work import Unit
from shared.store.mongo import Tx
from shared.tokens import digest


async def accept_offer(unit: Unit, token: str, start: datetime) -> None:
    """A supervisor takes the case at `start`. Again by the same supervisor is the same answer.

    Raises NoSuchOfferError, NotOpenError, NotOfferedError; DuplicateKey when they have a session then.
    """
    if unit.is_retry and not (await glance(unit.tx, token, unit.now)).is_wanted:
        raise NotOpenError  # in a crowd this small read spares most of it the large one
    case, offer = await _case_of_offer(unit, token)
    if offer.state is OfferState.ACCEPTED:
        return
    if not case.needs_leader or not await _is_active(offer.supervisor_id, unit.tx):
        raise NotOpenError
    network = await NetworkStore(unit.tx).read()
    links, session_id = Links.of(unit.settings), unit.new_id()
    await change(case, lambda new: leading.accepted(new, offer, start, network, links, session_id, unit.now), unit)


async def _is_active(supervisor_id: str, tx: Tx) -> bool:
    """Whoever left, be it at the moment in which they were asked, has an offer and can't take it, in time or late."""
    found = await Directory(tx).known([supervisor_id])
    return bool(found) and found[0].active


async def decline_offer(unit: Unit, token: str) -> None:
    """A supervisor can't; if nobody else has still to answer, the next wave is asked at once."""
    case, offer = await _case_of_offer(unit, token)
    if offer.state is not OfferState.DECLINED:
        await change(case, lambda new: lifecycle.declined(new, offer, unit.now), unit)


async def step_down(unit: Unit, token: str) -> None:
    """A leader can't after all: their place is free, and sought for at once; said twice it is the same.

    Raises NoSuchOfferError, NotLeadingError, BegunError.
    """
    case, offer = await _case_of_offer(unit, token)
    if offer.state is OfferState.RELEASED:
        return
    if case.state is CaseState.WITHDRAWN:
        raise NotLeadingError
    links = Links.of(unit.settings)
    await change(case, lambda new: leading.released(new, offer, links, unit.now), unit)
    unit.audit(offer.email, N_("Stepped down from a debriefing"), case.need.organisation)


async def give_meeting_link(unit: Unit, token: str, link: str | None) -> None:
    """A leader says where on the web those meet; None: in the network's own room.

    Raises NoSuchOfferError, LinkEndedError, NotLeadingError.
    """
    case, offer = await _case_of_offer(unit, token)
    links = Links.of(unit.settings)
    await change(case, lambda new: leading.met_at(new, offer, link, links, unit.now), unit)


async def mark_contacted(unit: Unit, token: str) -> None:
    """A leader has talked with the workplace."""
    case, offer = await _case_of_offer(unit, token)
    if not (case.contact_made and offer.state is OfferState.ACCEPTED):
        await change(case, lambda new: leading.contacted(new, offer, unit.now), unit)


async def glance(tx: Tx, token: str, now: datetime) -> OfferView:
    """What the supervisor with this link sees; NoSuchOfferError when it opens nothing, LinkEndedError when it did."""
    seen = await Cases(tx).glance(digest(token))
    if seen is None:
        raise NoSuchOfferError
    if lifecycle.offer_link_has_ended(seen, seen.offer, await NetworkStore(tx).read(), now):
        raise LinkEndedError
    has_left = seen.is_wanted and not await _is_active(seen.offer.supervisor_id, tx)
    return seen.model_copy(update={"has_left": has_left})


async def _case_of_offer(unit: Unit, token: str) -> tuple[Case, CaseOffer]:
    key = digest(token)
    case = await Cases(unit.tx).of_offer(key)
    if case is None:
        raise NoSuchOfferError
    offer = own_offer(case.offers, key)
    if lifecycle.offer_link_has_ended(case, offer, await NetworkStore(unit.tx).read(), unit.now):
        raise LinkEndedError
    return case, offer
