"""Fields that people fill in and paste into, in every service: a line of text, an e-mail address, a telephone number.

What nobody sees is dropped, so that two texts that look alike are alike. Nothing that was typed is repeated in an
error.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat
from pydantic import BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

from shared.i18n import N_, Mistake

# Where a number without a country's code is from.
COUNTRY = "FI"
LINE_LENGTH = 200
MOST_MARKS = 30
# What is pasted may be longer than what is left of it, but nothing looks through a text without an end.
_MAX_PASTED = 1000
# Unicode's default-ignorable characters outside category Cf: joiners, fillers, variation selectors, those not given
# out; and the sign in whose place something else stood, a picture say, which was not pasted with it.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\ufffc\U000e0000-\U000e0fff]"
)
_BLANKS = re.compile("[\t\u2800]|(?:[^\\S\r\n\v\f\x1c-\x1f\x85\u2028\u2029])+")
# Programs that write texts put these in by themselves.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u058a\ufe58", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u02b9\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
    }
)
_BREAKING = {"Cc", "Zl", "Zp", "Cs"}
_SPECIAL_DOMAIN = re.compile(r"\.(test|invalid)$", re.IGNORECASE)
# What programs and people put around a number's digits; dashes of every kind.
_PHONE = re.compile("(?:tel:)?[\\d ()+\uff0b./\u2212\u2010-\u2015\uff0d-]{1,60}")


def cleaned(text: str) -> str:
    """The text as it is seen: composed (NFC), without invisible characters, each stretch of blanks as one blank."""
    if is_plain(text):
        return text.strip(" ")
    seen = "".join(each for each in _IGNORABLE.sub("", text) if unicodedata.category(each) != "Cf")
    composed = few_marks(unicodedata.normalize("NFC", few_marks(seen)))
    return " ".join(_BLANKS.sub(" ", composed.strip()).split(" ")).strip()


def few_marks(text: str) -> str:
    """The text without what goes beyond 30 marks on one letter (UAX #15, stream-safe): putting marks into their order
    takes as long as their number squared.
    """
    kept, marks = [], 0
    for each in text:
        marks = marks + 1 if unicodedata.combining(each) else 0
        if marks <= MOST_MARKS:
            kept.append(each)
    return "".join(kept)


def is_plain(text: str) -> bool:
    """Whether there is nothing in it that would have to be cleaned, but for blanks at its ends."""
    return text.isascii() and text.isprintable() and "  " not in text


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """By what names are compared: case, width, blanks and invisible characters don't count, nor which of its dashes and
    quotation marks a program has put in.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cleaned(name)).casefold())
    return " ".join(folded.translate(_ALIKE).split())


@lru_cache(maxsize=4096)
def address_key(email: str) -> str:
    """By what e-mail addresses are compared and found: case and Unicode form don't count, nor how a domain is spelt
    (`xn--ty-gka.example` is `työ.example`).
    """
    local, at, domain = cleaned(email).rpartition("@")
    if not at:
        return unicodedata.normalize("NFC", domain.casefold())
    return f"{unicodedata.normalize('NFC', local.casefold())}@{_domain_key(domain)}"


def address_on_the_wire(email: str) -> str:
    """An address as mail servers know it: its domain in ASCII (RFC 5891). Before the @ it is the owner's own affair."""
    local, _, domain = email.rpartition("@")
    if domain.isascii():
        return email
    try:
        return f"{local}@{validate_email(f'x@{domain}', check_deliverability=False).ascii_domain}"
    except EmailNotValidError:
        return email


def _domain_key(domain: str) -> str:
    """In small letters. Not folded like a word: straße.example is somebody else's than strasse.example."""
    small = unicodedata.normalize("NFC", domain.lower())
    if small.isascii() and "xn--" not in small:
        return small
    try:
        return validate_email(f"x@{small}", check_deliverability=False).domain
    except EmailNotValidError:
        return small


def phone_as_read(phone: str | None) -> str:
    """A number as people here read it: with no country's code where it is from here. What is no number stays as is."""
    number = _number(phone or "")
    if number is None:
        return phone or ""
    here = number.country_code == phonenumbers.country_code_for_region(COUNTRY)
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL if here else PhoneNumberFormat.INTERNATIONAL)


def _cleaned(value: Any) -> Any:
    """What is no text, or too long to be looked through, is left to be refused for that."""
    return cleaned(value) if isinstance(value, str) and len(value) <= _MAX_PASTED else value


def _one_line(text: str) -> str:
    """A name ends up in a letter's headers."""
    if any(unicodedata.category(each) in _BREAKING for each in text):
        raise Mistake(N_("Write this on one line, without control characters."))
    if not any(each.isalnum() for each in text):
        raise Mistake(N_("Write this with letters or numbers."))
    return text


def _address(text: str) -> str:
    """An e-mail address as it is kept; a network that is tried out may use the domains reserved for that."""
    domain = text.rpartition("@")[2]
    neutral = text[: len(text) - len(domain)] + _SPECIAL_DOMAIN.sub(".example", domain)
    whole = N_("Write the e-mail address whole, for example name@example.org.")
    try:
        checked = validate_email(neutral, check_deliverability=False)
    except EmailNotValidError as wrong:
        raise Mistake(whole) from wrong
    kept = address_key(f"{checked.local_part}@{domain}")
    if len(kept) > LINE_LENGTH:  # some letters become three when they are made small
        raise Mistake(whole)
    return kept


def _phone(text: str) -> str:
    number = _number(text)
    if number is None:
        raise Mistake(N_("Write the phone number with numbers, for example +358 40 123 4567."))
    kept = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    # A number that can be dialled but isn't given out may be read otherwise the second time; what is kept is read back.
    return kept if kept == text else _phone(kept)


def _number(text: str) -> PhoneNumber | None:
    if not _PHONE.fullmatch(text):
        return None
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


@dataclass(frozen=True, slots=True)
class Typed:
    """Marks a text that somebody types or pastes: cleaned, then at most `max_length` characters, then checked."""

    max_length: int
    check: Callable[[str], str] = _one_line

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(min_length=1, max_length=self.max_length)
        checked = core_schema.no_info_after_validator_function(self.check, text)
        return core_schema.no_info_before_validator_function(_cleaned, checked)


# One line of text; a shorter one is `Annotated[str, Typed(80)]`.
Line = Annotated[str, Typed(LINE_LENGTH)]
# An address, in the one form in which addresses are kept, compared and found.
Email = Annotated[str, Typed(LINE_LENGTH, lambda text: _address(_one_line(text)))]
EmailKey = Email
# Kept as E.164 (+358401234567), shown by `phone_as_read`.
Phone = Annotated[str, Typed(60, _phone)]
# An address on the web that others are shown and open: nothing that a script or another program would answer to.
WebLink = Annotated[str, StringConstraints(max_length=508, pattern=r"^https://[^\s<>\"]{1,500}$")]
# In front of what is read by a pattern of its own: a code, somebody's register's id, a business id.
CLEANED = BeforeValidator(_cleaned)


class Strict(BaseModel):
    """What somebody sends: every field known, nothing said back."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
