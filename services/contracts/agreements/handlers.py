"""What is done with contracts: drafted, changed, offered, signed, declined, withdrawn, given up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from services.contracts.agreements import lifecycle
from services.contracts.agreements.checks import Lack, missing
from services.contracts.agreements.clauses import Writer, text_of
from services.contracts.agreements.document.documents import Documents
from services.contracts.agreements.facts import awaited, contract_signed, document_facts, recipient
from services.contracts.agreements.links import SigningLinks
from services.contracts.agreements.model import (
    Agreement,
    Leader,
    Orderer,
    Participant,
    Signature,
    Signer,
    SigningDue,
    Terms,
)
from services.contracts.agreements.presets import preset
from services.contracts.agreements.schemas import AnswerGiven, DraftGiven, TermsGiven
from services.contracts.agreements.store import Agreements, Papers
from services.contracts.network.store import NetworkStore, Supervisors
from services.contracts.organisations.store import Organisations
from shared.i18n import N_, Catalogues, Mistake
from shared.messages.contracts import ContractDeclined, ContractLapsed, ContractWithdrawn, Recipient
from shared.messaging.unit_of_work import Unit
from shared.tokens import digest

_FOLDER = Path(__file__).parents[1]
NO_ORGANISATION = N_("There is no such organisation. Choose one from the list, or add it first.")
NO_SUPERVISOR = N_("There is no such supervisor. Choose from the list.")
NAME_NEEDED = N_("Write your name: it is your signature.")


class NoSuchAgreementError(Exception):
    """No contract has this id, for who asks."""


class LinkEndedError(Exception):
    """The link was for a version that is over."""


class IncompleteError(Exception):
    """It can't be offered yet: `lacks`."""

    def __init__(self, lacks: Sequence[Lack]) -> None:
        super().__init__()
        self.lacks = tuple(lacks)


class WrongTermsError(Exception):
    """A field names nobody that is known: a sentence for each."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        super().__init__()
        self.fields = dict(fields)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who acts: the coordinator sees all contracts, a supervisor their own. `name` stands in the audit."""

    name: str
    coordinator: bool
    supervisor: str | None = None

    def sees(self, agreement: Agreement) -> bool:
        return self.coordinator or self.supervisor in [each.id for each in agreement.terms.supervisors]


def writer(language: str) -> Writer:
    """Writes a contract's text in its language."""
    return Writer(language, Catalogues.load(_FOLDER).translations(language))


async def draft(unit: Unit, given: DraftGiven, viewer: Viewer) -> Agreement:
    """A new draft with its form's usual terms. Raises WrongTermsError."""
    usual = {**preset(given.form), "title": given.title, "form": given.form, "organisation": given.organisation}
    chosen = given.model_copy(update={"supervisors": given.supervisors or _own(viewer)})
    sent = {name: getattr(chosen, name) for name in {*given.model_fields_set, "supervisors"}}
    terms = await _placed(unit, Terms.model_validate(usual), sent)
    agreement_id = unit.new_id()
    agreement = Agreement(
        id=agreement_id,
        number=f"{unit.now.year}-{agreement_id[:6].upper()}",
        process_id=unit.new_id(),
        by=viewer.name,
        created_at=unit.now,
        changed_at=unit.now,
        terms=terms,
    )
    if not viewer.sees(agreement):
        raise WrongTermsError({"supervisors": N_("A contract of yours has you among its supervisors.")})
    await Agreements(unit.tx).add(agreement)
    unit.audit(viewer.name, N_("Drafted a contract"), agreement.number)
    return agreement


async def follow(unit: Unit, agreement_id: str, first_date: date, viewer: Viewer) -> Agreement:
    """A draft with the terms of a signed contract, to take its place in the same process from `first_date` on; the one
    that is being drafted or signed already, where there is one. Raises NoSuchAgreementError.
    """
    signed = await known(unit, agreement_id, viewer)
    if (there := await Agreements(unit.tx).under_way(signed.process_id)) is not None:
        return there
    agreement_id = unit.new_id()
    agreement = Agreement(
        id=agreement_id,
        number=f"{unit.now.year}-{agreement_id[:6].upper()}",
        process_id=signed.process_id,
        by=viewer.name,
        created_at=unit.now,
        changed_at=unit.now,
        terms=signed.terms.model_copy(update={"first_date": first_date, "trial_sessions": None}),
    )
    await Agreements(unit.tx).add(agreement)
    unit.audit(viewer.name, N_("Drafted a contract"), agreement.number)
    return agreement


