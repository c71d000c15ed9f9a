"""A contract's life, whatever is done to it in whatever order: signed in order, ended once, never half."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.agreements import lifecycle
from services.contracts.agreements.lifecycle import TRANSITIONS, NotPossibleError, NotTheirTurnError
from services.contracts.agreements.model import Agreement, Signature
from tests.contracts.agreements.drafts import NOW, agreement, terms

ACTS = ("change", "offer", "sign 0", "sign 1", "sign 2", "decline 0", "decline 1", "lapse", "revise", "withdraw")


def signature() -> Signature:
    return Signature(name="Oma Nimi", at=NOW, address="192.0.2.0/24", user_agent="test", sha256="a" * 64)


def done(before: Agreement, act: str) -> Agreement:
    """The contract after somebody tries something; as it was where that is refused."""
    what, _, which = act.partition(" ")
    try:
        return _signers_act(before, what, int(which)) if which else _drafters_act(before, what)
    except (NotPossibleError, NotTheirTurnError):
        return before


def _signers_act(before: Agreement, what: str, which: int) -> Agreement:
    if which >= len(before.signers):
        return before
    signer = before.signers[which]
    if what == "decline":
        return lifecycle.declined(before, signer, "", NOW)
    return before if signer.signature else lifecycle.signed(before, signer, signature())


def _drafters_act(before: Agreement, what: str) -> Agreement:
    if what == "change":
        return lifecycle.changed(before, terms(title="Toinen"), NOW)
    if what == "offer":
        ids = [f"{before.version + 1}-{n}" for n in range(5)]
        signers = [each.model_copy(update={"key": each.id}) for each in lifecycle.signers_of(before.terms, ids)]
        return lifecycle.offered(before, (), signers, "a" * 64, NOW, NOW + timedelta(days=14))
    others = {"lapse": lifecycle.lapsed, "revise": lifecycle.revised, "withdraw": lifecycle.withdrawn}
    return others[what](before, NOW)


@given(st.lists(st.sampled_from(ACTS), max_size=25))
def test_signatures_come_in_order_and_the_last_one_makes_it_signed(acts: list[str]) -> None:
    now = agreement()
    for act in acts:
        after = done(now, act)
        signed = [each.signature is not None for each in after.signers]
        assert signed == sorted(signed, reverse=True)
        assert (after.state == "signed") == (bool(signed) and all(signed))
        assert after.revision - now.revision == (after != now)
        now = after


@given(st.lists(st.sampled_from(ACTS), max_size=25))
def test_what_is_signed_or_withdrawn_stays_so(acts: list[str]) -> None:
    now = agreement()
    for act in acts:
        after = done(now, act)
        if now.state in ("signed", "withdrawn"):
            assert after == now
        now = after


@given(st.lists(st.sampled_from(ACTS), max_size=25))
def test_a_link_opens_one_version_and_no_later_one(acts: list[str]) -> None:
    now = agreement()
    for act in acts:
        now = done(now, act)
        current = {each.key for each in now.signers}
        assert current.isdisjoint(now.ended_keys)
        assert all(key.startswith(f"{now.version}-") for key in current)


@given(st.lists(st.sampled_from(ACTS), max_size=25))
def test_it_is_somebody_s_turn_exactly_while_it_is_offered(acts: list[str]) -> None:
    now = agreement()
    for act in acts:
        now = done(now, act)
        assert (now.turn is not None) == (now.state == "offered")
        assert now.turn is None or now.turn.asked_at is not None


def test_the_orderer_signs_before_supervisors_and_participants_only_where_they_are_asked() -> None:
    ids = ["1", "2", "3", "4"]
    assert [each.name for each in lifecycle.signers_of(terms(), ids)] == [
        "Maria Koskela",
        "Pekka Virtanen",
        "Kaisa Rantala",
    ]
    # Timo has no address: nothing could be mailed to him.
    assert [each.name for each in lifecycle.signers_of(terms(participants_sign=True), ids)][3:] == ["Maija Salo"]


def test_nobody_signs_before_their_turn() -> None:
    offered = done(agreement(), "offer")
    with pytest.raises(NotTheirTurnError) as early:
        lifecycle.signed(offered, offered.signers[1], signature())
    assert early.value.turn.name == "Maria Koskela"


@pytest.mark.parametrize("state", ["signed", "withdrawn"])
def test_nothing_leads_on_from_what_is_over(state: str) -> None:
    assert [act for (before, act) in TRANSITIONS if before == state] == []
