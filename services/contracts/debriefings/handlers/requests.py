"""What requesters do: ask, show that the address is theirs, withdraw; one function a command."""

from datetime import timedelta
from typing import Literal

from services.contracts.debriefings import limits
from services.contracts.debriefings.limits import By, Counted
from services.contracts.debriefings.links import Links
from services.contracts.debriefings.live import progress
from services.contracts.debriefings.model import (
    Debriefing,
    Fact,
    LinkAwaited,
    Requested,
    Telephoned,
    Verified,
    Withdrawn,
)
from services.contracts.debriefings.schemas import RequestDebriefing
from services.contracts.debriefings.store.debriefings import Debriefings
from services.contracts.debriefings.store.keys import Asked, Keys
from services.contracts.debriefings.store.unconfirmed import Unconfirmed
from services.contracts.debriefings.trust import Asker, Trust, trust
from services.contracts.debriefings.vault import Vault
from services.contracts.debriefings.window import clinical, window_for
from services.contracts.network.model import Network
from services.contracts.network.store import NetworkStore
from services.contracts.organisations.model import Organisation
from services.contracts.organisations.orderers import speaks_for
from services.contracts.organisations.store import Organisations
from shared.app.settings import Settings
from shared.i18n import N_
from shared.messages.booking import DebriefingCalledOff
from shared.messages.contracts import (
    Appointment,
    DebriefingRequested,
    DebriefingWithdrawn,
    RequesterVerified,
    VerificationNeeded,
)
from shared.messaging.unit_of_work import Unit
from shared.tokens import derive, digest
from shared.web.security.access import PROGRAM

FEW = 2  # participants


class KeyReusedError(Exception):
    """The idempotency key was used before, for another request: `debriefing_id`."""

    def __init__(self, debriefing_id: str) -> None:
        super().__init__()
        self.debriefing_id = debriefing_id


class TooManyUnconfirmedError(Exception):
    """So many requests were made of which nobody knows whose they are that no more are taken for `wait`."""

    def __init__(self, by: By, wait: timedelta) -> None:
        super().__init__()
        self.by = by
        self.wait = wait


class BlockedError(Exception):
    """The coordinator takes no unconfirmed requests with this address any more."""


class NoSuchDebriefingError(Exception):
    """No debriefing has this link."""


async def request_debriefing(unit: Unit, asked: RequestDebriefing, asker: Asker, key: str | None, body: str) -> str:
    """Take a request in, and have its leaders sought at once unless the network wants the mailed link opened first.

    `key` is the digest of the idempotency key, `body` of what was sent; the same two again give the same debriefing's
    id. Raises KeyReusedError for another body, TooManyUnconfirmedError, DuplicateKey when the same key is used at this
    very moment.
    """
    if key is not None and (before := await Keys(unit.tx).asked(key)) is not None:
        if before.body != body:
            raise KeyReusedError(before.debriefing_id)
        return before.debriefing_id
    named = await Organisations(unit.tx).named(asked.organisation)
    own = await Organisations(unit.tx).find(asker.organisation) if asker.organisation is not None else None
    known = trust(asker, own, named, asked.contact.email)
    network = await NetworkStore(unit.tx).read()
    again = known.is_limited and await _count(unit, asked, asker, network)
    debriefing = _ordered(unit, asked, known, (own or named), network, link_first=network.link_first or again)
    links = Links.of(unit.settings)
    keys = links.status_key(debriefing.id), links.verify_key(debriefing.id)
    await Debriefings(unit.tx).add(debriefing, Vault.of(unit.settings).seal(asked.incident.description), *keys)
    if key is not None:
        await Keys(unit.tx).note(key, Asked(body, debriefing.id), unit.now)
    unit.publish(debriefing.id, debriefing.revision, _said(debriefing, links), first=True)
    if asked.telephone is not None:
        unit.audit(asker.email or PROGRAM, N_("Wrote down a request made by telephone"), debriefing.organisation)
    return debriefing.id


async def verify(unit: Unit, token: str) -> Debriefing:
    """The contact opened the mailed link; where the request waited for it, its leaders are sought now."""
    debriefing = _existing(await Debriefings(unit.tx).by_verify_link(digest(token)))
    if debriefing.verified or debriefing.withdrawn:
        return debriefing
    named = await Organisations(unit.tx).named(debriefing.organisation)
    speaks = named is not None and speaks_for(named, debriefing.contact.email)
    organisation_id = named.id if named is not None and speaks else None
    verified = debriefing.next(Verified(at=unit.now), verified=True, routed=True, organisation_id=organisation_id)
    if not debriefing.routed and not debriefing.window.wished:
        window, reason = clinical(debriefing.occurred_at, unit.now)  # the link may have waited for days
        verified = verified.model_copy(update={"window": window, "window_reason": reason})
    await Debriefings(unit.tx).save(verified)
    news = RequesterVerified(debriefing_id=debriefing.id, verified_at=unit.now, speaks_for_organisation=speaks)
    said = news if debriefing.routed else _requested(verified, Links.of(unit.settings))
    unit.publish(debriefing.id, verified.revision, said)
    unit.notify(debriefing.id)
    return verified


async def withdraw(unit: Unit, token: str) -> Debriefing:
    """The requester no longer needs it; said twice it is the same."""
    return await _withdrawn(unit, _existing(await Debriefings(unit.tx).by_status_link(digest(token))))


async def withdraw_called_off(called_off: DebriefingCalledOff, unit: Unit) -> None:
    """The coordinator has withdrawn it for the requester, or for whoever played a prank."""
    debriefing = _existing(await Debriefings(unit.tx).find(called_off.debriefing_id))
    if called_off.blocked:
        address = _counted_by(unit.settings, limits.mailbox(debriefing.contact.email))
        await Unconfirmed(unit.tx).block(address, unit.now)
    await _withdrawn(unit, debriefing)