async def change(unit: Unit, agreement_id: str, given: TermsGiven, viewer: Viewer) -> Agreement:
    """What is sent is other now. Raises NoSuchAgreementError, WrongTermsError, lifecycle.NotPossibleError."""
    before = await known(unit, agreement_id, viewer)
    sent = {name: getattr(given, name) for name in given.model_fields_set}
    after = lifecycle.changed(before, await _placed(unit, before.terms, sent), unit.now)
    if not viewer.sees(after):
        raise WrongTermsError({"supervisors": N_("A contract of yours has you among its supervisors.")})
    if after.terms == before.terms:
        return before
    await Agreements(unit.tx).save(after)
    return after


async def offer(unit: Unit, agreement_id: str, viewer: Viewer) -> Agreement:
    """To be signed: the text is fixed, its document is made, and the first signer is asked.

    Raises NoSuchAgreementError, IncompleteError, lifecycle.NotPossibleError.
    """
    before = await known(unit, agreement_id, viewer)
    lifecycle.state_after(before.state, "offer")
    if lacks := missing(before.terms):
        raise IncompleteError(lacks)
    network = await NetworkStore(unit.tx).read()
    words = writer(before.terms.language)
    answer_by = unit.now + timedelta(days=network.signing_days)
    signers = _keyed(unit, before)
    after = lifecycle.offered(before, text_of(before.terms, words), signers, "", unit.now, answer_by)
    facts = document_facts(after, after.text, words, await _network_name(unit), unit.now)
    rendered = await Documents.of(unit.settings).render(facts)
    after = after.model_copy(update={"sha256": rendered.sha256})
    await Agreements(unit.tx).save(after)
    await Papers(unit.tx).put(after, rendered.pdf)
    await _ask(unit, after)
    unit.schedule(f"lapse {after.id}", answer_by, SigningDue(agreement_id=after.id, offer=after.version, what="lapse"))
    unit.audit(viewer.name, N_("Sent a contract to be signed"), after.number)
    return after


async def answer(unit: Unit, token: str, given: AnswerGiven, address: str, user_agent: str) -> Agreement:
    """A signer signs, or returns it. The last signature, the seal, and word of it are one change.

    Raises NoSuchAgreementError, LinkEndedError, lifecycle.NotTheirTurnError, lifecycle.NotPossibleError, Mistake.
    """
    agreement, signer = await signing(unit, token)
    if given.answer == "decline":
        return await _decline(unit, agreement, signer, given.reason or "")
    if signer.signature is not None:  # sent twice it is one signature
        return agreement
    if not given.name:
        raise Mistake(NAME_NEEDED)
    evidence = Signature(
        name=given.name, at=unit.now, address=address, user_agent=user_agent[:200], sha256=agreement.sha256
    )
    after = lifecycle.signed(agreement, signer, evidence)
    if after.state == "signed":
        await _seal(unit, after)
    else:
        await _ask(unit, after)
    await Agreements(unit.tx).save(after)
    unit.audit(signer.email, N_("Signed a contract"), after.number)
    unit.notify(after.id)
    return after


async def revise(unit: Unit, agreement_id: str, viewer: Viewer) -> Agreement:
    """A draft again, to change something or to exchange a signer: all sign anew."""
    before = await known(unit, agreement_id, viewer)
    return await _take_back(unit, before, lifecycle.revised(before, unit.now), viewer)


async def withdraw(unit: Unit, agreement_id: str, viewer: Viewer) -> Agreement:
    """Nothing comes of it; who was asked is told. Withdrawn twice it is the same."""
    before = await known(unit, agreement_id, viewer)
    if before.state == "withdrawn":
        return before
    return await _take_back(unit, before, lifecycle.withdrawn(before, unit.now), viewer)


