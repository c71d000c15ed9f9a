"""Who orders, as booking hears of it: in whatever order the news come, the latest holds."""

import random
from datetime import UTC, datetime

import pytest

from services.booking.accounts.model import Orderer
from services.booking.accounts.store import People
from services.booking.service import SERVICE
from services.booking.sign_in.rules import known_person, may_do_otherwise
from shared.store.mongo import Database, Tx
from shared.tokens import digest
from tests.booking.build import supervisor

MAIJA, KEY = "maija@koulu.example", "key-of-maija-at-koulu"
NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
async def tx(database: Database) -> Tx:
    await SERVICE.prepare(database)
    return Tx(database)


def orderer(revision: int = 1, organisation: str = "koulu", name: str = "Maija Salo") -> Orderer:
    return Orderer(email=MAIJA, organisation=organisation, called="Koulu", name=name, language="sv", revision=revision)


@pytest.mark.parametrize("seed", range(6))
async def test_news_may_come_in_any_order_and_more_than_once(tx: Tx, seed: int) -> None:
    news = [1, 2, 3, 4, 3] if seed % 2 else [1, 2, 3, 3]
    random.Random(seed).shuffle(news)  # noqa: S311  # no secret
    for revision in news:
        if revision % 2:
            await People(tx).admit(orderer(revision), KEY)
        else:
            await People(tx).dismiss(MAIJA, "koulu", revision, KEY, NOW)
    assert await People(tx).orders(MAIJA) == ([] if 4 in news else [orderer(3)])


async def test_what_is_no_news_is_said_so(tx: Tx) -> None:
    assert await People(tx).admit(orderer(2), KEY)
    assert not await People(tx).admit(orderer(2), KEY)
    assert not await People(tx).dismiss(MAIJA, "koulu", 1, KEY, NOW)
    assert await People(tx).dismiss(MAIJA, "koulu", 3, KEY, NOW)


async def test_of_who_orders_no_more_only_a_key_is_kept_for_a_month(tx: Tx, database: Database) -> None:
    await People(tx).admit(orderer(1), KEY)
    await People(tx).dismiss(MAIJA, "koulu", 2, KEY, NOW)
    (kept,) = await database["orderers"].find().to_list(None)
    assert set(kept) == {"_id", "revision", "until"}
    assert kept["_id"] == KEY


async def test_what_was_kept_under_a_digest_is_kept_under_a_key(tx: Tx, database: Database) -> None:
    old = digest(f"koulu:{MAIJA}")
    await database["orderers"].insert_one({"_id": old, **orderer(2).model_dump()})
    assert await People(tx).orders(MAIJA) == [orderer(2)]
    assert not await People(tx).admit(orderer(1), KEY)
    assert await People(tx).admit(orderer(3), KEY)
    assert [each["_id"] async for each in database["orderers"].find()] == [KEY]


async def test_digests_of_who_had_left_go_at_the_start(tx: Tx, database: Database) -> None:
    await database["orderers"].insert_one({"_id": digest(f"koulu:{MAIJA}"), "revision": 2})
    await SERVICE.prepare(database)
    assert await database["orderers"].count_documents({}) == 0


def test_somebody_who_orders_is_known_by_what_their_organisation_calls_them() -> None:
    person = known_person(
        MAIJA, "ulla@verkosto.example", "fi", None, [orderer(name=""), orderer(organisation="toinen")]
    )
    assert person is not None
    assert (person.name, person.language, person.organisations) == ("Maija Salo", "sv", ("koulu", "toinen"))
    assert person.roles == {"orderer"}


def test_a_supervisor_who_orders_too_is_one_person_called_as_in_the_directory() -> None:
    aino = supervisor("aino")
    person = known_person(aino.email, "ulla@verkosto.example", "fi", aino, [orderer()])
    assert person is not None
    assert person.name == aino.name
    assert person.roles == {"supervisor", "orderer"}


def test_another_name_or_language_ends_no_session_and_another_right_does() -> None:
    before = known_person(MAIJA, "", "fi", None, [orderer()])
    renamed = known_person(MAIJA, "", "fi", None, [orderer(name="Maija Laine")])
    more = known_person(MAIJA, "", "fi", None, [orderer(), orderer(organisation="toinen")])
    assert not may_do_otherwise(before, renamed)
    assert may_do_otherwise(before, more)
    assert may_do_otherwise(before, None)
    assert not may_do_otherwise(None, None)
