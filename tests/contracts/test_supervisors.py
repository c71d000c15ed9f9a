"""Who is of the network, as contracts hears of it: in whatever order the news come, the latest holds."""

import random

import pytest

from services.contracts.model.supervisors import Supervisor
from services.contracts.store import Store
from shared.mongo import Database, Tx


@pytest.fixture
async def store(database: Database) -> Store:
    await Store.prepare(database)
    return Store(Tx(database))


def supervisor(revision: int) -> Supervisor:
    return Supervisor(id="aino", revision=revision, name="Aino", email="aino@verkosto.example", language="fi")


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("last", [3, 4])
async def test_news_may_come_in_any_order_and_more_than_once(store: Store, seed: int, last: int) -> None:
    news = [*range(1, last + 1), last - 1]
    random.Random(seed).shuffle(news)  # noqa: S311  # no secret
    for revision in news:
        if revision % 2:
            await store.supervisors.admit(supervisor(revision))
        else:
            await store.supervisors.dismiss("aino", revision)
    has_left = last % 2 == 0
    assert await store.supervisors.have_left("aino") is has_left
    assert await store.supervisors.find("aino") == (None if has_left else supervisor(last))


async def test_of_who_has_left_neither_name_nor_address_stays(store: Store, database: Database) -> None:
    await store.supervisors.admit(supervisor(1))
    await store.supervisors.dismiss("aino", 2)
    assert await database["supervisors"].find().to_list(None) == [{"_id": "aino", "revision": 2, "left": True}]


async def test_who_was_never_told_of_has_not_left(store: Store) -> None:
    assert not await store.supervisors.have_left("somebody")
