"""Who is told what of a contract: whose turn it is to sign, that it won't be signed, and that all have signed."""

from services.notifications.letters.model import News
from services.notifications.letters.told.drafts import Coordinator, Draft
from services.notifications.writing.model import Allowance, Facts, Kind
from shared.messages.contracts import (
    ContractDeclined,
    ContractLapsed,
    ContractSigned,
    ContractWithdrawn,
    Recipient,
    SignatureAwaited,
)


def awaited(event: SignatureAwaited, _: Coordinator) -> list[Draft]:
    facts = Facts(
        organisation=event.organisation,
        title=event.title,
        name=event.signer.name,
        link=event.link,
        answer_by=event.answer_by,
        reminder=event.reminder,
        last=event.last,
    )
    who = event.signer
    return [
        Draft(
            "signature_awaited",
            who.email,
            who.language,
            "person",
            event.agreement_id,
            "",
            facts,
            useless_after=event.answer_by,
            allowance="free" if event.role == "supervisor" else "known",
        )
    ]


def declined(event: ContractDeclined, _: Coordinator) -> list[Draft]:
    facts = Facts(organisation=event.organisation, title=event.title, colleague=event.by, link=event.page)
    return [
        *(_draft("contract_declined", each, event.agreement_id, facts) for each in event.drafters),
        *_without_link(event.told, event.agreement_id, facts),
    ]


def lapsed(event: ContractLapsed, _: Coordinator) -> list[Draft]:
    facts = Facts(organisation=event.organisation, title=event.title, colleague=event.waited_for, link=event.page)
    return [
        *(_draft("contract_lapsed", each, event.agreement_id, facts) for each in event.drafters),
        *_without_link(event.told, event.agreement_id, facts),
    ]


def withdrawn(event: ContractWithdrawn, _: Coordinator) -> list[Draft]:
    facts = Facts(organisation=event.organisation, title=event.title)
    return _without_link(event.told, event.agreement_id, facts)


def signed(event: ContractSigned, _: Coordinator) -> list[Draft]:
    facts = Facts(organisation=event.organisation, title=event.title)
    return [
        _draft(
            "contract_signed",
            each.reader,
            event.contract_id,
            facts.model_copy(update={"link": each.link}),
            "free" if each.role == "supervisor" else "known",
        )
        for each in event.copies
    ]


def asked_anew(event: SignatureAwaited) -> tuple[News, ...]:
    return (News(_thing(event.agreement_id), event.revision),)


def not_to_be_signed(event: ContractDeclined | ContractLapsed | ContractWithdrawn) -> tuple[News, ...]:
    """Whoever was asked before needs no link any more."""
    return (News(_thing(event.agreement_id), event.revision, settles=frozenset({"signature_awaited"})),)


def all_signed(event: ContractSigned) -> tuple[News, ...]:
    return (News(_thing(event.contract_id), event.revision, settles=frozenset({"signature_awaited"})),)


def _thing(agreement_id: str) -> str:
    return f"contract:{agreement_id}"


def _draft(kind: Kind, to: Recipient, agreement_id: str, facts: Facts, allowance: Allowance = "free") -> Draft:
    named = facts.model_copy(update={"name": to.name})
    return Draft(kind, to.email, to.language, "person", agreement_id, "", named, allowance=allowance)


def _without_link(told: tuple[Recipient, ...], agreement_id: str, facts: Facts) -> list[Draft]:
    """Only those who drafted it can open its page; the others hear that there is nothing to sign now."""
    bare = facts.model_copy(update={"link": None})
    return [_draft("contract_withdrawn", each, agreement_id, bare, "known") for each in told]
