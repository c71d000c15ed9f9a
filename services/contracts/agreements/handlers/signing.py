"""Contracts are signed by who was asked, in order, or returned; the last signature seals."""

from services.contracts.agreements import lifecycle
from services.contracts.agreements.document.documents import Documents
from services.contracts.agreements.facts import contract_signed, document_facts
from services.contracts.agreements.handlers.offering import (
    ask_next,
    cancel_timers,
    drafters,
    network_name,
    others_who_signed,
)
from services.contracts.agreements.handlers.viewing import NoSuchAgreementError
from services.contracts.agreements.links import SigningLinks
from services.contracts.agreements.model import Agreement, Signature, Signer
from services.contracts.agreements.schemas import AnswerGiven
from services.contracts.agreements.store import Agreements, Papers
from services.contracts.agreements.words import writer
from shared.i18n import N_, Mistake
from shared.messages.contracts import ContractDeclined
from shared.messaging.unit_of_work import Unit
from shared.tokens import digest

NAME_NEEDED = N_("Write your name: it is your signature.")


class LinkEndedError(Exception):
    """The link was for a version that is over."""


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
        await ask_next(unit, after)
    await Agreements(unit.tx).save(after)
    unit.audit(signer.email, N_("Signed a contract"), after.number)
    unit.notify(after.id)
    return after


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
    facts = document_facts(agreement, agreement.text, words, await network_name(unit), unit.now)
    sealed = await Documents.of(unit.settings).seal(facts, unit.now)
    await Papers(unit.tx).put(agreement, sealed.pdf)
    signed = contract_signed(agreement, SigningLinks.of(unit.settings), unit.now)
    unit.publish(agreement.id, agreement.revision, signed)
    await unit.happened(signed)
    cancel_timers(unit, agreement)


async def _decline(unit: Unit, agreement: Agreement, signer: Signer, reason: str) -> Agreement:
    after = lifecycle.declined(agreement, signer, reason, unit.now)
    await Agreements(unit.tx).save(after)
    said = ContractDeclined(
        agreement_id=after.id,
        revision=after.revision,
        title=after.terms.title,
        organisation=after.terms.organisation,
        by=signer.name,
        drafters=drafters(agreement),
        told=others_who_signed(agreement),
        page=SigningLinks.of(unit.settings).page(after),
        declined_at=unit.now,
    )
    unit.publish(after.id, after.revision, said)
    cancel_timers(unit, after)
    unit.audit(signer.email, N_("Returned a contract unsigned"), after.number)
    unit.notify(after.id)
    return after
