"""Fields that people fill in about themselves and their workplace: one line, an address, a phone number.

Nothing that was typed is repeated in an error.
"""

import re
import unicodedata
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from shared.i18n import N_, Mistake

_PHONE = re.compile(r"\+?[0-9 ()-]{5,20}")
# Characters that turn the direction of writing: one name could be made to look like another.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SPECIAL = re.compile(r"\.(test|invalid)$", re.IGNORECASE)


def _one_line(text: str) -> str:
    """No line breaks or control characters: a name ends up in a letter's headers."""
    if any(unicodedata.category(each) in {"Cc", "Zl", "Zp", "Cs"} or each in _TURNING for each in text):
        raise Mistake(N_("Write this on one line, without control characters."))
    if not any(each.isalnum() for each in text):
        raise Mistake(N_("Write this with letters or numbers."))
    return text


def _address(text: str) -> str:
    """An e-mail address as it is written; a network that is tried out may use the domains reserved for that."""
    domain = text.rpartition("@")[2]
    neutral = text[: len(text) - len(domain)] + _SPECIAL.sub(".example", domain)
    try:
        checked = validate_email(neutral, check_deliverability=False)
    except EmailNotValidError as wrong:
        raise Mistake(N_("Write the e-mail address whole, for example name@example.org.")) from wrong
    return f"{checked.local_part}@{domain.lower()}"


def _phone(text: str) -> str:
    if not _PHONE.fullmatch(text) or sum(each.isdigit() for each in text) < 5:
        raise Mistake(N_("Write the phone number with numbers, for example +358 40 123 4567."))
    return text


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_one_line)]
Email = Annotated[Line, AfterValidator(_address)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), AfterValidator(_phone)]


class Strict(BaseModel):
    """What somebody sends: every field known, nothing said back."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
