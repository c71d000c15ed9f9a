"""From a file's rows to supervisors: all of them or none, each address once, nobody overwritten by a second row."""

from collections.abc import Mapping
from itertools import count

from pydantic import ValidationError

from services.booking.directory import csv_import, csv_reader
from services.booking.directory.csv_import import TWICE, checked, emails, is_overtaken
from services.booking.directory.imports import Import
from services.booking.directory.model import Supervisor
from shared.i18n import N_, Text
from tests.booking.build import NOW, supervisor

HEAD = "nimi;sähköposti\n"
WRONG = N_("Name")


def taken_in(rows: str, *known: Supervisor) -> Import:
    numbers = count()
    found = csv_reader.read((HEAD + rows).encode())
    return checked(lambda: f"id{next(numbers)}", found, {each.email: each for each in known}, _sentences, NOW)


def _sentences(failure: ValidationError) -> Mapping[str, Text]:
    return {".".join(map(str, error["loc"])): WRONG for error in failure.errors()}


def test_a_file_whose_rows_are_all_right_is_ready_with_each_as_a_supervisor() -> None:
    found = taken_in("Aino;aino@x.example\nMikael;MIKAEL@x.example\n")
    assert (found.state, found.rows, found.faulty, found.changed) == ("ready", 2, 0, 0)
    assert [each.email for each in found.supervisors] == ["aino@x.example", "mikael@x.example"]


def test_those_known_keep_who_they_are_and_are_counted_as_changed() -> None:
    aino = supervisor("aino", email="aino@x.example", regions=("19",))
    found = taken_in("Aino Laine;Aino@X.example\nMikael;mikael@x.example\n", aino)
    assert found.changed == 1
    assert [(each.name, each.regions) for each in found.supervisors] == [("Aino Laine", ("19",)), ("Mikael", ())]
    assert found.supervisors[0].id == "aino"


def test_one_wrong_row_refuses_the_file_and_is_told_by_its_line() -> None:
    found = taken_in("Aino;aino@x.example\nMikael;nowhere\n;sari@x.example\n")
    assert (found.state, found.supervisors, found.rows, found.faulty) == ("refused", (), 3, 2)
    assert [(fault.line, fault.column) for fault in found.faults] == [(3, "email"), (4, "name")]


def test_the_second_row_with_an_address_is_wrong_and_so_is_the_third() -> None:
    found = taken_in("Aino;aino@x.example\nAino;AINO@x.example\nSari;sari@x.example\nAino;aino@x.example\n")
    assert [(fault.line, fault.column, fault.text) for fault in found.faults] == [
        (3, "email", TWICE),
        (5, "email", TWICE),
    ]


def test_two_rows_that_are_wrong_are_not_each_other_s_second() -> None:
    assert {fault.text for fault in taken_in("Aino;nowhere\nMikael;nowhere\n").faults} == {WRONG}


def test_a_file_with_many_faults_tells_the_first_of_them() -> None:
    found = taken_in("Aino;nowhere\n" * (csv_import.MOST_FAULTS + 1))
    assert (len(found.faults), found.faulty) == (csv_import.MOST_FAULTS, csv_import.MOST_FAULTS + 1)


def test_the_addresses_of_a_file_are_those_of_rows_that_have_one() -> None:
    assert emails(csv_reader.read((HEAD + "Aino;AINO@x.example\nMikael;\n").encode())) == ["aino@x.example"]


def test_an_address_that_is_somebody_else_s_by_now_overtakes_the_file() -> None:
    aino = supervisor("aino", email="aino@x.example")
    assert not is_overtaken([aino], {})
    assert not is_overtaken([aino], {"aino@x.example": "aino"})
    assert is_overtaken([supervisor("sari", email="s@x.example"), aino], {"aino@x.example": "other"})
