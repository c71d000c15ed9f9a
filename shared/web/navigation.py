"""Where people go: one table for the whole product, shown by role. Every service's pages carry the same entries."""

from dataclasses import dataclass

from shared.i18n import N_, Msgid
from shared.people.person import Person, Role


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the navigation of people in these roles."""

    path: str
    label: Msgid
    roles: frozenset[Role]


def _entry(path: str, label: Msgid, *roles: Role) -> Entry:
    return Entry(path, label, frozenset(roles))


# In the order shown; the first that somebody may open is where signing in leads.
ENTRIES: tuple[Entry, ...] = (
    _entry("/booking/desk", N_("The desk"), "coordinator"),
    _entry("/booking/week", N_("Team's week"), "coordinator", "supervisor"),
    _entry("/booking/mine", N_("My week"), "supervisor"),
    _entry("/booking/plan", N_("Plan"), "coordinator", "supervisor"),
    _entry("/booking/absences", N_("Absences"), "coordinator", "supervisor"),
    _entry("/booking/roster", N_("Roster"), "coordinator", "supervisor"),
    _entry("/booking/calendars", N_("Calendars"), "coordinator", "supervisor"),
    _entry("/booking/directory", N_("The directory"), "coordinator"),
    _entry("/contracts/mine", N_("Our debriefings"), "orderer"),
    _entry("/contracts/organisations", N_("Organisations"), "coordinator"),
    _entry("/booking/people", N_("Personal data"), "coordinator"),
    _entry("/booking/audit", N_("Audit"), "coordinator"),
    _entry("/booking/settings", N_("Settings"), "coordinator"),
    _entry("/booking/me", N_("Me"), "coordinator", "supervisor", "orderer"),
)


def entries(person: Person | None) -> tuple[Entry, ...]:
    """What somebody is shown; nothing for who is not signed in."""
    return tuple(entry for entry in ENTRIES if person is not None and entry.roles & person.roles)


def home(person: Person) -> str:
    """Where signing in leads somebody who was on the way to nowhere else."""
    return next(entry.path for entry in entries(person))
