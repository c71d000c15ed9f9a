"""Organisations' documents, in a real database."""

import pytest

from services.contracts.model.organisations import Contact, Organisation
from services.contracts.store import Store
from shared.mongo import Database, DuplicateKey, StaleRevision, Tx

MAIJA = Contact(id="maija", name="Maija Salo", email="maija@koulu.example", orders=True)


@pytest.fixture
async def store(database: Database) -> Store:
    await Store.prepare(database)
    return Store(Tx(database))


async def test_an_organisation_is_found_however_its_name_is_written(store: Store) -> None:
    school = Organisation(id="1", name="Liedon Koulu", contacts=(MAIJA,))
    await store.organisations.add(school)
    assert await store.organisations.named(" LIEDON  koulu") == school
    assert await store.organisations.find("1") == school
    assert await store.organisations.find("2") is None


async def test_two_organisations_never_have_one_name(store: Store) -> None:
    await store.organisations.add(Organisation(id="1", name="Liedon koulu"))
    with pytest.raises(DuplicateKey):
        await store.organisations.add(Organisation(id="2", name="liedon KOULU"))


async def test_the_second_to_save_a_revision_is_told_so(store: Store) -> None:
    school = Organisation(id="1", name="Liedon koulu")
    await store.organisations.add(school)
    await store.organisations.save(school.next(name="Lieto"))
    with pytest.raises(StaleRevision):
        await store.organisations.save(school.next(name="Loimaa"))
    assert await store.organisations.named("Liedon koulu") is None


async def test_somebody_is_found_in_every_organisation_whose_contact_they_are(store: Store) -> None:
    pekka = Contact(id="pekka", email="pekka@koulu.example")
    for number, contacts in (("1", (MAIJA, pekka)), ("2", (pekka,)), ("3", ()), ("4", (MAIJA,))):
        await store.organisations.add(Organisation(id=number, name=f"Koulu {number}", contacts=contacts))
    assert [each.id for each in await store.organisations.with_contact("maija@koulu.example")] == ["1", "4"]
    assert await store.organisations.with_contact("sari@koulu.example") == []


async def test_organisations_come_by_name_a_page_at_a_time_and_are_searched(store: Store) -> None:
    await store.organisations.put(
        [Organisation(id=name, name=name) for name in ("Åbo", "Espoo (1.)", "espoo 2", "Aura")]
    )
    assert [each.name for each in await store.organisations.page("", 2)] == ["Aura", "Espoo (1.)"]
    assert [each.name for each in await store.organisations.page("Espoo (1.)", 2)] == ["espoo 2", "Åbo"]
    assert [each.name for each in await store.organisations.page("", 9, "ESPOO")] == ["Espoo (1.)", "espoo 2"]
    assert [each.name for each in await store.organisations.page("", 9, "(1.")] == ["Espoo (1.)"]
