"""Files of supervisors, as spreadsheet programs write them."""

import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.directory import csv_reader, labels
from services.booking.directory.model import OFFICE
from services.booking.labels import LANGUAGES
from shared.finland import regions
from shared.i18n import Mistake, Phrase

FINNISH = "Nimi;Sähköposti;Kielet;Maakunnat;Etänä;Osaaminen;Työaika\n"
AINO = "Aino Mäkelä;aino@x.example;suomi, ruotsi;Varsinais-Suomi, 01;kyllä;jälkipuintikoulutus;ma-pe 8-16\n"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_what_dos_wrote_at_the_end_of_a_file_is_no_row(encoding: str) -> None:
    (row,) = csv_reader.read((FINNISH + AINO + "\x1a").encode(encoding)).rows
    assert row.fields["name"] == "Aino Mäkelä"
    assert not row.wrong


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_file_is_read_in_whatever_encoding_it_was_saved(encoding: str, ending: str) -> None:
    (row,) = csv_reader.read((FINNISH + AINO).replace("\n", ending).encode(encoding)).rows
    assert row.line == 2
    assert row.fields == {
        "name": "Aino Mäkelä",
        "email": "aino@x.example",
        "languages": ["fi", "sv"],
        "regions": ["02", "01"],
        "remote": True,
        "competences": ["debriefing"],
        "working_hours": OFFICE,
    }
    assert not row.wrong


@pytest.mark.parametrize("head", ["namn,e-post", "name,e-mail", "NIMI,sähköposti", "Name\tE-mail", " name ; email "])
def test_headings_may_be_in_any_of_the_languages_and_separated_as_programs_do(head: str) -> None:
    separator = next(mark for mark in ";,\t" if mark in head)
    found = csv_reader.read(f"{head}\nAino{separator}aino@x.example\n".encode())
    assert found.rows[0].fields == {"name": "Aino", "email": "aino@x.example"}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_template_reads_as_it_is_meant(language: str) -> None:
    found = csv_reader.read(csv_reader.template(language).encode())
    assert found.columns == tuple(csv_reader.HEADINGS)
    assert found.rows[0].wrong == {}
    assert found.rows[0].fields["competences"] == ["debriefing", "health_care"]


def test_every_mistake_is_told_with_its_line_and_column() -> None:
    raw = FINNISH + AINO + "\nPekka;p@x.example;klingon;Mordor;ehkä;taikuus;joskus\n"
    wrong = csv_reader.read(raw.encode()).rows[1]
    assert wrong.line == 4
    assert set(wrong.wrong) == {"languages", "regions", "remote", "competences", "working_hours"}


def test_a_quoted_cell_may_hold_separators_and_line_ends() -> None:
    raw = 'name,email,conflicts\n"Mäkelä, Aino",aino@x.example,"Liedon koulu\nOy Ab Esimerkki"\n'
    fields = csv_reader.read(raw.encode()).rows[0].fields
    assert fields["name"] == "Mäkelä, Aino"
    assert fields["conflicts"] == ["Liedon koulu", "Oy Ab Esimerkki"]


@pytest.mark.parametrize("said", ["sep=;", '"sep=;"', "SEP=;", "sep=;;;;;", "\n\nsep=;"])
def test_a_first_line_that_says_the_separator_is_understood_and_counted(said: str) -> None:
    (row,) = csv_reader.read(f"{said}\n{FINNISH}{AINO}".encode()).rows
    assert row.fields["name"] == "Aino Mäkelä"
    assert row.line == 3 + said.count("\n")


@pytest.mark.parametrize("mark", [",", "\t", "|", "~"])
def test_a_separator_that_is_said_may_be_any_mark(mark: str) -> None:
    (row,) = csv_reader.read(f"sep={mark}\nname{mark}e-mail\nAino; B{mark}aino@x.example\n".encode()).rows
    assert row.fields == {"name": "Aino; B", "email": "aino@x.example"}


@pytest.mark.parametrize(
    "head",
    [
        unicodedata.normalize("NFD", "Nimi;Sähköposti"),
        "\ufeff\ufeffNimi;Sähköposti",
        "Nimi\u00a0;S\u00e4hk\u00f6\u200bposti",
        "Nimi*;Sähköposti:",
        "NIMI;SÄHKÖPOSTI",
        '"Nimi";"Sähköposti"',
        "namn;e\u2011post",
        "Ｎａｍｅ;e–mail",
    ],
)
def test_headings_are_understood_in_every_form(head: str) -> None:
    found = csv_reader.read(f"{head}\nAino;aino@x.example\n".encode())
    assert found.rows[0].fields == {"name": "Aino", "email": "aino@x.example"}
    assert found.unknown == ()


def test_cells_are_understood_in_every_unicode_form() -> None:
    (row,) = csv_reader.read(unicodedata.normalize("NFD", FINNISH + AINO).encode()).rows
    assert not row.wrong
    assert row.fields["regions"] == ["02", "01"]
    assert row.fields["competences"] == ["debriefing"]


NAMES = {
    '"Matti" Meikäläinen': '"Matti" Meikäläinen',
    '"Meikäläinen, Matti"': "Meikäläinen, Matti",
    '"Matti ""Masa"" Meikäläinen"': 'Matti "Masa" Meikäläinen',
    'Matti "Masa" Meikäläinen': 'Matti "Masa" Meikäläinen',
    '"Matti" "Masa" Meikäläinen': '"Matti" "Masa" Meikäläinen',
    '"Matti Meikäläinen" ': "Matti Meikäläinen",
    '""': None,
    "'+Matti": "+Matti",
    "O'Brien": "O'Brien",
}


