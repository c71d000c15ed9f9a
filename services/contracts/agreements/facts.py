"""A contract as its document shows it, and as the other services hear of it; pure."""

from services.contracts.agreements.clauses import Writer
from services.contracts.agreements.document.model import DocumentFacts, Evidence, Party, Section
from services.contracts.agreements.document.model import Signer as DocumentSigner
from services.contracts.agreements.links import SigningLinks
from services.contracts.agreements.model import Agreement, Clause, Signer, Terms
from shared.i18n import N_
from shared.messages.base import Instant
from shared.messages.contracts import ContractSigned, Copy, Recipient, Rhythm, SignatureAwaited

TITLE = N_("Contract on supervision")
BUSINESS_ID = N_("Business ID %(business_id)s")
REPRESENTED = N_("Represented by %(name)s")
_EVALUATION_MONTHS = {"half_year": 6, "quarter": 3, "end": 0}


def document_facts(
    agreement: Agreement, clauses: tuple[Clause, ...], writer: Writer, network: str, made_at: Instant
) -> DocumentFacts:
    """What the document says. The text is the one given: of a draft as it would read now, later as it was offered."""
    terms = agreement.terms
    state = agreement.state if agreement.state in ("offered", "signed") else "draft"
    return DocumentFacts(
        id=agreement.id,
        version=max(agreement.version, 1),
        number=agreement.number,
        state=state,
        language=terms.language,
        network=network,
        title=writer.say(TITLE),
        subtitle=terms.title,
        made_at=made_at,
        parties=_parties(terms, writer),
        sections=tuple(Section(heading=each.heading, blocks=each.paragraphs) for each in clauses),
        signers=tuple(_signer(agreement, each) for each in agreement.signers),
        offered_sha256=agreement.sha256 or None if state == "signed" else None,
    )


def _parties(terms: Terms, writer: Writer) -> tuple[Party, ...]:
    found: list[Party] = []
    if terms.orderer:
        known = [writer.fill(BUSINESS_ID, business_id=terms.business_id)] if terms.business_id else []
        details = (*known, writer.fill(REPRESENTED, name=terms.orderer.name), terms.orderer.email)
        found.append(Party(role="orderer", name=terms.organisation, details=details))
    found += [Party(role="supervisor", name=each.name, details=(each.email,)) for each in terms.supervisors]
    found += [Party(role="participant", name=each.name) for each in terms.participants]
    return tuple(found)


def _signer(agreement: Agreement, signer: Signer) -> DocumentSigner:
    signature = signer.signature
    evidence = (
        Evidence(
            name=signature.name,
            at=signature.at,
            how="link",
            address=signer.email,
            device=signature.user_agent,
        )
        if signature
        else None
    )
    organisation = agreement.terms.organisation if signer.role == "orderer" else ""
    return DocumentSigner(role=signer.role, name=signer.name, organisation=organisation, signed=evidence)


def recipient(signer: Signer) -> Recipient:
    return Recipient(name=signer.name, email=signer.email, language=signer.language)


def awaited(agreement: Agreement, links: SigningLinks, now: Instant, reminder: int = 0) -> SignatureAwaited | None:
    """Whose turn it is, with their link; None where it is nobody's."""
    turn = agreement.turn
    if turn is None or agreement.answer_by is None:
        return None
    return SignatureAwaited(
        agreement_id=agreement.id,
        revision=agreement.revision,
        title=agreement.terms.title,
        organisation=agreement.terms.organisation,
        role=turn.role,
        signer=recipient(turn),
        link=links.link(agreement, turn),
        answer_by=agreement.answer_by,
        last=sum(each.signature is None for each in agreement.signers) == 1,
        reminder=reminder,
        awaited_at=now,
    )


def contract_signed(agreement: Agreement, links: SigningLinks, now: Instant) -> ContractSigned:
    """What all hear of a contract that is binding from now on."""
    terms = agreement.terms
    orderer = next(each for each in agreement.signers if each.role == "orderer")
    if terms.first_date is None:  # such a contract is not offered
        raise ValueError("a contract needs its first day")
    return ContractSigned(
        contract_id=agreement.id,
        process_id=agreement.process_id,
        revision=agreement.revision,
        form=terms.form,
        title=terms.title,
        organisation_id=terms.organisation_id,
        organisation=terms.organisation,
        orderer=recipient(orderer),
        supervisors=tuple(each.id for each in terms.supervisors),
        participants=tuple(
            Recipient(name=each.name, email=each.email, language=terms.language)
            for each in terms.participants
            if each.email
        ),
        participants_number=terms.number_of_participants or 0,
        minutes=terms.minutes or 0,
        rhythm=Rhythm(
            every_weeks=terms.every_weeks or 0,
            first_date=terms.first_date,
            weekday=terms.weekday,
            time=terms.time,
            over_holidays=terms.over_holidays,
            longest_gap_weeks=terms.longest_gap_weeks,
        ),
        sessions=terms.sessions,
        months=terms.months,
        trial_sessions=terms.trial_sessions,
        remote=terms.remote,
        place=terms.place,
        themes=tuple(each[:200] for each in terms.themes),
        evaluation_months=_EVALUATION_MONTHS[terms.evaluation or "end"],
        language=terms.language,
        copies=tuple(
            Copy(role=each.role, reader=recipient(each), link=links.link(agreement, each)) for each in agreement.signers
        ),
        signed_at=now,
    )