async def remind_or_lapse(due: SigningDue, unit: Unit) -> None:
    """Whoever's turn it is hasn't signed for some days."""
    agreement = await Agreements(unit.tx).find(due.agreement_id)
    if agreement is None or not agreement.is_offered or agreement.version != due.offer:
        return
    if due.what == "lapse":
        await _lapse(unit, agreement)
        return
    reminded = agreement.model_copy(update={"revision": agreement.revision + 1})  # what is said has its place in order
    told = awaited(reminded, SigningLinks.of(unit.settings), unit.now, due.number)
    if told is not None:
        await Agreements(unit.tx).save(reminded)
        unit.publish(reminded.id, reminded.revision, told)
        await _schedule_reminder(unit, reminded, due.number + 1)


async def known(unit: Unit, agreement_id: str, viewer: Viewer) -> Agreement:
    """The contract, to who may see it."""
    found = await Agreements(unit.tx).find(agreement_id)
    if found is None or not viewer.sees(found):
        raise NoSuchAgreementError
    return found


async def signing(unit: Unit, token: str) -> tuple[Agreement, Signer]:
    """What a signer's link opens. Raises NoSuchAgreementError, LinkEndedError."""
    key = digest(token)
    agreement = await Agreements(unit.tx).by_link(key)
    if agreement is None:
        raise NoSuchAgreementError
    signer = agreement.signer_with(key)
    if signer is None:
        raise LinkEndedError
    return agreement, signer


async def _seal(unit: Unit, agreement: Agreement) -> None:
    words = writer(agreement.terms.language)
    facts = document_facts(agreement, agreement.text, words, await _network_name(unit), unit.now)
    sealed = await Documents.of(unit.settings).seal(facts, unit.now)
    await Papers(unit.tx).put(agreement, sealed.pdf)
    signed = contract_signed(agreement, SigningLinks.of(unit.settings), unit.now)
    unit.publish(agreement.id, agreement.revision, signed)
    await unit.happened(signed)
    for timer in ("lapse", "remind"):
        unit.cancel_timer(f"{timer} {agreement.id}")


async def _ask(unit: Unit, agreement: Agreement) -> None:
    """The next signer gets their link."""
    told = awaited(agreement, SigningLinks.of(unit.settings), unit.now)
    if told is not None:
        unit.publish(agreement.id, agreement.revision, told)
        await _schedule_reminder(unit, agreement, 1)


async def _schedule_reminder(unit: Unit, agreement: Agreement, number: int) -> None:
    """The days are counted from when somebody's turn came."""
    network, turn = await NetworkStore(unit.tx).read(), agreement.turn
    days = (network.first_reminder_days, network.second_reminder_days)
    if turn is None or turn.asked_at is None or number > len(days):
        return
    due = turn.asked_at + timedelta(days=days[number - 1])
    timer = SigningDue(agreement_id=agreement.id, offer=agreement.version, what="remind", number=number)
    unit.schedule(f"remind {agreement.id}", due, timer)


async def _decline(unit: Unit, agreement: Agreement, signer: Signer, reason: str) -> Agreement:
    after = lifecycle.declined(agreement, signer, reason, unit.now)
    await Agreements(unit.tx).save(after)
    said = ContractDeclined(
        agreement_id=after.id,
        revision=after.revision,
        title=after.terms.title,
        organisation=after.terms.organisation,
        by=signer.name,
        drafters=_drafters(agreement),
        told=_others_who_signed(agreement),
        page=SigningLinks.of(unit.settings).page(after),
        declined_at=unit.now,
    )
    unit.publish(after.id, after.revision, said)
    _cancel(unit, after)
    unit.audit(signer.email, N_("Returned a contract unsigned"), after.number)
    unit.notify(after.id)
    return after


async def _lapse(unit: Unit, agreement: Agreement) -> None:
    after = lifecycle.lapsed(agreement, unit.now)
    await Agreements(unit.tx).save(after)
    turn = agreement.turn
    said = ContractLapsed(
        agreement_id=after.id,
        revision=after.revision,
        title=after.terms.title,
        organisation=after.terms.organisation,
        waited_for=turn.name if turn else "",
        drafters=_drafters(agreement),
        told=_others_who_signed(agreement),
        page=SigningLinks.of(unit.settings).page(after),
        lapsed_at=unit.now,
    )
    unit.publish(after.id, after.revision, said)
    _cancel(unit, after)
    unit.notify(after.id)


