"""What the register counts, by half-years: how many sessions were planned, and how many of them were held. Pure.

Demanding fields are those in which supervision is owed by law (the domain's table of forms). Nothing of what is said,
and nobody's name, is in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from services.contracts.processes.model import Known, Process

MID = 7  # July, in which the second half begins
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True, order=True)
class Half:
    """Half a year on the network's calendar: `number` 1 or 2."""

    year: int
    number: int

    @staticmethod
    def of(day: date) -> "Half":
        return Half(day.year, 1 if day.month < MID else 2)

    @staticmethod
    def read(written: str) -> "Half | None":
        """2026-2; None for what is none."""
        year, _, number = written.partition("-")
        if not (year.isascii() and year.isdecimal() and len(year) == 4 and number in ("1", "2")):
            return None
        return Half(int(year), int(number)) if FIRST_YEAR <= int(year) <= LAST_YEAR else None

    @property
    def before(self) -> "Half":
        return Half(self.year, 1) if self.number == 2 else Half(self.year - 1, 2)

    @property
    def after(self) -> "Half":
        return Half(self.year + 1, 1) if self.number == 2 else Half(self.year, 2)

    def begins(self, zone: ZoneInfo) -> datetime:
        return datetime.combine(date(self.year, 1 if self.number == 1 else MID, 1), time(), zone)

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


@dataclass(frozen=True, slots=True)
class ProcessHalf:
    """One process in a half-year. `planned`: sessions that stood on the calendar, those cancelled in time aside; `due`:
    those of them that are past; `unmarked`: past ones of which nobody said whether they were held.
    """

    process_id: str
    organisation: str
    unit: str
    planned: int
    due: int
    held: int
    not_held: int
    unmarked: int

    @property
    def missing(self) -> int:
        """How many past ones were not held, as far as is known: what is below plan."""
        return self.due - self.held

    @property
    def is_below(self) -> bool:
        return self.missing > 0


def rows(
    processes: Iterable[Process], sessions: Mapping[str, Sequence[Known]], half: Half, now: datetime, zone: ZoneInfo
) -> list[ProcessHalf]:
    """Those that had anything in the half-year, the most below plan first, then by name."""
    begins, ends = half.begins(zone), half.after.begins(zone)
    found = []
    for process in processes:
        theirs = [
            each for each in sessions.get(process.id, ()) if begins <= each.start < ends and each.status != "cancelled"
        ]
        if theirs:
            found.append(_row(process, theirs, now))
    return sorted(found, key=lambda row: (-row.missing, row.organisation.casefold(), row.unit.casefold()))


def _row(process: Process, theirs: Sequence[Known], now: datetime) -> ProcessHalf:
    past = [each for each in theirs if each.end <= now]
    return ProcessHalf(
        process_id=process.id,
        organisation=process.terms.organisation,
        unit=process.terms.title,
        planned=len(theirs),
        due=len(past),
        held=sum(each.status == "held" for each in past),
        not_held=sum(each.status == "not_held" for each in past),
        unmarked=sum(each.status == "planned" for each in past),
    )
