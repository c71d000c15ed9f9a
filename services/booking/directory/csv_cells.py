"""The cells of a CSV file, however a program for tables wrote it (RFC 4180, and what is done besides).

Python's own reader takes a quotation mark in front of a name for the beginning of a cell, which may hold the rows after
it.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

from shared.i18n import N_, Mistake, Phrase

MOST_BYTES = 900_000
MOST_CELLS = 60
LONGEST_CELL = 5000
NOT_TEXT = N_("This is not a CSV file that we can read. Save it as CSV, in UTF-8 or Windows-1252.")
_UNREADABLE = N_("Line %(line)s has a letter that we cannot read. Save the file as CSV in UTF-8.")
_UNCLOSED = N_("A quotation mark opens in line %(line)s and does not close. Close it, or take it away.")
_TOO_WIDE = N_("Line %(line)s has more than %(most)s cells.")
_TOO_LONG = N_("A cell in line %(line)s is longer than %(most)s characters.")
_MARKS = ";,\t|"
# What makes a program for tables reckon; some write an apostrophe before it, which is no part of the cell.
FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Record:
    """One row that has anything in it: the line on which it begins, and its cells. `unclosed`: a cell begins with a
    quotation mark that has no partner.
    """

    line: int
    cells: tuple[str, ...]
    unclosed: bool = False


def records(raw: bytes) -> Iterator[Record]:
    """The rows of a file. Mistake, with the line's number where there is one, where they can't be told apart."""
    text = _text(raw).replace("\r\n", "\n").replace("\r", "\n")
    first = next((line for line in text.split("\n") if line.strip()), "")
    told = _told_mark(first)
    skipped = text.index(first) + len(first) + 1 if told else 0
    at, line, mark = skipped, 1 + text.count("\n", 0, skipped), told or _likely_mark(first)
    while at < len(text):
        if text[at] == "\n":
            at, line = at + 1, line + 1
            continue
        end, found = _record(text, at, line, mark)
        if any(found.cells):
            yield found
        line += text.count("\n", at, end)
        at = end


def _text(raw: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16, else Windows-1252. What DOS wrote at the end of a file is no row."""
    if len(raw) > MOST_BYTES:
        raise Mistake(NOT_TEXT)
    encoding = _encoding(raw)
    try:
        return raw.decode(encoding).lstrip("\ufeff").rstrip("\x1a")
    except UnicodeDecodeError as unreadable:
        if encoding != "utf-8":
            raise Mistake(NOT_TEXT) from unreadable
    try:
        return raw.decode("cp1252").rstrip("\x1a")
    except UnicodeDecodeError as unreadable:
        raise Mistake(Phrase(_UNREADABLE, {"line": 1 + _line_ends(raw[: unreadable.start])})) from unreadable


def _encoding(raw: bytes) -> str:
    """A mark in front says UTF-16 for certain; without one, every second byte of it is nothing in our alphabet."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" not in raw:
        return "utf-8"
    first, second = raw[0:400:2], raw[1:400:2]
    if first.count(0) == 0 and second.count(0) > len(second) // 2:
        return "utf-16-le"
    if second.count(0) == 0 and first.count(0) > len(first) // 2:
        return "utf-16-be"
    raise Mistake(NOT_TEXT)


def _line_ends(raw: bytes) -> int:
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n")


def _told_mark(first: str) -> str:
    """What is between cells, where the first line says it to programs for tables (`sep=;`); else nothing."""
    said = first.strip(' "')
    mark = said[4:5] if said[:4].casefold() == "sep=" else ""
    return "" if mark.isalnum() or mark == '"' else mark


def _likely_mark(first: str) -> str:
    outside = "".join(first.split('"')[::2])
    return max(_MARKS, key=outside.count)


def _record(text: str, at: int, line: int, mark: str) -> tuple[int, Record]:
    """The row that begins at `at`, and where the next one does."""
    cells: list[str] = []
    unclosed = False
    while True:
        at, cell, open_quote = _quoted(text, at, mark) or _plain(text, at, mark)
        if len(cell) > LONGEST_CELL:
            raise Mistake(Phrase(_TOO_LONG, {"line": line, "most": LONGEST_CELL}))
        if open_quote and text.find('"', at) < 0:
            raise Mistake(Phrase(_UNCLOSED, {"line": line}))
        cells.append(_as_meant(cell))
        unclosed = unclosed or open_quote
        if len(cells) > MOST_CELLS:
            raise Mistake(Phrase(_TOO_WIDE, {"line": line, "most": MOST_CELLS}))
        if text[at : at + 1] != mark:
            return at + 1, Record(line, tuple(cells), unclosed)
        at += 1


def _quoted(text: str, at: int, mark: str) -> tuple[int, str, bool] | None:
    """Where a cell in quotation marks ends, and what is in it; None where they are part of what is written."""
    if text[at : at + 1] != '"':
        return None
    end, last = at + 1, at + LONGEST_CELL
    while (end := text.find('"', end, last)) >= 0:
        if text[end + 1 : end + 2] == '"':
            end += 2
            continue
        after = end + 1
        while text[after : after + 1] == " " and after < last:
            after += 1
        return (
            (after, text[at + 1 : end].replace('""', '"'), False)
            if text[after : after + 1] in ("", "\n", mark)
            else None
        )
    return None


def _plain(text: str, at: int, mark: str) -> tuple[int, str, bool]:
    line_end = text.find("\n", at)
    line_end = len(text) if line_end < 0 else line_end
    end = text.find(mark, at, line_end)
    cell = text[at : line_end if end < 0 else end]
    return at + len(cell), cell, cell.startswith('"') and cell.count('"') % 2 == 1


def _as_meant(cell: str) -> str:
    found = cell.strip()
    return found[1:] if found.startswith("'") and found[1:].startswith(FORMULA) else found
