"""Contracts are sent to be signed, reminded of, taken back, withdrawn, given up."""

from collections.abc import Sequence
from datetime import timedelta

from services.contracts.agreements import lifecycle
from services.contracts.agreements.checks import Lack, missing
from services.contracts.agreements.clauses import text_of
from services.contracts.agreements.document.documents import Documents
from services.contracts.agreements.facts import awaited, document_facts, recipient
from services.contracts.agreements.handlers.viewing import Viewer, known
from services.contracts.agreements.links import SigningLinks
from services.contracts.agreements.model import Agreement, Signer, SigningDue
from services.contracts.agreements.store import Agreements, Papers
from services.contracts.agreements.words import writer
from services.contracts.network.store import NetworkStore
from shared.i18n import N_
from shared.messages.contracts import ContractLapsed, ContractWithdrawn, Recipient
from shared.messaging.unit_of_work import Unit


class IncompleteError(Exception):
    """It can't be offered yet: `lacks`."""

    def __init__(self, lacks: Sequence[Lack]) -> None:
        super().__init__()
        self.lacks = tuple(lacks)


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
    facts = document_facts(after, after.text, words, await network_name(unit), unit.now)
    rendered = await Documents.of(unit.settings).render(facts)
    after = after.model_copy(update={"sha256": rendered.sha256})
    await Agreements(unit.tx).save(after)
    await Papers(unit.tx).put(after, rendered.pdf)
    await ask_next(unit, after)
    unit.schedule(f"lapse {after.id}", answer_by, SigningDue(agreement_id=after.id, offer=after.version, what="lapse"))
    unit.audit(viewer.name, N_("Sent a contract to be signed"), after.number)
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
        drafters=drafters(agreement),
        told=others_who_signed(agreement),
        page=SigningLinks.of(unit.settings).page(after),
        lapsed_at=unit.now,
    )
    unit.publish(after.id, after.revision, said)
    cancel_timers(unit, after)
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
    cancel_timers(unit, after)
    what = N_("Withdrew a contract") if after.state == "withdrawn" else N_("Took a contract back to its draft")
    unit.audit(viewer.name, what, after.number)
    unit.notify(after.id)
    return after


async def ask_next(unit: Unit, agreement: Agreement) -> None:
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


def _keyed(unit: Unit, agreement: Agreement) -> list[Signer]:
    links, version = SigningLinks.of(unit.settings), agreement.version + 1
    ids = [unit.new_id() for _ in range(3 + len(agreement.terms.participants))]
    return [
        each.model_copy(update={"key": links.key(agreement.id, version, each.id)})
        for each in lifecycle.signers_of(agreement.terms, ids)
    ]


def cancel_timers(unit: Unit, agreement: Agreement) -> None:
    """Nobody is reminded of it any more, and it doesn't lapse."""
    for timer in ("lapse", "remind"):
        unit.cancel_timer(f"{timer} {agreement.id}")


def drafters(agreement: Agreement) -> tuple[Recipient, ...]:
    """Its supervisors."""
    return tuple(recipient(each) for each in agreement.signers if each.role == "supervisor")


def others_who_signed(agreement: Agreement) -> tuple[Recipient, ...]:
    """Who has signed, but for supervisors, who are told anyway."""
    return tuple(recipient(each) for each in agreement.signers if each.signature and each.role != "supervisor")


async def network_name(unit: Unit) -> str:
    """What the network is called now."""
    return (await unit.branding.read()).name or unit.settings.network_name
