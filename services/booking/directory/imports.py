"""A file of supervisors on its way into the directory."""

from collections.abc import Mapping
from typing import Literal

from services.booking.directory.model import Supervisor
from shared.i18n import Msgid
from shared.messages.base import Instant, Message, Part

ImportState = Literal["refused", "ready", "running", "done", "overtaken"]


class Fault(Part):
    """What is wrong with one cell: its line, its column ('' is the whole row), and a text still to be translated."""

    line: int
    column: str
    text: Msgid
    values: Mapping[str, int | float | str] = {}


class Import(Part):
    """A checked file. `refused`: it has faults, and nothing of it is kept; `ready`: it waits for a person's word;
    `overtaken`: the directory changed before it was taken in. `changed` of its supervisors were in the directory
    before; `faults` are the first of them, `faulty` how many rows have any; `by` is who said
    yes.
    """

    id: str
    state: ImportState
    supervisors: tuple[Supervisor, ...] = ()
    changed: int = 0
    rows: int
    faulty: int = 0
    faults: tuple[Fault, ...] = ()
    unknown: tuple[str, ...] = ()
    by: str = ""
    checked_at: Instant


class ImportBegun(Message, owner="booking", to=("booking",)):
    """A person has said yes to a checked file (a message to oneself)."""

    import_id: str
