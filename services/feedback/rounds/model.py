"""A round: one questionnaire, put to some people about one thing, open until its day has come."""

from dataclasses import dataclass
from typing import Literal

from shared.messages.base import Instant, Language, Message, Part, Text
from shared.messages.booking import SessionHeld, SessionNotHeld

RoundState = Literal["open", "closed", "void"]


class Person(Part):
    """Somebody to be asked."""

    name: Text
    email: str
    language: Language
    phone: str | None = None


class Round(Part):
    """`process`: what it is about, by the id of a contract, of a series, or of one meeting; `min_answers`: for how many
    people its figures are shown at least, which never changes once somebody may have answered; `places`: how many
    codes the supervisor has to show, where it is answered by codes.
    """

    id: str
    questionnaire: str
    process: str
    organisation: Text
    organisation_id: str | None = None
    supervisors: tuple[str, ...] = ()
    opens: Instant
    closes: Instant
    min_answers: int
    state: RoundState = "open"
    places: int = 0


class Meeting(Part):
    """A session that has been planned: with whom, so that they can be asked when it has been held."""

    id: str
    sequence: int
    process: str
    organisation: Text
    supervisors: tuple[str, ...]
    guest: Person | None
    start: Instant
    end: Instant


@dataclass(frozen=True, slots=True)
class RoundOpened:
    """A round begins: these people are to be asked."""

    round: Round
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class RoundClosed:
    """Nobody answers any more."""

    round: Round


@dataclass(frozen=True, slots=True)
class RoundVoid:
    """What it was about was not: nothing of it counts."""

    round: Round


@dataclass(frozen=True, slots=True)
class RemindNow:
    """Who has not answered yet may be reminded; `last` where it is for the last time."""

    round: Round


@dataclass(frozen=True, slots=True)
class DebriefingMarked:
    """A debriefing was held, or was not."""

    mark: SessionHeld | SessionNotHeld


class CloseRound(Message, owner="feedback", to=("feedback",)):
    """The round's day has come (a timer)."""

    round_id: str


class RemindOfRound(Message, owner="feedback", to=("feedback",)):
    """Time to remind who has not answered (a timer)."""

    round_id: str
