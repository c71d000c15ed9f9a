"""Files of supervisors, as spreadsheet programs write them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.model.directory import OFFICE
from services.booking.rules import sheet, words
from shared.finland import regions
from shared.i18n import Mistake

FINNISH = "Nimi;Sähköposti;Kielet;Maakunnat;Etänä;Osaaminen;Työaika\n"
AINO = "Aino Mäkelä;aino@x.example;suomi, ruotsi;Varsinais-Suomi, 01;kyllä;jälkipuintikoulutus;ma-pe 8-16\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_file_is_read_in_whatever_encoding_it_was_saved(encoding: str, ending: str) -> None:
    (row,) = sheet.read((FINNISH + AINO).replace("\n", ending).encode(encoding)).rows
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
    found = sheet.read(f"{head}\nAino{separator}aino@x.example\n".encode())
    assert found.rows[0].fields == {"name": "Aino", "email": "aino@x.example"}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_template_reads_as_it_is_meant(language: str) -> None:
    found = sheet.read(sheet.template(language).encode())
    assert found.columns == tuple(sheet.HEADINGS)
    assert found.rows[0].wrong == {}
    assert found.rows[0].fields["competences"] == ["debriefing", "health_care"]


def test_every_mistake_is_told_with_its_line_and_column() -> None:
    raw = FINNISH + AINO + "\nPekka;p@x.example;klingon;Mordor;ehkä;taikuus;joskus\n"
    wrong = sheet.read(raw.encode()).rows[1]
    assert wrong.line == 4
    assert set(wrong.wrong) == {"languages", "regions", "remote", "competences", "working_hours"}


def test_a_quoted_cell_may_hold_separators_and_line_ends() -> None:
    raw = 'name,email,conflicts\n"Mäkelä, Aino",aino@x.example,"Liedon koulu\nOy Ab Esimerkki"\n'
    fields = sheet.read(raw.encode()).rows[0].fields
    assert fields["name"] == "Mäkelä, Aino"
    assert fields["conflicts"] == ["Liedon koulu", "Oy Ab Esimerkki"]


def test_more_cells_than_headings_are_a_mistake() -> None:
    assert "" in sheet.read(b"name,email\nAino,aino@x.example,surprise\n").rows[0].wrong


def test_headings_that_mean_nothing_are_told() -> None:
    assert sheet.read(b"name,email,shoe size\nAino,a@x.example,38\n").unknown == ("shoe size",)


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
        sheet.read(raw)


def test_a_file_that_is_too_long_is_refused() -> None:
    with pytest.raises(Mistake):
        sheet.read(b"name,email\n" + b"A,a@x.example\n" * (sheet.MOST_ROWS + 1))


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"name;email;hours\n{text}".encode()))
def test_whatever_the_file_it_is_read_or_refused_with_a_sentence(raw: bytes) -> None:
    with contextlib.suppress(Mistake):
        assert sheet.read(raw).rows


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_word_that_pages_show_is_understood_in_files(language: str) -> None:
    assert all(words.COMPETENCE_OF[words.plain(name)] == code for code, name in words.COMPETENCES[language].items())
    assert all(words.LANGUAGE_OF[words.plain(name)] == code for code, name in words.LANGUAGES[language].items())
    codes = words.region_codes()
    assert all(codes[words.plain(name)] == code for code, name in regions("fi").items())
