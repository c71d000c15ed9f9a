"""Organisations' rules: who speaks for one, what is told of a change, what is written down, ids of businesses."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.contracts.organisations.business_id import business_id, check_digit
from services.contracts.organisations.changes import (
    CHANGED,
    CONTACT_CHANGED,
    CONTACT_REMOVED,
    Recorded,
    changes,
)
from services.contracts.organisations.edits import put, with_contact
from services.contracts.organisations.model import Contact, Organisation
from services.contracts.organisations.orderers import admissions, folded, speaks_for
from services.contracts.organisations.schemas import ContactGiven, OrganisationRow
from shared.i18n import Mistake
from shared.messages.contracts import OrdererAdmitted, OrdererLeft
from shared.people.audited import Change

NAMES = ("maija", "pekka", "sari", "olli")


def contact(name: str, **changes: Any) -> Contact:
    return Contact(id=f"id-{name}", name=name.title(), email=f"{name}@koulu.example", **{"orders": True, **changes})


def organisation(*contacts: Contact, **changes: Any) -> Organisation:
    return Organisation(id="koulu", name="Liedon koulu", contacts=contacts).model_copy(update=changes)


def form(name: str, **changes: Any) -> ContactGiven:
    known = {"name": name.title(), "email": f"{name}@koulu.example", "language": "fi", "orders": True}
    return ContactGiven.model_validate(known | changes)


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True))
    people = [contact(name, orders=draw(st.booleans()), language=draw(st.sampled_from(["fi", "sv"]))) for name in names]
    return organisation(*people, name=draw(st.sampled_from(["Koulu", "Päiväkoti"])))


def test_whoever_orders_speaks_for_the_organisation_and_nobody_else() -> None:
    school = organisation(contact("maija"), contact("pekka", orders=False))
    assert speaks_for(school, "Maija@Koulu.example")
    assert speaks_for(school, "somebody@else.example", "maija@koulu.example")
    assert not speaks_for(school, "pekka@koulu.example", None)
    assert not speaks_for(None, "maija@koulu.example")


@given(organisations(), organisations())
def test_who_has_heard_every_change_knows_exactly_who_orders(before: Organisation, after: Organisation) -> None:
    known = {said.email for said in admissions(None, before) if isinstance(said, OrdererAdmitted)}
    for said in admissions(before, after):
        known = known | {said.email} if isinstance(said, OrdererAdmitted) else known - {said.email}
    assert known == {each.email for each in after.orderers}


@given(organisations())
def test_where_nothing_differs_nothing_is_said_and_nothing_written_down(known: Organisation) -> None:
    assert admissions(known, known.next()) == []
    assert changes(known, known.next()) == []


def test_a_contact_that_gets_another_address_leaves_with_the_old_one_and_comes_with_the_new() -> None:
    before = organisation(contact("maija"))
    after = with_contact(before, "id-maija", form("maija", email="Maija.Salo@koulu.example"))
    left, admitted = admissions(before, after)
    assert left == OrdererLeft(email="maija@koulu.example", organisation_id="koulu", revision=2)
    assert isinstance(admitted, OrdererAdmitted)
    assert (admitted.email, admitted.revision) == ("maija.salo@koulu.example", 2)


def test_the_record_says_which_field_changed_from_what_to_what_and_no_more() -> None:
    before = organisation(contact("maija", phone="+358 40 1"), contact("pekka", orders=False))
    after = with_contact(before, "id-maija", form("maija", phone="+358 40 22222", orders=False))
    assert changes(before, after.next(name="Lieto", contacts=after.contacts[:1])) == [
        Recorded(CHANGED, "Lieto", (Change(field="Name", before="Liedon koulu", after="Lieto"),)),
        Recorded(
            CONTACT_CHANGED,
            "maija@koulu.example",
            (
                Change(field="Phone", before="+358 40 1", after="+3584022222"),
                Change(field="May order", before="✓", after=""),
            ),
        ),
        Recorded(
            CONTACT_REMOVED,
            "pekka@koulu.example",
            (
                Change(field="Organisation", before="Lieto"),
                Change(field="Name", before="Pekka"),
                Change(field="E-mail", before="pekka@koulu.example"),
                Change(field="Language", before="suomi"),
            ),
        ),
    ]


def test_two_contacts_never_have_one_address() -> None:
    school = organisation(contact("maija"), contact("pekka"))
    with pytest.raises(Mistake):
        with_contact(school, "id-pekka", form("maija"))
    with pytest.raises(ValidationError):
        OrganisationRow.model_validate({"name": "K1", "contacts": [form("maija").model_dump()] * 2})


def test_a_row_takes_the_earlier_one_s_place_and_people_keep_their_ids() -> None:
    before = organisation(contact("maija", phone="+358 40 1"), contact("pekka"))
    row = OrganisationRow.model_validate(
        {"name": "LIEDON KOULU", "emails": ["Maija@koulu.example"], "contacts": [form("sari").model_dump()]}
    )
    after = put(row, before, ["a", "b", "c"])
    assert (after.id, after.revision, after.name) == ("koulu", 2, "LIEDON KOULU")
    assert {each.email: each.id for each in after.contacts} == {
        "sari@koulu.example": "a",
        "maija@koulu.example": "id-maija",
    }
    assert put(row, after, ["d", "e", "f"]) is after


def test_a_name_is_the_same_however_it_is_written() -> None:
    assert folded("  LIEDON   Koulu") == folded("liedon koulu")


@pytest.mark.parametrize("written", ["0112038-9", "FI01120389", "01120389", "112038-9", " 0112038-9 ".strip()])
def test_a_business_id_has_one_form_however_it_is_written(written: str) -> None:
    assert business_id(written) == "0112038-9"


@pytest.mark.parametrize("written", ["0112038-8", "0112038", "12345678-9", "1-1", "٠١١٢٠٣٨-٩", "0112038-9 x"])
def test_what_is_no_business_id_is_refused(written: str) -> None:
    with pytest.raises(Mistake):
        business_id(written)


@given(st.text("0123456789", min_size=7, max_size=7), st.integers(0, 6), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(digits: str, place: int, change: int) -> None:
    wrong = digits[:place] + str((int(digits[place]) + change) % 10) + digits[place + 1 :]
    right = check_digit(digits)
    assert right is None or check_digit(wrong) != right


@given(st.text("0123456789", min_size=7, max_size=7))
def test_a_right_check_digit_is_taken(digits: str) -> None:
    right = check_digit(digits)
    if right is not None:
        assert business_id(f"{digits}-{right}") == f"{digits}-{right}"
