"""A file of supervisors: read whatever program wrote it, understood by its headings in three languages.

Nothing here decides whether a row is right; each becomes the fields of a `SupervisorRow` where its cells can be read.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from services.booking.directory import hours, labels
from services.booking.directory.csv_cells import Record, records
from services.booking.directory.labels import COMPETENCE_OF, LANGUAGE_OF, plain, region_codes
from services.booking.labels import LANGUAGES
from shared.finland import region_of
from shared.i18n import N_, Mistake, Phrase, Text

MOST_ROWS = 2000
EMPTY = N_("The file has no rows. The first row has the headings, each after it one supervisor.")
TOO_MANY = Phrase(N_("The file has more than %(most)s rows. Divide it."), {"most": MOST_ROWS})
NO_SUCH_LANGUAGE = N_("Name languages as fi, sv, en or by their names.")
NO_SUCH_REGION = N_("There is no region with this name or code. Give regions or their two-digit codes.")
NO_SUCH_COMPETENCE = N_("There is no competence with this name. The page tells which there are.")
YES_OR_NO = N_("Answer yes or no.")
TWICE = N_("These headings mean the same column: %(headings)s. Leave one of them.")
UNCLOSED = N_("A cell in this row begins with a quotation mark that is not closed. Close it, or take it away.")
TOO_MANY_CELLS = N_("This row has more cells than there are headings. A cell with a separator in it needs quotes.")

# Each column's headings; the first three are those of the template in Finnish, Swedish and English.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("nimi", "namn", "name", "työnohjaaja", "handledare", "supervisor"),
    "email": ("sähköposti", "e-post", "e-mail", "email", "sähköpostiosoite", "e-postadress", "epost"),
    "phone": ("puhelin", "telefon", "phone", "puhelinnumero", "telefonnummer", "puh", "tel"),
    "language": ("asiointikieli", "kontaktspråk", "language of mail", "viestikieli", "mail language"),
    "languages": ("työkielet", "arbetsspråk", "languages", "kielet", "språk", "kieli", "language"),
    "regions": ("maakunnat", "landskap", "regions", "maakunta", "alueet", "alue", "region", "områden"),
    "remote": ("etänä", "på distans", "remote", "etä", "distans", "at a distance"),
    "competences": ("osaaminen", "kompetens", "competences", "osaamiset", "kompetenser", "competence"),
    "working_hours": ("työaika", "arbetstid", "working hours", "työajat", "arbetstider"),
    "urgent_hours": ("jälkipuintiaika", "debriefingtid", "urgent hours", "jälkipuintiajat", "debriefingtider"),
    "conflicts": ("esteellisyydet", "jäv", "conflicts of interest", "conflicts", "esteellisyys"),
}
LANGUAGE_ORDER = ("fi", "sv", "en")


def _heading(written: str) -> str:
    """As headings are compared; forms mark what must be there."""
    return plain(written.rstrip("*: "))


_COLUMN_OF = {_heading(heading): column for column, headings in HEADINGS.items() for heading in headings}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One supervisor of a file: the `line` on which it begins, as programs count them (the headings are 1), the fields
    that could be read, and what is wrong with the others.
    """

    line: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's rows; `unknown` are headings that mean nothing to us."""

    rows: tuple[SheetRow, ...]
    columns: tuple[str, ...]
    unknown: tuple[str, ...]


def read(raw: bytes) -> Sheet:
    """The supervisors of a file; what is wrong with a row stands in it. Mistake where it is no such file at all."""
    first, *rows = list(islice(records(raw), MOST_ROWS + 2)) or [Record(1, ())]
    if not rows:
        raise Mistake(EMPTY)
    if len(rows) > MOST_ROWS:
        raise Mistake(TOO_MANY)
    headings = first.cells
    columns = [_COLUMN_OF.get(_heading(heading)) for heading in headings]
    known = [column for column in columns if column]
    _check(headings, columns)
    unknown = tuple(heading.strip()[:60] for heading, column in zip(headings, columns, strict=True) if not column)
    return Sheet(
        tuple(_row(record, columns) for record in rows),
        tuple(known),
        tuple(heading for heading in unknown if heading),
    )


