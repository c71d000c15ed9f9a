"""What an organisation may ask for: the request's fields and their limits.

Times are judged against the clock that the validation is given as `{"now": ...}`. Nothing that was typed is repeated in
an error, and what happened shows in no `repr`.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationInfo,
    model_validator,
)

from shared.fields import Email, Line, Phone, Strict
from shared.finland import is_known, meant_by, region_of
from shared.i18n import N_, Mistake, Phrase
from shared.messages.base import Instant, Language
from shared.messages.contracts import Beside, Contact, IncidentKind, Place

GRACE = timedelta(minutes=5)
LONGEST_AGO = timedelta(days=366)
FURTHEST_AHEAD = timedelta(days=60)
SESSION_MINUTES = 120
MOST_WRITTEN = 4000
TIME_MISSING = N_("Give the day and the time, for example 2026-12-01T09:30:00+02:00.")

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)?")


def _written(text: SecretStr) -> SecretStr:
    """Text of many lines, with one kind of line end and no other control characters."""
    plain = text.get_secret_value().replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(unicodedata.category(each) == "Cc" and each not in "\n\t" for each in plain):
        raise Mistake(N_("This has control characters in it. Write it as plain text."))
    return SecretStr(plain)


def _rfc3339(value: Any) -> Any:
    """A time in writing; pydantic alone would take a bare number as well."""
    if isinstance(value, datetime) or (isinstance(value, str) and _RFC3339.fullmatch(value)):
        return value
    raise Mistake(TIME_MISSING)


def _each_once(languages: tuple[str, ...]) -> tuple[str, ...]:
    if not languages:
        raise Mistake(N_("Choose at least one language."))
    if len(set(languages)) < len(languages):
        raise Mistake(N_("Name each language once."))
    return languages


def _whole(value: Any) -> Any:
    """1 and 2, and neither true nor 1.0, which compare as equal to them."""
    return value if type(value) is int else ""


def _now(info: ValidationInfo) -> datetime:
    """The clock that the validation was given."""
    now: datetime = (info.context or {})["now"]
    return now


def _happened(at: datetime, info: ValidationInfo) -> datetime:
    if at > _now(info) + GRACE:
        raise Mistake(N_("This time is still to come. Give the time when it happened."))
    if at < _now(info) - LONGEST_AGO:
        raise Mistake(N_("This is over a year ago. Check the year, or ask the coordinator for supervision instead."))
    return min(at, _now(info))


def _to_come(at: datetime, info: ValidationInfo) -> datetime:
    if at < _now(info) - GRACE:
        raise Mistake(N_("This time has passed. Give one still to come."))
    if at > _now(info) + FURTHEST_AHEAD:
        raise Mistake(N_("This is over 60 days ahead. An urgent debriefing is led sooner; give an earlier time."))
    return at


def _length(most: int) -> Callable[[SecretStr], SecretStr]:
    def check(text: SecretStr) -> SecretStr:
        if len(text.get_secret_value()) > most:
            raise Mistake(N_("This is too long. Tell it shortly, in at most 4000 characters."))
        return text

    return check


Moment = Annotated[Instant, BeforeValidator(_rfc3339)]


class ContactGiven(Strict):
    """Who asks, and how they are reached."""

    name: Line
    email: Email
    phone: Phone
    language: Language

    def contact(self) -> Contact:
        return Contact(**self.model_dump())


class IncidentGiven(Strict):
    """What happened, and when."""

    kind: IncidentKind
    occurred_at: Annotated[Moment, AfterValidator(_happened)]
    description: Annotated[SecretStr, AfterValidator(_length(MOST_WRITTEN)), AfterValidator(_written)] = Field(
        description=f"At most {MOST_WRITTEN} characters; only the supervisor who accepts reads it."
    )


def _spelled(place: "PlaceGiven") -> None:
    """A name that is no municipality's is not taken silently: whoever means it says so."""
    name = place.municipality
    if not name or place.as_written or is_known(name):
        return
    if meant := meant_by(name):
        unknown = N_("There is no municipality called %(name)s. Did you mean %(meant)s?")
        raise Mistake(Phrase(unknown, {"name": name, "meant": ", ".join(meant)}))
    raise Mistake(Phrase(N_("We know no municipality called %(name)s. Check how it is written."), {"name": name}))


