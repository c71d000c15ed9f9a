"""What a draft is told, by its page and by the API: what is sent is taken, what isn't stays."""

import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from services.contracts.agreements.model import Evaluation, Form
from shared.fields import EmailKey, Line, Strict, Typed, cleaned
from shared.i18n import N_, Mistake
from shared.i18n.form_times import NotATimeError
from shared.i18n.form_times import clock as read_clock
from shared.i18n.form_times import day as read_day
from shared.messages.base import Language

MOST_WRITTEN = 4000
MOST_PEOPLE = 100
LONGEST_NUMBER = 40


def _none_if_empty(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _written(value: Any) -> Any:
    """Text of several lines: one kind of line end, nothing that isn't seen, no other control characters."""
    if not isinstance(value, str) or len(value) > 2 * MOST_WRITTEN:
        return value
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if any(unicodedata.category(each) == "Cc" and each != "\t" for line in lines for each in line):
        raise Mistake(N_("This has control characters in it. Write it as plain text."))
    return "\n".join(cleaned(line) for line in lines).strip()


def _euros(value: Any) -> Any:
    """290, 290.00 or 290,00 as cents."""
    amount = _number(value)
    if amount is None or not 0 <= amount <= 100_000 or amount != round(amount, 2):
        raise Mistake(N_("Write the price in euros, for example 290,00."))
    return int(amount * 100)


def _percent(value: Any) -> Any:
    """25.5 or 25,5 as tenths."""
    share = _number(value)
    if share is None or not 0 <= share <= 50 or share != round(share, 1):
        raise Mistake(N_("Write the tax as percent, for example 25,5."))
    return int(share * 10)


def _number(value: Any) -> Decimal | None:
    """A number as people write it, whatever blanks stand between thousands; None where it is none."""
    written = str(value)
    if len(written) > LONGEST_NUMBER:
        return None
    try:
        found = Decimal(cleaned(written).replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _clock(value: Any) -> Any:
    try:
        return read_clock(str(value)).strftime("%H:%M")
    except NotATimeError:
        raise Mistake(N_("Write the time, for example 09:30.")) from None


def _day(value: Any) -> Any:
    try:
        return value if isinstance(value, date) else read_day(str(value))
    except NotATimeError:
        raise Mistake(N_("Write the day, for example 2026-12-01.")) from None


def _empty(value: Any) -> bool:
    return _none_if_empty(value) is None


def _or_none(read: Any) -> BeforeValidator:
    return BeforeValidator(lambda value: None if _empty(value) else read(value))


def _each_once(people: "tuple[ParticipantGiven, ...]") -> "tuple[ParticipantGiven, ...]":
    addresses = [each.email for each in people if each.email]
    if len(set(addresses)) < len(addresses):
        raise Mistake(N_("Two of these have the same e-mail address. Name each person once."))
    return people


Paragraph = Annotated[str, StringConstraints(max_length=MOST_WRITTEN)]
Written = Annotated[Paragraph | None, BeforeValidator(_written), BeforeValidator(_none_if_empty)]
LineOrNone = Annotated[Line | None, BeforeValidator(_none_if_empty)]
EMPTY = BeforeValidator(_none_if_empty)
# One a line in a form; what is empty is left out.
Points = Annotated[tuple[Annotated[str, Typed(400)], ...], Field(max_length=20)]
DayOrNone = Annotated[date | None, _or_none(_day)]
Cents = Annotated[int | None, _or_none(_euros)]
Tenths = Annotated[int | None, _or_none(_percent)]


class OrdererGiven(Strict):
    """Who orders and signs for the organisation."""

    name: Line
    email: EmailKey
    language: Language = "fi"


class ParticipantGiven(Strict):
    """Who takes part; without an address they are told nothing and sign nothing."""

    name: Line
    email: Annotated[EmailKey | None, BeforeValidator(_none_if_empty)] = None


class TermsGiven(Strict):
    """What a contract says, as far as it is decided. Prices are in euros (`290.00`), the tax in percent (`25.5`)."""

    title: Line | None = None
    language: Language | None = None
    form: Form | None = None
    # The id of an organisation that the network knows.
    organisation: LineOrNone = None
    orderer: OrdererGiven | None = None
    # Ids of the network's supervisors.
    supervisors: Annotated[tuple[Line, ...], Field(max_length=2)] | None = None
    participants: (
        Annotated[tuple[ParticipantGiven, ...], Field(max_length=MOST_PEOPLE), AfterValidator(_each_once)] | None
    ) = None
    participants_number: Annotated[int | None, Field(ge=1, le=500), EMPTY] = None
    participants_sign: bool | None = None
    minutes: Annotated[int | None, Field(ge=30, le=480), EMPTY] = None
    every_weeks: Annotated[int | None, Field(ge=1, le=26), EMPTY] = None
    sessions: Annotated[int | None, Field(ge=1, le=200), EMPTY] = None
    months: Annotated[int | None, Field(ge=1, le=60), EMPTY] = None
    longest_gap_weeks: Annotated[int | None, Field(ge=1, le=52), EMPTY] = None
    trial_sessions: Annotated[int | None, Field(ge=1, le=3), EMPTY] = None
    weekday: Annotated[int | None, Field(ge=0, le=6), EMPTY] = None
    time: Annotated[str | None, _or_none(_clock)] = None
    first_date: DayOrNone = None
    over_holidays: bool | None = None
    remote: bool | None = None
    place: LineOrNone = None
    goals: Points | None = None
    themes: Points | None = None
    methods: Written = None
    price: Cents = None
    vat: Tenths = None
    vat_reason: LineOrNone = None
    payer: LineOrNone = None
    due_days: Annotated[int | None, Field(ge=1, le=90), EMPTY] = None
    free_until_hours: Annotated[int | None, Field(ge=0, le=720), EMPTY] = None
    late_percent: Annotated[int | None, Field(ge=0, le=100), EMPTY] = None
    interruption: Written = None
    dissatisfaction: Written = None
    evaluation: Annotated[Evaluation | None, BeforeValidator(_none_if_empty)] = None
    prior_contacts: Written = None


class DraftGiven(TermsGiven):
    """A new draft: its form brings the usual terms along, and what is sent takes their place."""

    title: Line
    form: Form
    organisation: Line


class AnswerGiven(Strict):
    """What a signer answers: `name` is typed by them, `reason` is a wish where they decline."""

    answer: Literal["sign", "decline"]
    name: LineOrNone = None
    reason: Written = None