def template(language: str) -> str:
    """The headings in a language with one row to show how it is filled in, as a program for tables opens it."""
    at = LANGUAGE_ORDER.index(language)
    name = labels.COMPETENCES[language]
    example = {
        "name": "Aino Esimerkki",
        "email": "aino@example.org",
        "phone": "040 123 4567",
        "language": LANGUAGES[language]["fi"],
        "languages": f"{LANGUAGES[language]['fi']}, {LANGUAGES[language]['sv']}",
        "regions": "02, 01",
        "remote": labels.YES[at],
        "competences": f"{name['debriefing']}, {name['health_care']}",
        "working_hours": f"{hours.DAYS[language][0]}-{hours.DAYS[language][4]} 8-16",
        "urgent_hours": f"{hours.DAYS[language][0]}-{hours.DAYS[language][6]} 8-20",
        "conflicts": "",
    }
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(headings[at] for headings in HEADINGS.values())
    writer.writerow(example[column] for column in HEADINGS)
    return "\N{ZERO WIDTH NO-BREAK SPACE}" + out.getvalue()


def _check(headings: Sequence[str], columns: Sequence[str | None]) -> None:
    if not {"name", "email"} <= set(columns):
        raise Mistake(N_("The headings must include the name and the e-mail address. The template has them all."))
    for column in filter(None, columns):
        if columns.count(column) > 1:
            pairs = zip(headings, columns, strict=True)
            named = ", ".join(heading for heading, meant in pairs if meant == column)
            raise Mistake(Phrase(TWICE, {"headings": named[:100]}))


def _row(record: Record, columns: list[str | None]) -> SheetRow:
    fields: dict[str, Any] = {}
    wrong: dict[str, Text] = {}
    cells = record.cells
    if any(cells[len(columns) :]):
        wrong[""] = TOO_MANY_CELLS
    if record.unclosed:
        wrong[""] = UNCLOSED
    for column, cell in zip(columns, cells, strict=False):
        if column is None or not cell:
            continue
        try:
            fields[column] = _READERS.get(column, str)(cell)
        except Mistake as mistake:
            wrong[column] = mistake.text
    return SheetRow(record.line, fields, wrong)


def _several(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;|/\n]", cell) if part.strip()]


def _chosen(cell: str, known: Mapping[str, str], refusal: Text) -> list[str]:
    found = [known.get(plain(part)) for part in _several(cell)]
    if None in found:
        raise Mistake(refusal)
    return list(dict.fromkeys(code for code in found if code))


def _language(cell: str) -> str:
    return (_chosen(cell, LANGUAGE_OF, NO_SUCH_LANGUAGE) or ["fi"])[0]


def _regions(cell: str) -> list[str]:
    known = region_codes()
    found = [known.get(plain(part)) or region_of(part) for part in _several(cell)]
    if None in found:
        raise Mistake(NO_SUCH_REGION)
    return list(dict.fromkeys(code for code in found if code))


def _answer(cell: str) -> bool:
    if plain(cell) not in labels.YES + labels.NO:
        raise Mistake(YES_OR_NO)
    return plain(cell) in labels.YES


_READERS: Mapping[str, Callable[[str], Any]] = {
    "language": _language,
    "languages": lambda cell: _chosen(cell, LANGUAGE_OF, NO_SUCH_LANGUAGE),
    "regions": _regions,
    "remote": _answer,
    "competences": lambda cell: _chosen(cell, COMPETENCE_OF, NO_SUCH_COMPETENCE),
    "working_hours": hours.parsed,
    "urgent_hours": hours.parsed,
    "conflicts": lambda cell: [part.strip() for part in re.split(r"[;|\n,]", cell) if part.strip()],
}