async def _take_back(unit: Unit, before: Agreement, after: Agreement, viewer: Viewer) -> Agreement:
    await Agreements(unit.tx).save(after)
    asked = tuple(recipient(each) for each in before.signers if each.asked_at is not None)
    if asked:
        said = ContractWithdrawn(
            agreement_id=after.id,
            revision=after.revision,
            title=after.terms.title,
            organisation=after.terms.organisation,
            told=asked,
            withdrawn_at=unit.now,
        )
        unit.publish(after.id, after.revision, said)
    _cancel(unit, after)
    what = N_("Withdrew a contract") if after.state == "withdrawn" else N_("Took a contract back to its draft")
    unit.audit(viewer.name, what, after.number)
    unit.notify(after.id)
    return after


def _cancel(unit: Unit, agreement: Agreement) -> None:
    for timer in ("lapse", "remind"):
        unit.cancel_timer(f"{timer} {agreement.id}")


def _drafters(agreement: Agreement) -> tuple[Recipient, ...]:
    return tuple(recipient(each) for each in agreement.signers if each.role == "supervisor")


def _others_who_signed(agreement: Agreement) -> tuple[Recipient, ...]:
    """Who has signed, but for supervisors, who are told anyway."""
    return tuple(recipient(each) for each in agreement.signers if each.signature and each.role != "supervisor")


def _keyed(unit: Unit, agreement: Agreement) -> list[Signer]:
    links, version = SigningLinks.of(unit.settings), agreement.version + 1
    ids = [unit.new_id() for _ in range(3 + len(agreement.terms.participants))]
    return [
        each.model_copy(update={"key": links.key(agreement.id, version, each.id)})
        for each in lifecycle.signers_of(agreement.terms, ids)
    ]


def _own(viewer: Viewer) -> tuple[str, ...]:
    return (viewer.supervisor,) if viewer.supervisor and not viewer.coordinator else ()


async def _network_name(unit: Unit) -> str:
    return (await unit.branding.read()).name or unit.settings.network_name


async def _placed(unit: Unit, terms: Terms, sent: Mapping[str, Any]) -> Terms:
    """The terms with what was sent in its place; ids are looked up, and say what they stand for now."""
    changes: dict[str, Any] = {name: value for name, value in sent.items() if name not in _LOOKED_UP}
    wrong: dict[str, Any] = {}
    if sent.get("organisation"):
        organisation = await Organisations(unit.tx).find(sent["organisation"])
        if organisation is None:
            wrong["organisation"] = NO_ORGANISATION
        else:
            changes |= {
                "organisation_id": organisation.id,
                "organisation": organisation.name,
                "business_id": organisation.business_id,
            }
    if sent.get("supervisors") is not None:
        leaders = [await Supervisors(unit.tx).find(each) for each in dict.fromkeys(sent["supervisors"])]
        if None in leaders:
            wrong["supervisors"] = NO_SUPERVISOR
        else:
            changes["supervisors"] = tuple(
                Leader(id=each.id, name=each.name, email=each.email, language=each.language)
                for each in leaders
                if each is not None
            )
    if wrong:
        raise WrongTermsError(wrong)
    if "orderer" in sent:
        changes["orderer"] = Orderer(**sent["orderer"].model_dump()) if sent["orderer"] else None
    if sent.get("participants") is not None:
        changes["participants"] = tuple(Participant(**each.model_dump()) for each in sent["participants"])
    return terms.model_copy(update={name: value for name, value in changes.items() if not _is_nothing(name, value)})


_LOOKED_UP = ("organisation", "supervisors", "orderer", "participants")
_NEEDED = (
    "title",
    "language",
    "form",
    "participants_sign",
    "over_holidays",
    "remote",
    "goals",
    "themes",
)


def _is_nothing(name: str, value: Any) -> bool:
    """A null for what can't be undecided leaves it as it was."""
    return value is None and name in _NEEDED
