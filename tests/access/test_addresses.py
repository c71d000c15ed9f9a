"""People are found by their addresses through an index, in whatever case these were written, and long ago."""

from typing import Any

import pytest

from deploy.services import NAMES, table
from shared.fields import address_on_the_wire
from shared.people import privacy
from shared.people.audit import AUDITED
from shared.people.personal_data import ERASED, DataSubject, PersonalData, folded_at
from shared.people.privacy import Privacy
from shared.store.mongo import Database, Document, Tx

TABLE = (
    PersonalData(collection="cases", label=AUDITED.label, shown={}, by=("contact.email", "offers.email")),
    PersonalData(collection="letters", label=AUDITED.label, shown={}, by=("to",), erasing="remove"),
    PersonalData(collection="counts", label=AUDITED.label, shown={}, by=("_id",), erasing="remove"),
)
MATTI = DataSubject(email="MATTI@Öljy.fi")
OLD: dict[str, list[dict[str, Any]]] = {
    "cases": [
        {"_id": 1, "contact": {"email": "Matti@ÖLJY.fi", "name": "Matti"}, "offers": []},
        {"_id": 2, "contact": {"email": "x@y.fi"}, "offers": [{"email": "A@b.fi"}, {"email": "matti@ÖLJY.FI"}]},
        {"_id": 3, "contact": {"email": "Maija@y.fi"}, "offers": []},
    ],
    "letters": [{"_id": 1, "to": address_on_the_wire("matti@öljy.fi")}, {"_id": 2, "to": "matti@muu.fi"}],
    "counts": [{"_id": "matti@öljy.fi"}, {"_id": "x@y.fi"}],
}


@pytest.fixture
async def old(database: Database) -> Database:
    """What was written before addresses had one form."""
    for name, documents in OLD.items():
        await database[name].insert_many([dict(each) for each in documents])
    return database


async def case(database: Database, which: int) -> Document:
    found = await database["cases"].find_one({"_id": which})
    assert found is not None
    return found


async def test_what_was_written_in_any_case_is_found_and_erased(old: Database) -> None:
    await privacy.prepare(old, TABLE)
    await Privacy(Tx(old), TABLE).erase(MATTI)
    assert (await case(old, 1))["contact"] == {"email": ERASED, "name": ERASED}
    assert [each["email"] for each in (await case(old, 2))["offers"]] == ["a@b.fi", ERASED]
    assert (await case(old, 3))["contact"]["email"] == "maija@y.fi"
    assert [each["_id"] async for each in old["letters"].find()] == [2]
    assert [each["_id"] async for each in old["counts"].find()] == ["x@y.fi"]


async def test_preparing_again_changes_nothing_and_looks_through_nothing(old: Database) -> None:
    await privacy.prepare(old, TABLE)
    await old["cases"].insert_one({"_id": 9, "contact": {"email": "Later@y.fi"}, "offers": []})
    await privacy.prepare(old, TABLE)
    assert (await case(old, 9))["contact"]["email"] == "Later@y.fi"


@pytest.mark.parametrize("service", NAMES)
async def test_each_field_that_finds_somebody_has_an_index(database: Database, service: str) -> None:
    kept = (*table(service).personal_data, AUDITED)
    await table(service).prepare(database)
    await privacy.prepare(database, kept)
    for each in kept:
        indexed = {index["key"][0][0] for index in (await database[each.collection].index_information()).values()}
        wanted = {*each.by, *each.by_id, *each.by_name} - set(each.scanned)
        assert wanted <= indexed | {"_id"}, (each.collection, wanted - indexed)


def test_only_what_is_an_address_is_folded() -> None:
    document = {"who": "API: HR", "changes": [{"before": "A@B.fi", "after": "Liedon Koulu"}]}
    assert folded_at(document["who"], []) == "API: HR"
    assert folded_at(document["changes"], ["before"]) == [{"before": "a@b.fi", "after": "Liedon Koulu"}]
    assert folded_at(document["changes"], ["after"]) == document["changes"]
