"""Organisations' documents, in a real database."""

import pytest

from services.contracts.organisations.model import Contact, Organisation
from services.contracts.organisations.store import Organisations
from services.contracts.service import SERVICE
from shared.store.mongo import Database, DuplicateKey, StaleRevision, Tx

MAIJA = Contact(id="maija", name="Maija Salo", email="maija@koulu.example", orders=True)


@pytest.fixture
async def tx(database: Database) -> Tx:
    await SERVICE.prepare(database)
    return Tx(database)


async def test_an_organisation_is_found_however_its_name_is_written(tx: Tx) -> None:
    school = Organisation(id="1", name="Liedon Koulu", contacts=(MAIJA,))
    await Organisations(tx).add(school)
    assert await Organisations(tx).named(" LIEDON  koulu") == school
    assert await Organisations(tx).find("1") == school
    assert await Organisations(tx).find("2") is None


async def test_two_organisations_never_have_one_name(tx: Tx) -> None:
    await Organisations(tx).add(Organisation(id="1", name="Liedon koulu"))
    with pytest.raises(DuplicateKey):
        await Organisations(tx).add(Organisation(id="2", name="liedon KOULU"))


async def test_the_second_to_save_a_revision_is_told_so(tx: Tx) -> None:
    school = Organisation(id="1", name="Liedon koulu")
    await Organisations(tx).add(school)
    await Organisations(tx).save(school.next(name="Lieto"))
    with pytest.raises(StaleRevision):
        await Organisations(tx).save(school.next(name="Loimaa"))
    assert await Organisations(tx).named("Liedon koulu") is None


async def test_somebody_is_found_in_every_organisation_whose_contact_they_are(tx: Tx) -> None:
    pekka = Contact(id="pekka", email="pekka@koulu.example")
    for number, contacts in (("1", (MAIJA, pekka)), ("2", (pekka,)), ("3", ()), ("4", (MAIJA,))):
        await Organisations(tx).add(Organisation(id=number, name=f"Koulu {number}", contacts=contacts))
    assert [each.id for each in await Organisations(tx).with_contact("maija@koulu.example")] == ["1", "4"]
    assert await Organisations(tx).with_contact("sari@koulu.example") == []


async def test_organisations_come_by_name_a_page_at_a_time_and_are_searched(tx: Tx) -> None:
    await Organisations(tx).put([Organisation(id=name, name=name) for name in ("Åbo", "Espoo (1.)", "espoo 2", "Aura")])
    assert [each.name for each in await Organisations(tx).page("", 2)] == ["Aura", "Espoo (1.)"]
    assert [each.name for each in await Organisations(tx).page("Espoo (1.)", 2)] == ["espoo 2", "Åbo"]
    assert [each.name for each in await Organisations(tx).page("", 9, "ESPOO")] == ["Espoo (1.)", "espoo 2"]
    assert [each.name for each in await Organisations(tx).page("", 9, "(1.")] == ["Espoo (1.)"]
