"""The cells of a CSV file at the edges of what is one."""

import pytest

from services.booking.directory import csv_reader
from services.booking.directory.csv_cells import LONGEST_CELL, MOST_BYTES, MOST_CELLS, Record, records
from shared.i18n import Mistake


def cells(raw: str | bytes) -> list[tuple[str, ...]]:
    return [each.cells for each in records(raw.encode() if isinstance(raw, str) else raw)]


def is_refused(raw: str | bytes) -> bool:
    try:
        cells(raw)
    except Mistake:
        return True
    return False


def test_a_row_has_its_line_its_cells_and_no_open_quotation_mark() -> None:
    assert [*records(b"a;b\n;c\n")] == [Record(1, ("a", "b")), Record(2, ("", "c"))]


def test_an_empty_cell_may_be_the_first_of_a_file() -> None:
    assert cells(";a\nb;c") == [("", "a"), ("b", "c")]


def test_a_file_may_be_as_large_as_is_said_and_no_larger() -> None:
    whole = b"ab\n" * (MOST_BYTES // 3)
    assert len(whole) == MOST_BYTES
    assert next(iter(records(whole))).cells == ("ab",)
    with pytest.raises(Mistake):
        next(iter(records(whole + b"\n")))


def test_a_cell_and_a_row_may_be_as_long_as_is_said_and_no_longer() -> None:
    assert [is_refused(f"{'a' * length};b") for length in (LONGEST_CELL, LONGEST_CELL + 1)] == [False, True]
    assert [is_refused(";".join("a" * count)) for count in (MOST_CELLS, MOST_CELLS + 1)] == [False, True]


def test_blanks_after_a_closing_quotation_mark_belong_to_a_cell_that_may_be_as_long() -> None:
    assert cells('"a"' + " " * (LONGEST_CELL - 3) + ";b") == [("a", "b")]
    assert is_refused('"a"' + " " * (LONGEST_CELL - 2) + ";b")


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_what_was_saved_in_two_bytes_a_letter_without_saying_so_is_read(order: str) -> None:
    assert cells("nimi;sähköposti\nÅke;ake@x.example".encode(order)) == [
        ("nimi", "sähköposti"),
        ("Åke", "ake@x.example"),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"ab" * 50 + b"a\x00",
        b"ab" * 50 + b"\x00b",
        b"ab" * 50 + b"a\x00" * 50,
        b"ab" * 50 + b"\x00b" * 50,
        b"\x00a" + b"a\x00" * 60,
        b"a\x00" + b"\x00a" * 60,
    ],
)
def test_a_file_with_a_nothing_in_it_here_and_there_is_no_text(raw: bytes) -> None:
    assert is_refused(raw)


@pytest.mark.parametrize(("said", "mark"), [("sep=;", ";"), ("sep=,", ","), ('"sep=;"', ";")])
def test_a_mark_that_is_told_is_no_row(said: str, mark: str) -> None:
    assert cells(f"{said}\na{mark}b") == [("a", "b")]


@pytest.mark.parametrize("said", ["sep=a", "sep=1"])
def test_a_letter_is_no_mark_between_cells(said: str) -> None:
    assert cells(f"{said}\na;b") == [(said,), ("a", "b")]


def test_a_file_of_the_most_rows_is_taken() -> None:
    rows = "nimi;sähköposti\n" + "Aino;aino@x.example\n" * csv_reader.MOST_ROWS
    assert len(csv_reader.read(rows.encode()).rows) == csv_reader.MOST_ROWS


def test_the_language_of_mails_is_the_first_that_is_named() -> None:
    (row,) = csv_reader.read("nimi;sähköposti;asiointikieli\nÅke;ake@x.example;svenska, suomi".encode()).rows
    assert row.fields["language"] == "sv"
