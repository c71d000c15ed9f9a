"""What pydantic found wrong, as sentences for people. What was sent is never repeated."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from shared.i18n import N_


@dataclass(frozen=True, slots=True)
class Sentence:
    """A marked text with the numbers that it names."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)


GENERAL = N_("This is not of the right form.")
TEXTS = {
    "missing": N_("This is needed."),
    "extra_forbidden": N_("This field is not known here."),
    "string_too_short": N_("This is needed."),
    "string_too_long": N_("This may be at most %(max_length)s characters long."),
    "too_long": N_("At most %(max_length)s of these."),
    "too_short": N_("At least %(min_length)s of these."),
    "greater_than_equal": N_("This must be at least %(ge)s."),
    "greater_than": N_("This must be more than %(gt)s."),
    "less_than_equal": N_("This may be at most %(le)s."),
    "less_than": N_("This must be less than %(lt)s."),
    "multiple_of": N_("This must be a multiple of %(multiple_of)s."),
    "literal_error": N_("Choose one of: %(expected)s."),
    "enum": N_("Choose one of: %(expected)s."),
    "int_parsing": N_("Give a whole number."),
    "int_type": N_("Give a whole number."),
    "int_from_float": N_("Give a whole number."),
    "bool_parsing": N_("Answer true or false."),
    "bool_type": N_("Answer true or false."),
    "string_type": N_("This must be text."),
    "json_invalid": N_("The body is not JSON that we can read."),
    "timezone_aware": N_("Give the time with its zone, for example 2026-12-01T14:30:00+02:00."),
}
TIMES = N_("Give a date and time, for example 2026-12-01T14:30:00+02:00.")
EMAIL = N_("This is not an e-mail address.")


class WrongError(ValueError):
    """Raised in a model's own validator with a marked text (`N_`), which is then shown as it is."""


def sentences(failure: ValidationError) -> dict[str, Sentence]:
    """Field (dotted) -> sentence."""
    return from_errors(failure.errors(include_url=False, include_input=False))


def from_errors(errors: Iterable[Any], skip: int = 0) -> dict[str, Sentence]:
    """The same from pydantic's own list; `skip` leaves out the first parts of a place ('body', say)."""
    found: dict[str, Sentence] = {}
    for error in errors:
        place = ".".join(str(part) for part in error["loc"][skip:])
        found.setdefault(place, _sentence(error))
    return found


def _sentence(error: Mapping[str, Any]) -> Sentence:
    kind, values = error["type"], {k: v for k, v in error.get("ctx", {}).items() if k != "error"}
    raised = error.get("ctx", {}).get("error")
    if isinstance(raised, WrongError):
        return Sentence(str(raised))
    if kind == "value_error" and "email" in str(error.get("msg", "")):
        return Sentence(EMAIL)
    if kind.startswith(("datetime", "time_", "date_")):
        return Sentence(TIMES)
    return Sentence(TEXTS.get(kind, GENERAL), values)
