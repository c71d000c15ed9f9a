"""Contracts as documents: found by id and by every link they ever had, listed by who may see them."""

from datetime import timedelta

import pytest

from services.contracts.agreements.model import Leader, Signer
from services.contracts.agreements.store import LATEST, Agreements, Papers
from services.contracts.service import SERVICE
from shared.store.mongo import Database, StaleRevision, Tx
from tests.contracts.agreements.drafts import NOW, agreement, terms


@pytest.fixture
async def tx(database: Database) -> Tx:
    await SERVICE.prepare(database)
    return Tx(database)


def signer(key: str) -> Signer:
    return Signer(id="1", role="orderer", name="Maria", email="maria@kaarina.example", language="fi", key=key)


async def test_a_contract_is_read_as_it_was_written(tx: Tx) -> None:
    await Agreements(tx).add(agreement())
    assert await Agreements(tx).find(agreement().id) == agreement()


async def test_whoever_is_later_decides_again(tx: Tx) -> None:
    await Agreements(tx).add(agreement())
    await Agreements(tx).save(agreement().next(state="withdrawn"))
    with pytest.raises(StaleRevision):
        await Agreements(tx).save(agreement().next(state="offered"))


async def test_a_link_finds_its_contract_even_when_it_is_over(tx: Tx) -> None:
    await Agreements(tx).add(agreement(signers=(signer("new"),), ended_keys=("old",)))
    for key in ("new", "old"):
        found = await Agreements(tx).by_link(key)
        assert found is not None
    assert await Agreements(tx).by_link("none") is None


async def test_a_list_shows_the_last_changed_first_and_each_only_theirs(tx: Tx) -> None:
    for n, who in enumerate(("kaisa", "pekka", "kaisa")):
        leader = Leader(id=who, name=who.title(), email=f"{who}@verkosto.example")
        made = agreement(id=f"c{n}", changed_at=NOW + timedelta(hours=n), terms=terms(supervisors=(leader,)))
        await Agreements(tx).add(made)
    store = Agreements(tx)
    assert [each.id for each in await store.page(LATEST, 10)] == ["c2", "c1", "c0"]
    assert [each.id for each in await store.page(LATEST, 10, "kaisa")] == ["c2", "c0"]
    assert [each.id for each in await store.page(NOW + timedelta(hours=1), 10)] == ["c0"]
    assert await store.page(LATEST, 10, states=("signed",)) == []


async def test_a_later_document_takes_the_place_of_an_earlier_one(tx: Tx) -> None:
    for pdf in (b"offered", b"sealed"):
        await Papers(tx).put(agreement(), pdf)
    assert await Papers(tx).get(agreement().id) == b"sealed"
    assert await Papers(tx).get("none") is None
