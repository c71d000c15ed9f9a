"""What is done with inquiries: asked, offered, answered, given to one, drafted, closed: load, decide, save."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal

from services.contracts.agreements.handlers import drafting
from services.contracts.agreements.handlers.viewing import Viewer
from services.contracts.agreements.schemas import DraftGiven
from services.contracts.debriefings import limits
from services.contracts.debriefings.handlers.requests import BlockedError, KeyReusedError, TooManyUnconfirmedError
from services.contracts.debriefings.limits import Counted
from services.contracts.debriefings.store.unconfirmed import Unconfirmed
from services.contracts.debriefings.trust import Asker as AskedBy
from services.contracts.debriefings.trust import trust
from services.contracts.inquiries import facts, lifecycle
from services.contracts.inquiries.links import InquiryLinks
from services.contracts.inquiries.model import Asker, InquiriesTidyingDue, Inquiry, Offer
from services.contracts.inquiries.schemas import InquiryGiven
from services.contracts.inquiries.store import Inquiries
from services.contracts.network.model import Supervisor
from services.contracts.network.store import NetworkStore, Supervisors
from services.contracts.organisations import handlers as organisations
from services.contracts.organisations.schemas import OrganisationGiven
from services.contracts.organisations.store import Organisations
from shared.app.nightly import BATCH, go_on, nightly
from shared.i18n import N_
from shared.messaging.unit_of_work import Unit
from shared.tokens import derive

TIMER = "tidying inquiries"
COUNTED = "inquiries"
tidying = nightly(TIMER, InquiriesTidyingDue())


class NoSuchInquiryError(Exception):
    """No inquiry has this id or link."""


class NobodyToAskError(Exception):
    """None was named who is of the network and can be asked now."""


async def ask(unit: Unit, given: InquiryGiven, by: AskedBy, inquiry_id: str | None, body: str) -> Inquiry:
    """Take it in. `inquiry_id` follows from an idempotency key: the same key and body give the same inquiry.

    Raises KeyReusedError, TooManyUnconfirmedError, BlockedError; DuplicateKey when its twin comes at this very moment.
    """
    if inquiry_id is not None and (before := await Inquiries(unit.tx).find(inquiry_id)) is not None:
        if before.body != body:
            raise KeyReusedError(before.id)
        return before
    named = await Organisations(unit.tx).named(given.organisation)
    own = await Organisations(unit.tx).find(by.organisation) if by.organisation is not None else None
    known = trust(by, own, named, given.contact.email)
    if known.is_limited:
        await _count(unit, given, by)
    organisation = known.organisation or named
    fresh = inquiry_id or unit.new_id()
    links = InquiryLinks.of(unit.settings)
    inquiry = Inquiry(
        id=fresh,
        asker=Asker(**given.contact.model_dump()),
        known=not known.is_limited,
        organisation=organisation.name if organisation else given.organisation,
        organisation_id=organisation.id if organisation else None,
        unit=given.unit,
        need=given.need or "",
        form=given.form,
        participants=given.participants,
        remote=given.remote,
        municipality=given.municipality,
        every_weeks=given.every_weeks,
        start=given.start,
        language=given.language or given.contact.language,
        wished=given.supervisor,
        body=body,
        status_key=links.status_key(fresh),
        received_at=unit.now,
        changed_at=unit.now,
    )
    await Inquiries(unit.tx).add(inquiry)
    unit.publish(inquiry.id, inquiry.revision, facts.received(inquiry, links), first=True)
    return inquiry


async def offer(unit: Unit, inquiry_id: str, supervisors: Sequence[str], who: str) -> Inquiry:
    """These supervisors are mailed a link to answer. Raises NoSuchInquiryError, NobodyToAskError, NotPossibleError."""
    before = await known(unit, inquiry_id)
    days = (await NetworkStore(unit.tx).read()).inquiry_days
    found = [await Supervisors(unit.tx).find(each) for each in dict.fromkeys(supervisors)]
    new = tuple(
        _offer(unit, before.id, each, days)
        for each in found
        if each is not None and lifecycle.may_be_asked(before, each.id, unit.now)
    )
    if not new:
        raise NobodyToAskError
    after = lifecycle.offered(before, new, unit.now)
    await Inquiries(unit.tx).save(after)
    unit.publish(after.id, after.revision, facts.offered(after, new, InquiryLinks.of(unit.settings), unit.now))
    unit.audit(who, N_("Offered an inquiry to supervisors"), after.organisation)
    return after


async def answer(unit: Unit, key: str, *, willing: bool) -> Inquiry:
    """A supervisor's yes or no; said twice it is the same. Raises NoSuchInquiryError, OfferEndedError."""
    before, given = await opened(unit, key)
    after = lifecycle.answered(before, given, unit.now, willing=willing)
    if given.willing is willing:
        return before
    await Inquiries(unit.tx).save(after)
    said = facts.answered(after, given, InquiryLinks.of(unit.settings), unit.now, willing=willing)
    unit.publish(after.id, after.revision, said)
    return after


async def choose(unit: Unit, inquiry_id: str, supervisor: str, who: str) -> Inquiry:
    """One who said yes takes it; all who wait for it are told. Raises NoSuchInquiryError, NotPossibleError,
    NotWillingError.
    """
    before = await known(unit, inquiry_id)
    if before.chosen == supervisor and before.state == "matched":
        return before
    after = lifecycle.chosen(before, supervisor, unit.now)
    taker = after.taker
    if taker is None or await Supervisors(unit.tx).find(supervisor) is None:
        raise lifecycle.NotWillingError
    await Inquiries(unit.tx).save(after)
    unit.publish(after.id, after.revision, facts.matched(after, taker, InquiryLinks.of(unit.settings), unit.now))
    unit.audit(who, N_("Chose who takes an inquiry"), after.organisation)
    return after


