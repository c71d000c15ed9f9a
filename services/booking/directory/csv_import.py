"""From a file's rows to supervisors: new ones, and known ones with what the file says of them changed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from services.booking.directory.csv_reader import Sheet, SheetRow
from services.booking.directory.imports import Fault, Import
from services.booking.directory.model import Supervisor
from services.booking.directory.schemas import SupervisorRow
from shared.fields import address_key
from shared.i18n import N_, Phrase, Text

MOST_FAULTS = 200
TWICE = N_("This e-mail address is in the file twice.")
Sentences = Callable[[ValidationError], Mapping[str, Text]]


@dataclass(frozen=True, slots=True)
class Checked:
    """A row as a supervisor, or what is wrong with it."""

    line: int
    supervisor: Supervisor | None
    wrong: Mapping[str, Text]


def emails(sheet: Sheet) -> list[str]:
    """The addresses of a file's rows, as the directory keeps them."""
    return [address_key(str(row.fields["email"])) for row in sheet.rows if "email" in row.fields]


def checked(
    ids: Callable[[], str], sheet: Sheet, known: Mapping[str, Supervisor], sentences: Sentences, now: datetime
) -> Import:
    """The whole file: ready where every row is right, else refused with what is wrong. `known`: by e-mail; `ids` makes
    one that nobody has.
    """
    rows = _each_once([_check(row, known, sentences, ids) for row in sheet.rows])
    faults = [fault for row in rows for fault in _faults(row)]
    supervisors = tuple(row.supervisor for row in rows if row.supervisor is not None)
    return Import(
        id=ids(),
        state="refused" if faults else "ready",
        supervisors=() if faults else supervisors,
        changed=sum(supervisor.email in known for supervisor in supervisors),
        rows=len(rows),
        faulty=sum(1 for row in rows if row.wrong),
        faults=tuple(faults[:MOST_FAULTS]),
        unknown=sheet.unknown,
        checked_at=now,
    )


def is_overtaken(checked_before: Iterable[Supervisor], owners: Mapping[str, str]) -> bool:
    """Whether an address belongs to somebody else by now; `owners`: ids by e-mail."""
    return any(owners.get(supervisor.email, supervisor.id) != supervisor.id for supervisor in checked_before)


def _check(row: SheetRow, known: Mapping[str, Supervisor], sentences: Sentences, ids: Callable[[], str]) -> Checked:
    """A known supervisor's columns that are not in the file stay as they are."""
    before = known.get(address_key(str(row.fields.get("email", ""))))
    try:
        right = SupervisorRow.model_validate(row.fields)
    except ValidationError as failure:
        found = {_column(field): text for field, text in sentences(failure).items()}
        return Checked(row.line, None, {**found, **row.wrong})
    if row.wrong:
        return Checked(row.line, None, row.wrong)
    return Checked(row.line, right.supervisor(before, ids()), {})


def _each_once(rows: list[Checked]) -> list[Checked]:
    """The second row with an address is wrong."""
    seen: set[str] = set()
    found = []
    for row in rows:
        email = row.supervisor.email if row.supervisor else None
        found.append(Checked(row.line, None, {"email": TWICE}) if email in seen else row)
        if email:
            seen.add(email)
    return found


def _faults(row: Checked) -> Iterable[Fault]:
    for column, text in row.wrong.items():
        if isinstance(text, Phrase):
            values = {name: value for name, value in text.values.items() if isinstance(value, int | float | str)}
            yield Fault(line=row.line, column=column, text=text.text, values=values)
        else:
            yield Fault(line=row.line, column=column, text=text)


def _column(field: str) -> str:
    return field.partition(".")[0]
