"""Which theme areas can be picked, and what was: nothing that is not on the list gets any further. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.feedback.processes.model import Process
from services.feedback.sessions.model import SessionOutcome
from shared.i18n import N_, Text

HANDLED, ONWARDS = "handled", "onwards"
_FROM_LIST = N_("Pick from the theme areas that stand here.")
_ONE = N_("Pick at least one theme area that was worked with.")


class NotOnTheListError(ValueError):
    """Something else was sent than what stands to be picked; `fields` says where."""

    def __init__(self, fields: Mapping[str, Text]) -> None:
        super().__init__()
        self.fields = fields


@dataclass(frozen=True, slots=True)
class ThemeArea:
    """A theme area that can be picked, and in how many of the held sessions it was handled."""

    name: str
    sessions: int


def areas(process: Process, sessions: Iterable[SessionOutcome]) -> list[ThemeArea]:
    """The contract's themes and those under which sessions were marked, the most handled first."""
    handled = [theme for each in sessions if each.status == "held" for theme in each.themes]
    names = dict.fromkeys((*process.themes, *handled))
    return sorted((ThemeArea(name, handled.count(name)) for name in names), key=lambda each: -each.sessions)


def picked(there: Sequence[ThemeArea], sent: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was handled, and what is worth going on with, in the list's order. Raises NotOnTheListError."""
    names = [each.name for each in there]
    wrong = {field: _FROM_LIST for field in (HANDLED, ONWARDS) if not set(sent.get(field, ())) <= set(names)}
    if wrong:
        raise NotOnTheListError(wrong)
    handled, onwards = (tuple(name for name in names if name in sent.get(field, ())) for field in (HANDLED, ONWARDS))
    if not handled:
        raise NotOnTheListError({HANDLED: _ONE})
    return handled, onwards
