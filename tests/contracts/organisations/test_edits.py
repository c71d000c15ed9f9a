"""An organisation after a change: what was not sent stays, a contact is added, changed, removed."""

import pytest

from services.contracts.network.changes import LABELS, differences
from services.contracts.network.model import Network
from services.contracts.organisations.edits import put, with_contact, without_contact
from services.contracts.organisations.model import Contact, Organisation
from services.contracts.organisations.orderers import who_left
from services.contracts.organisations.schemas import MOST_CONTACTS, OrganisationRow
from shared.i18n import Mistake
from shared.people.audited import Change
from tests.contracts.organisations.test_rules import contact, form, organisation

SCHOOL = organisation(contact("maija"), contact("pekka", orders=False), business_id="0112038-9")


def row(**given: object) -> OrganisationRow:
    return OrganisationRow.model_validate({"name": SCHOOL.name, **given})


def test_a_business_id_that_is_not_sent_stays_and_an_empty_one_goes() -> None:
    assert put(row(), SCHOOL, []) is SCHOOL
    assert put(row(business_id=""), SCHOOL, []).business_id is None
    assert put(row(business_id="0112038-9"), organisation(), ["x"]).business_id == "0112038-9"


def test_whoever_asks_from_an_address_that_is_sent_orders() -> None:
    after = put(row(emails=["pekka@koulu.example", "uusi@koulu.example"]), SCHOOL, ["new"])
    assert [(each.id, each.orders) for each in after.contacts] == [("id-pekka", True), ("new", True)]


def test_a_contact_orders_only_where_it_is_said() -> None:
    said = [{"name": "Maija", "email": "maija@koulu.example", "language": "fi"}]
    assert [each.orders for each in put(row(contacts=said), SCHOOL, []).contacts] == [False]
    with pytest.raises(ValueError, match="orders"):
        row(contacts=[{**said[0], "orders": "true"}])


def test_a_contact_is_removed_and_no_other() -> None:
    assert [each.id for each in without_contact(SCHOOL, "id-maija").contacts] == ["id-pekka"]


def test_who_may_order_no_more_are_those_who_might_before() -> None:
    other = organisation(contact("pekka"), contact("maija", orders=False))
    assert who_left(SCHOOL, other) == {"maija@koulu.example"}
    assert who_left(other, SCHOOL) == {"pekka@koulu.example"}


def full(count: int) -> Organisation:
    return organisation(*(Contact(id=str(n), email=f"{n}@koulu.example") for n in range(count)))


def test_an_organisation_has_so_many_contacts_and_no_more() -> None:
    assert len(with_contact(full(MOST_CONTACTS - 1), "new", form("maija")).contacts) == MOST_CONTACTS
    with pytest.raises(Mistake):
        with_contact(full(MOST_CONTACTS), "new", form("maija"))


def test_one_of_as_many_as_there_may_be_can_be_changed() -> None:
    changed = with_contact(full(MOST_CONTACTS), "0", form("maija"))
    assert changed.contacts[0].name == "Maija"
    assert len(changed.contacts) == MOST_CONTACTS


def test_a_network_s_choices_are_written_down_where_they_differ() -> None:
    before = Network(link_first=False, default_leaders=2)
    assert differences(before, before) == []
    codes, number = differences(before, before.model_copy(update={"link_first": True, "default_leaders": 1}))
    assert (codes.field, codes.coded) == (LABELS["link_first"], True)
    assert codes.before != codes.after
    assert number == Change(field=LABELS["default_leaders"], before="2", after="1")
    assert not number.coded