@pytest.mark.parametrize("written", NAMES)
def test_a_name_may_have_quotation_marks_wherever(written: str) -> None:
    one, other = csv_reader.read(f"name;email\n{written};m@x.example\nAino;a@x.example\n".encode()).rows
    assert not one.wrong
    assert one.fields.get("name") == NAMES[written]
    assert (other.line, other.fields["name"]) == (3, "Aino")


def test_a_quotation_mark_without_a_partner_is_told_by_its_line_and_takes_no_other_row_with_it() -> None:
    raw = 'name;email\nEila;e@x.example\n"Matti;m@x.example\n"Aino ""A"" B";a@x.example\n'
    rows = csv_reader.read(raw.encode()).rows
    assert [(row.line, bool(row.wrong)) for row in rows] == [(2, False), (3, True), (4, False)]
    assert rows[2].fields["name"] == 'Aino "A" B'


TOLD = {
    "a mark that opens and never closes": (b'name;email\nA;a@x.example\n"B;b@x.example\n', 3),
    "a letter of no encoding": ("name;email\r\nA;a@x.example\r\nÄ".encode("cp1252") + b"B\x81;b@x.example\n", 3),
    "a row without an end": (b"name;email\n\nA;a@x.example" + b";" * 100, 3),
    "a cell without an end": (b"name;email\nA;a@x.example\n" + b"B" * 6000 + b";b@x.example\n", 3),
}


@pytest.mark.parametrize(("raw", "line"), TOLD.values(), ids=TOLD)
def test_what_makes_a_file_unreadable_is_told_with_its_line(raw: bytes, line: int) -> None:
    with pytest.raises(Mistake) as refused:
        csv_reader.read(raw)
    assert isinstance(refused.value.text, Phrase)
    assert refused.value.text.values["line"] == line


def test_two_headings_of_one_column_are_both_named() -> None:
    with pytest.raises(Mistake) as refused:
        csv_reader.read(b"name,email,namn\nA,b@x.example,C\n")
    assert isinstance(refused.value.text, Phrase)
    assert refused.value.text.values == {"headings": "name, namn"}


def test_empty_lines_count_and_a_row_is_where_it_begins() -> None:
    raw = '\n\nname,email,conflicts\n\nAino,a@x.example,"Koulu\nOy Ab"\n,,\n  \nEila,e@x.example,\n'
    assert [row.line for row in csv_reader.read(raw.encode()).rows] == [5, 9]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_nothing_that_we_write_makes_a_program_for_tables_reckon(language: str) -> None:
    (head, row) = csv_reader.template(language).lstrip("\ufeff").splitlines()
    assert not [
        cell for cell in [*head.split(";"), *row.split(";")] if cell.strip('" ').startswith(("=", "+", "-", "@"))
    ]


SLOW = {
    "quotation marks": b"name;email\n" + b'"' * 800_000,
    "pairs of them": b"name;email\n" + b'"a' * 400_000,
    "cells of them": b"name;email\n" + b'"a;' * 250_000,
    "rows of them": b"name;email\n" + b'"a\n' * 250_000,
    "separators": b";" * 800_000,
    "line ends": b"\n" * 800_000 + b"name;email\nA;a@x.example",
    "blanks": b"name;email\n" + b" " * 800_000,
    "hours": b"name;email;ty\xc3\xb6aika\n" + b"A;a@x.example;ma" + b" " * 4_000 + b"x\n",
}


@pytest.mark.parametrize("raw", SLOW.values(), ids=SLOW)
def test_no_file_is_looked_through_for_long(raw: bytes) -> None:
    """A reader that looks again from each of them would need hours."""
    with contextlib.suppress(Mistake):
        csv_reader.read(raw)


def test_more_cells_than_headings_are_a_mistake() -> None:
    assert "" in csv_reader.read(b"name,email\nAino,aino@x.example,surprise\n").rows[0].wrong


def test_headings_that_mean_nothing_are_told() -> None:
    assert csv_reader.read(b"name,email,shoe size\nAino,a@x.example,38\n").unknown == ("shoe size",)


NO_FILES = {
    "empty": b"",
    "headings alone": b"name,email\n",
    "no address": b"name\nAino\n",
    "a column twice": b"name,email,namn\nA,b@x.example,C\n",
    "a workbook": b"PK\x03\x04\x00\x00",
    "an open quote": b'name,email\n"a',
}


@pytest.mark.parametrize("raw", NO_FILES.values(), ids=NO_FILES)
def test_what_is_no_such_file_is_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(Mistake):
        csv_reader.read(raw)


def test_a_file_that_is_too_long_is_refused() -> None:
    with pytest.raises(Mistake):
        csv_reader.read(b"name,email\n" + b"A,a@x.example\n" * (csv_reader.MOST_ROWS + 1))


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"name;email;hours\n{text}".encode()))
def test_whatever_the_file_it_is_read_or_refused_with_a_sentence(raw: bytes) -> None:
    with contextlib.suppress(Mistake):
        assert csv_reader.read(raw).rows


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_word_that_pages_show_is_understood_in_files(language: str) -> None:
    assert all(labels.COMPETENCE_OF[labels.plain(name)] == code for code, name in labels.COMPETENCES[language].items())
    assert all(labels.LANGUAGE_OF[labels.plain(name)] == code for code, name in LANGUAGES[language].items())
    codes = labels.region_codes()
    assert all(codes[labels.plain(name)] == code for code, name in regions("fi").items())