async def _withdrawn(unit: Unit, debriefing: Debriefing) -> Debriefing:
    if debriefing.withdrawn:
        return debriefing
    withdrawn = debriefing.next(Withdrawn(at=unit.now), withdrawn_at=unit.now)
    await Debriefings(unit.tx).save(withdrawn)
    if debriefing.routed:  # else nobody else has heard of it
        said = DebriefingWithdrawn(
            debriefing_id=debriefing.id,
            organisation=debriefing.organisation,
            contact=debriefing.contact,
            withdrawn_at=unit.now,
            appointment=_appointment(debriefing),
            beside=debriefing.beside if debriefing.shows_names else None,
        )
        unit.publish(debriefing.id, withdrawn.revision, said)
    unit.notify(debriefing.id)
    return withdrawn


async def _count(unit: Unit, asked: RequestDebriefing, asker: Asker, network: Network) -> bool:
    """Count a request of which nobody knows whose it is; whether it is not the first of its like.

    Raises TooManyUnconfirmedError where there were too many, BlockedError where the address is.
    """
    revision, earlier = await Unconfirmed(unit.tx).recent()
    new = Counted(
        at=unit.now,
        address=_counted_by(unit.settings, limits.mailbox(asked.contact.email)),
        prefix=_counted_by(unit.settings, asker.prefix),
        organisation=_counted_by(unit.settings, limits.named(asked.organisation)),
    )
    if (refused := limits.refused(earlier, new, network)) is not None:
        raise TooManyUnconfirmedError(refused.by, refused.wait)
    if await Unconfirmed(unit.tx).is_blocked(new.address):
        raise BlockedError
    await Unconfirmed(unit.tx).save(revision, limits.with_one_more(earlier, new))
    return limits.is_another(earlier, new)


def _counted_by(settings: Settings, value: str) -> str:
    """Nobody's address is kept for counting."""
    return derive(settings.service_key, "unconfirmed", value)


def _ordered(
    unit: Unit,
    asked: RequestDebriefing,
    known: Trust,
    named: Organisation | None,
    network: Network,
    *,
    link_first: bool,
) -> Debriefing:
    """The debriefing that a request becomes, by what is known of who asks and what the network has chosen."""
    routed = known.confirmed or known.vouched or not link_first
    organisation = known.organisation
    window, reason = window_for(asked, unit.now)
    begun: tuple[Fact, ...] = (Requested(at=unit.now),)
    if asked.telephone is not None:
        begun = (Telephoned(at=asked.telephone.called_at, caller=asked.telephone.caller), *begun)
    return Debriefing(
        id=unit.new_id(),
        organisation=organisation.name if organisation else asked.organisation,
        organisation_id=organisation.id if organisation else None,
        named_id=named.id if named else None,
        verified=known.confirmed or asked.telephone is not None,
        vouched=known.vouched,
        routed=routed,
        contact=asked.contact.contact(),
        kind=asked.incident.kind,
        occurred_at=asked.incident.occurred_at,
        place=asked.place.place(),
        participants=asked.participants,
        languages=asked.languages,
        leaders=asked.leaders or (1 if asked.beside else usual_leaders(asked.participants, network.default_leaders)),
        beside=asked.beside.beside() if asked.beside else None,
        window=window,
        window_reason=reason,
        requested_at=unit.now,
        facts=begun if routed else (*begun, LinkAwaited(at=unit.now)),
    )


def usual_leaders(participants: int, usual: Literal[1, 2]) -> Literal[1, 2]:
    """With one or two participants one leader is usual; with more, as many as the network has chosen."""
    return 1 if participants <= FEW else usual


def _appointment(debriefing: Debriefing) -> Appointment | None:
    """What it had been confirmed for."""
    confirmed = progress(debriefing.facts).confirmed
    if confirmed is None or confirmed.session_id is None:
        return None
    return Appointment(
        session_id=confirmed.session_id,
        starts_at=confirmed.starts_at,
        ends_at=confirmed.ends_at,
        place=confirmed.place,
    )


def _said(debriefing: Debriefing, links: Links) -> DebriefingRequested | VerificationNeeded:
    if debriefing.routed:
        return _requested(debriefing, links)
    return VerificationNeeded(
        debriefing_id=debriefing.id,
        organisation=debriefing.organisation,
        contact=debriefing.contact,
        status_link=links.status(debriefing.id),
        verify_link=links.verify(debriefing.id),
    )


def _requested(debriefing: Debriefing, links: Links) -> DebriefingRequested:
    return DebriefingRequested(
        debriefing_id=debriefing.id,
        organisation=debriefing.organisation,
        verified=debriefing.verified,
        contact=debriefing.contact,
        kind=debriefing.kind,
        occurred_at=debriefing.occurred_at,
        place=debriefing.place,
        participants=debriefing.participants,
        languages=debriefing.languages,
        leaders=debriefing.leaders,
        window=debriefing.window,
        requested_at=debriefing.requested_at,
        status_link=links.status(debriefing.id),
        verify_link=None if debriefing.verified else links.verify(debriefing.id),
        speaks_for_organisation=debriefing.organisation_id is not None,
        vouched=debriefing.vouched,
        organisation_id=debriefing.named_id,
        beside=debriefing.beside,
    )


def _existing(debriefing: Debriefing | None) -> Debriefing:
    if debriefing is None:
        raise NoSuchDebriefingError
    return debriefing
