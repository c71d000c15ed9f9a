"""How a contract goes from draft to signed, and what brings it back; pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from services.contracts.agreements.model import Agreement, Clause, Refusal, Signature, Signer, State, Terms

Act = Literal["change", "offer", "sign", "seal", "decline", "lapse", "revise", "withdraw"]

TRANSITIONS: Mapping[tuple[State, Act], State] = {
    ("draft", "change"): "draft",
    ("draft", "offer"): "offered",
    ("draft", "withdraw"): "withdrawn",
    ("offered", "sign"): "offered",
    # The last signature: no state lies between it and the seal.
    ("offered", "seal"): "signed",
    ("offered", "decline"): "draft",
    ("offered", "lapse"): "lapsed",
    ("offered", "revise"): "draft",
    ("offered", "withdraw"): "withdrawn",
    ("lapsed", "revise"): "draft",
    ("lapsed", "withdraw"): "withdrawn",
}


class NotPossibleError(Exception):
    """In this state that can't be done."""

    def __init__(self, state: State, act: Act) -> None:
        super().__init__(f"{act} of what is {state}")
        self.state = state


class NotTheirTurnError(Exception):
    """Somebody else signs first: `turn`."""

    def __init__(self, turn: Signer) -> None:
        super().__init__()
        self.turn = turn


def state_after(state: State, act: Act) -> State:
    """Raises NotPossibleError."""
    if (state, act) not in TRANSITIONS:
        raise NotPossibleError(state, act)
    return TRANSITIONS[state, act]


def signers_of(terms: Terms, ids: Sequence[str]) -> tuple[Signer, ...]:
    """Who signs, in order: the orderer, the supervisors, the participants where the contract asks for it."""
    found: list[tuple[str, str, str, str]] = []
    if terms.orderer:
        found.append(("orderer", terms.orderer.name, terms.orderer.email, terms.orderer.language))
    found += [("supervisor", each.name, each.email, each.language) for each in terms.supervisors]
    if terms.participants_sign:
        found += [("participant", each.name, each.email, terms.language) for each in terms.participants if each.email]
    return tuple(
        Signer.model_validate({"id": signer_id, "role": role, "name": name, "email": email, "language": language})
        for signer_id, (role, name, email, language) in zip(ids, found, strict=False)
    )


def changed(agreement: Agreement, terms: Terms, now: datetime) -> Agreement:
    """With other terms; only a draft can be changed."""
    return agreement.next(state=state_after(agreement.state, "change"), terms=terms, changed_at=now)


def offered(
    agreement: Agreement,
    text: Sequence[Clause],
    signers: Sequence[Signer],
    sha256: str,
    now: datetime,
    answer_by: datetime,
) -> Agreement:
    """To be signed, the first signer being asked; as often as it is offered, all sign anew."""
    state = state_after(agreement.state, "offer")
    return agreement.next(
        state=state,
        version=agreement.version + 1,
        text=tuple(text),
        signers=_asked(signers, now),
        sha256=sha256,
        offered_at=now,
        answer_by=answer_by,
        changed_at=now,
        refusal=None,
    )


def signed(agreement: Agreement, signer: Signer, signature: Signature) -> Agreement:
    """With one more signature: by the last it is signed, by any other the next is asked.

    Raises NotTheirTurnError, NotPossibleError.
    """
    state_after(agreement.state, "sign")
    turn = agreement.turn
    if turn is not None and turn.id != signer.id:
        raise NotTheirTurnError(turn)
    mine = signer.model_copy(update={"signature": signature})
    signers = _asked([mine if each.id == signer.id else each for each in agreement.signers], signature.at)
    if any(each.signature is None for each in signers):
        return agreement.next(signers=signers, changed_at=signature.at)
    state = state_after(agreement.state, "seal")
    return agreement.next(state=state, signers=signers, signed_at=signature.at, changed_at=signature.at)


def declined(agreement: Agreement, signer: Signer, reason: str, now: datetime) -> Agreement:
    """Back to the draft with a wish; nothing that was signed holds. Raises NotTheirTurnError, NotPossibleError."""
    state = state_after(agreement.state, "decline")
    turn = agreement.turn
    if turn is not None and turn.id != signer.id:
        raise NotTheirTurnError(turn)
    return _ended(agreement, state, now, Refusal(name=signer.name, at=now, reason=reason))


def lapsed(agreement: Agreement, now: datetime) -> Agreement:
    """Nobody signed in time."""
    turn = agreement.turn
    return _ended(
        agreement, state_after(agreement.state, "lapse"), now, Refusal(name=turn.name if turn else "", at=now)
    )


def revised(agreement: Agreement, now: datetime) -> Agreement:
    """A draft again: to change something, to exchange a signer."""
    return _ended(agreement, state_after(agreement.state, "revise"), now)


def withdrawn(agreement: Agreement, now: datetime) -> Agreement:
    """Nothing comes of it."""
    return _ended(agreement, state_after(agreement.state, "withdraw"), now)


def _ended(agreement: Agreement, state: State, now: datetime, refusal: Refusal | None = None) -> Agreement:
    """No link of this version opens anything any more."""
    ended = (*agreement.ended_keys, *(each.key for each in agreement.signers if each.key))
    return agreement.next(
        state=state, signers=(), text=(), answer_by=None, ended_keys=ended, changed_at=now, refusal=refusal
    )


def _asked(signers: Sequence[Signer], now: datetime) -> tuple[Signer, ...]:
    """With the first who hasn't signed asked."""
    turn = next((each for each in signers if each.signature is None), None)
    return tuple(
        each.model_copy(update={"asked_at": now}) if each is turn and each.asked_at is None else each
        for each in signers
    )
