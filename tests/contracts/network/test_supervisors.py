"""Who is of the network, as contracts hears of it: in whatever order the news come, the latest holds."""

import random

import pytest

from services.contracts.network.model import Supervisor
from services.contracts.network.store import Supervisors
from services.contracts.service import SERVICE
from shared.store.mongo import Database, Tx


@pytest.fixture
async def tx(database: Database) -> Tx:
    await SERVICE.prepare(database)
    return Tx(database)


def supervisor(revision: int) -> Supervisor:
    return Supervisor(id="aino", revision=revision, name="Aino", email="aino@verkosto.example", language="fi")


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("last", [3, 4])
async def test_news_may_come_in_any_order_and_more_than_once(tx: Tx, seed: int, last: int) -> None:
    news = [*range(1, last + 1), last - 1]
    random.Random(seed).shuffle(news)  # noqa: S311  # no secret
    for revision in news:
        if revision % 2:
            await Supervisors(tx).admit(supervisor(revision))
        else:
            await Supervisors(tx).dismiss("aino", revision)
    has_left = last % 2 == 0
    assert await Supervisors(tx).have_left("aino") is has_left
    assert await Supervisors(tx).find("aino") == (None if has_left else supervisor(last))


async def test_of_who_has_left_neither_name_nor_address_stays(tx: Tx, database: Database) -> None:
    await Supervisors(tx).admit(supervisor(1))
    await Supervisors(tx).dismiss("aino", 2)
    assert await database["supervisors"].find().to_list(None) == [{"_id": "aino", "revision": 2, "left": True}]


async def test_who_was_never_told_of_has_not_left(tx: Tx) -> None:
    assert not await Supervisors(tx).have_left("somebody")