class PlaceGiven(Strict):
    """Either at a distance, or in a municipality. `as_written`: its name is right, though we don't know it."""

    remote: Annotated[bool, Field(strict=True)] = False
    municipality: Line | None = None
    address: Line | None = None
    as_written: Annotated[bool, Field(strict=True)] = False

    @model_validator(mode="after")
    def _somewhere(self) -> "PlaceGiven":
        if self.remote and (self.municipality or self.address):
            raise Mistake(N_("Choose either at a distance or a municipality, not both."))
        if not self.remote and not self.municipality:
            raise Mistake(N_("Give the municipality, or choose at a distance."))
        _spelled(self)
        return self

    def place(self) -> Place:
        region = region_of(self.municipality) if self.municipality else None
        return Place(**self.model_dump(), region=region)


class WindowGiven(Strict):
    """A wish for another time than the clinical window."""

    since: Annotated[Moment, AfterValidator(_to_come)] = Field(validation_alias="from", serialization_alias="from")
    until: Annotated[Moment, AfterValidator(_to_come)] = Field(validation_alias="to", serialization_alias="to")

    @model_validator(mode="after")
    def _room(self, info: ValidationInfo) -> "WindowGiven":
        if self.until <= self.since:
            raise Mistake(N_("The end is before the start. Give a later end."))
        minutes = int((info.context or {}).get("length_minutes", SESSION_MINUTES))
        if self.until - self.since < timedelta(minutes=minutes):
            too_short = N_("This is too short: a debriefing takes %(minutes)s minutes. Give a later end.")
            raise Mistake(Phrase(too_short, {"minutes": minutes}))
        return self


class ContactChanged(Strict):
    """Who is to be called. Another e-mail address is the coordinator's to give: the links go there."""

    name: Line
    phone: Phone
    email: Email | None = None


class BesideGiven(Strict):
    """Somebody from the workplace's own occupational health, who leads beside the network's supervisor."""

    name: Line
    email: Email
    phone: Phone | None = None
    language: Language = "fi"

    def beside(self) -> Beside:
        return Beside(**self.model_dump())


class ChangeDebriefing(Strict):
    """What of a request is to be another; what is not given stays as it is. `beside` null: nobody
    leads beside ours any more.
    """

    place: PlaceGiven | None = None
    participants: Annotated[int, Field(strict=True, ge=1, le=500)] | None = None
    languages: Annotated[tuple[Language, ...], Field(max_length=3), AfterValidator(_each_once)] | None = None
    leaders: Annotated[Literal[1, 2], BeforeValidator(_whole)] | None = None
    window: WindowGiven | None = None
    contact: ContactChanged | None = None
    beside: BesideGiven | None = None


class TelephoneGiven(Strict):
    """Somebody called the network and asked; the coordinator writes it down for them."""

    caller: Line
    called_at: Annotated[Moment, AfterValidator(_happened)]


class RequestDebriefing(Strict):
    """An organisation asks for an urgent debriefing; by `telephone`, the coordinator for who called. With
    `beside` one supervisor is sought unless two are wished for. Without `window`
    the clinical one holds (24-72 hours after the event); without `leaders` the network's usual number.
    """

    organisation: Line
    contact: ContactGiven
    incident: IncidentGiven
    place: PlaceGiven
    participants: Annotated[int, Field(strict=True, ge=1, le=500)]
    languages: Annotated[tuple[Language, ...], Field(max_length=3), AfterValidator(_each_once)]
    leaders: Annotated[Literal[1, 2], BeforeValidator(_whole)] | None = None
    window: WindowGiven | None = None
    telephone: TelephoneGiven | None = None
    beside: BesideGiven | None = None