async def draft(unit: Unit, inquiry_id: str, organisation_id: str, viewer: Viewer) -> Inquiry:
    """A contract's draft with all that is known; with no `organisation_id` the organisation is added first.

    Raises NoSuchInquiryError, NotPossibleError, drafting.WrongTermsError, organisations.NameTakenError.
    """
    before = await known(unit, inquiry_id)
    if before.agreement_id is not None:
        return before
    lifecycle.state_after(before.state, "draft")
    if not organisation_id:
        given = OrganisationGiven.model_validate({"name": before.organisation})
        organisation_id = (await organisations.add(unit, given, viewer.name)).id
    made = await drafting.draft(unit, DraftGiven.model_validate(terms(before, organisation_id)), viewer)
    after = lifecycle.drafted(before, made.id, organisation_id, unit.now)
    await Inquiries(unit.tx).save(after)
    return after


def terms(inquiry: Inquiry, organisation_id: str) -> Mapping[str, Any]:
    """What the inquiry says of a contract. What isn't known is left to the form's usual terms."""
    asker = inquiry.asker
    said = {
        "title": inquiry.unit or inquiry.organisation,
        "form": inquiry.form,
        "organisation": organisation_id,
        "language": inquiry.language,
        "orderer": {"name": asker.name, "email": asker.email, "language": asker.language},
        "supervisors": (inquiry.chosen,) if inquiry.chosen else None,
        "participants_number": inquiry.participants,
        "every_weeks": inquiry.every_weeks,
        "first_date": inquiry.start,
        "remote": inquiry.remote or None,
        "place": inquiry.municipality,
    }
    return {name: value for name, value in said.items() if value is not None}


async def close(unit: Unit, inquiry_id: str, who: str) -> Inquiry:
    """The coordinator ends it; who asked is told. Raises NoSuchInquiryError, NotPossibleError."""
    after = await _end(unit, await known(unit, inquiry_id), "close")
    unit.audit(who, N_("Closed an inquiry"), after.organisation)
    return after


async def withdraw(unit: Unit, key: str) -> Inquiry:
    """Who asked needs it no more; said twice it is the same. Raises NoSuchInquiryError, NotPossibleError."""
    return await _end(unit, await followed(unit, key), "withdraw")


async def tidy(due: InquiriesTidyingDue, unit: Unit) -> None:
    """Inquiries that nobody has touched for as long as requests are kept go, a batch at a time."""
    kept = timedelta(days=(await NetworkStore(unit.tx).read()).kept_days)
    old = await Inquiries(unit.tx).unchanged_since(unit.now - kept, due.after, BATCH)
    await Inquiries(unit.tx).remove(old)
    more = len(old) == BATCH
    go_on(unit, TIMER, InquiriesTidyingDue(after=old[-1]) if more else InquiriesTidyingDue(), more=more)


async def known(unit: Unit, inquiry_id: str) -> Inquiry:
    found = await Inquiries(unit.tx).find(inquiry_id)
    if found is None:
        raise NoSuchInquiryError
    return found


async def followed(unit: Unit, key: str) -> Inquiry:
    """What its asker's link opens."""
    found = await Inquiries(unit.tx).followed(key)
    if found is None:
        raise NoSuchInquiryError
    return found


async def opened(unit: Unit, key: str) -> tuple[Inquiry, Offer]:
    """What a supervisor's link opens, while they are of the network."""
    found = await Inquiries(unit.tx).offered(key)
    given = found.offer_with(key) if found else None
    if found is None or given is None or await Supervisors(unit.tx).find(given.id) is None:
        raise NoSuchInquiryError
    return found, given


async def _end(unit: Unit, before: Inquiry, act: Literal["close", "withdraw"]) -> Inquiry:
    if before.is_over:
        return before
    after = lifecycle.ended(before, act, unit.now)
    await Inquiries(unit.tx).save(after)
    unit.publish(after.id, after.revision, facts.closed(after, InquiryLinks.of(unit.settings), unit.now))
    return after


async def _count(unit: Unit, given: InquiryGiven, by: AskedBy) -> None:
    """Inquiries have limits like urgent requests', but are counted by themselves: none takes another's place."""
    recent = Unconfirmed(unit.tx, COUNTED)
    revision, earlier = await recent.recent()
    new = Counted(
        at=unit.now,
        address=_hidden(unit, limits.mailbox(given.contact.email)),
        prefix=_hidden(unit, by.prefix),
        organisation=_hidden(unit, limits.named(given.organisation)),
    )
    if (refused := limits.refused(earlier, new, await NetworkStore(unit.tx).read())) is not None:
        raise TooManyUnconfirmedError(refused.by, refused.wait)
    if await recent.is_blocked(new.address):
        raise BlockedError
    await recent.save(revision, limits.with_one_more(earlier, new))


def _hidden(unit: Unit, value: str) -> str:
    """Nobody's address is kept for counting; hidden as a debriefing's is, so that a blocked one is known here too."""
    return derive(unit.settings.service_key, "unconfirmed", value)


def _offer(unit: Unit, inquiry_id: str, supervisor: Supervisor, days: int) -> Offer:
    return Offer(
        id=supervisor.id,
        name=supervisor.name,
        email=supervisor.email,
        language=supervisor.language,
        key=InquiryLinks.of(unit.settings).offer_key(inquiry_id, supervisor.id),
        offered_at=unit.now,
        answer_by=unit.now + timedelta(days=days),
    )
