"""What pydantic found wrong, as sentences for people. What was typed is never said back."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from shared.i18n import N_, Mistake, Msgid, Phrase, Text

_EMAIL = N_("Write the e-mail address whole, for example name@example.org.")
_GENERAL = N_("This can't be right. Check it.")
_MISSING = N_("This is missing. Fill it in.")
_NUMBER = N_("Give a number.")
_WHOLE = N_("Give a whole number.")
_TIME = N_("Give the day and the time.")
_CHOICE = N_("Choose one of the alternatives offered.")

# Types of pydantic-core; %(...)s are the names in an error's `ctx`.
_SENTENCES: dict[str, Msgid] = {
    "missing": _MISSING,
    "none_required": N_("Leave this out."),
    "extra_forbidden": N_("There is no such field. Leave it out or check its name."),
    "json_invalid": N_("This is not JSON that we can read."),
    "json_type": N_("This is not JSON that we can read."),
    "model_attributes_type": N_("Send the information as a JSON object."),
    "model_type": N_("Send the information as a JSON object."),
    "dict_type": N_("Send the information as a JSON object."),
    "list_type": N_("Send a list."),
    "tuple_type": N_("Send a list."),
    "set_type": N_("Send a list."),
    "string_type": N_("Write this as text."),
    "string_unicode": N_("Write this as text."),
    "string_pattern_mismatch": N_("This has characters that don't belong here, or it is not whole. Check it."),
    "string_too_long": N_("This is too long. Shorten it to at most %(max_length)s characters."),
    "string_too_short": N_("This is too short. Write at least %(min_length)s characters."),
    "too_long": N_("There are too many of these. Give at most %(max_length)s."),
    "too_short": N_("There are too few of these. Give at least %(min_length)s."),
    "greater_than": N_("This is too small. It must be over %(gt)s."),
    "greater_than_equal": N_("This is too small. Give at least %(ge)s."),
    "less_than": N_("This is too large. It must be under %(lt)s."),
    "less_than_equal": N_("This is too large. Give at most %(le)s."),
    "multiple_of": N_("This must divide evenly by %(multiple_of)s."),
    "finite_number": _NUMBER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "bool_type": N_("Answer true or false."),
    "bool_parsing": N_("Answer true or false."),
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "union_tag_invalid": _CHOICE,
    "union_tag_not_found": _CHOICE,
    "timezone_aware": N_("Give the time with its zone, for example 2026-12-01T09:30:00+02:00."),
    "timezone_naive": N_("Give the time without a zone."),
    "datetime_past": N_("This time is still to come. Give one that has passed."),
    "datetime_future": N_("This time has passed. Give one still to come."),
}
_FAMILIES = {"int_": _WHOLE, "datetime_": _TIME, "date_": _TIME, "time_": _TIME, "uuid_": _GENERAL, "url_": _GENERAL}
_PLACES = {"body", "query", "path", "header", "cookie"}
# Pydantic puts the branch of a union into the path; a field of ours begins with a small letter and has no brackets.
_BRANCH = re.compile(r"^[A-Z]|[\[\](),]|^(?:str|int|float|bool|list|dict|none|constrained-)\b")


class Refusal(Protocol):
    """pydantic's ValidationError, and FastAPI's."""

    def errors(self) -> Sequence[Any]: ...


def sentences(refusal: Refusal) -> dict[str, Text]:
    """One sentence for each wrong field, by its path (`contact.email`, `0.name`); the whole is ''."""
    found: dict[str, Text] = {}
    for error in refusal.errors():
        found.setdefault(_path(error["loc"]), _sentence(error))
    return found


def _sentence(error: Mapping[str, Any]) -> Text:
    values = error.get("ctx") or {}
    if isinstance(values.get("error"), Mistake):
        mistake: Mistake = values["error"]
        return mistake.text
    if error["type"] == "value_error" and "reason" in values:
        return _EMAIL  # only the e-mail address's validator gives a reason
    if error["type"] == "string_too_short" and values.get("min_length") == 1:
        return _MISSING
    return _wording_of(error["type"], values)


def _wording_of(kind: str, values: Mapping[str, Any]) -> Text:
    text = _SENTENCES.get(kind)
    if text is None:
        return next((said for family, said in _FAMILIES.items() if kind.startswith(family)), _GENERAL)
    return Phrase(text, {name: value for name, value in values.items() if isinstance(value, int | float)})


def _path(loc: Sequence[str | int]) -> str:
    head, *rest = loc or ("",)
    if head == "header":
        return ".".join(str(each) for each in rest)
    steps = rest if head in _PLACES else [head, *rest]
    return ".".join(str(step) for step in steps if isinstance(step, int) or not _BRANCH.search(step))
