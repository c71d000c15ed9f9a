"""What people paste: what nobody sees is dropped, and what looks alike is alike."""

import time
import unicodedata
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from services.contracts.agreements.document.characters import shown
from shared import fields
from shared.fields import (
    EmailKey,
    Line,
    Phone,
    Typed,
    address_key,
    address_on_the_wire,
    cleaned,
    name_key,
    phone_as_read,
)

LINE, SHORT = TypeAdapter(Line), TypeAdapter(Annotated[str, Typed(8)])
EMAIL, PHONE = TypeAdapter(EmailKey), TypeAdapter(Phone)
INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u202e\u2060\u2066\u2069\ufeff\u034f\ufe0f\u3164"
    "\u2065\ufff0\ufff8\ufffc"
)


@pytest.mark.parametrize("invisible", INVISIBLE)
def test_what_nobody_sees_is_dropped_from_a_line(invisible: str) -> None:
    assert LINE.validate_python(f"{invisible}Liedon{invisible} koulu{invisible}") == "Liedon koulu"


@pytest.mark.parametrize("blank", [" ", "  ", "\t", "\u00a0", "\u202f", "\u2003", "\u3000", " \u00a0\t "])
def test_every_stretch_of_blanks_is_one_blank(blank: str) -> None:
    assert LINE.validate_python(f"{blank}Liedon{blank}koulu{blank}") == "Liedon koulu"


def test_a_line_is_composed() -> None:
    assert LINE.validate_python("Ma\u0308kela\u0308") == "Mäkelä"


@pytest.mark.parametrize("breaking", ["\n", "\r\n", "\x00", "\x1f", "\x7f", "\x85", "\u2028", "\u2029"])
def test_a_line_with_a_break_in_it_is_refused(breaking: str) -> None:
    with pytest.raises(ValidationError, match="on one line"):
        LINE.validate_python(f"Liedon{breaking}koulu")


@pytest.mark.parametrize("bad", ["", " ", "\u200b", "--", "x" * 201, "x" * 10**6, 7, None])
def test_a_line_has_letters_and_an_end(bad: Any) -> None:
    with pytest.raises(ValidationError):
        LINE.validate_python(bad)


def test_a_length_counts_what_is_seen() -> None:
    assert SHORT.validate_python("\u200b12345678\u200b") == "12345678"
    with pytest.raises(ValidationError, match="at most 8 characters"):
        SHORT.validate_python("123456789")


@given(st.text(max_size=80))
def test_cleaned_once_is_cleaned_for_good(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert not any(unicodedata.category(each) == "Cf" for each in once)


MARKS = "\u0327\u0301"  # in the other order than Unicode's: each is moved


def took(read: Callable[[str], object], text: str) -> float:
    """Seconds of the processor, at best."""
    times = []
    for _ in range(3):
        began = time.process_time()
        read(text)
        times.append(time.process_time() - began)
    return min(times)


@pytest.mark.parametrize("read", [cleaned, name_key.__wrapped__, address_key.__wrapped__, shown])
@pytest.mark.parametrize("piece", [MARKS, MARKS + "\u034f", "\u0344", "\u1112\u1161\u11ab", "a\u00a0", '"\n', "\u200b"])
def test_twice_the_text_takes_at_most_two_and_a_half_times_as_long(read: Callable[[str], object], piece: str) -> None:
    assert took(read, piece * 20_000) <= 2.5 * took(read, piece * 10_000) + 0.05


@pytest.mark.parametrize("piece", [MARKS, MARKS + "\u034f", "\u0344", "\u0301\u200b"])
def test_no_letter_has_more_marks_than_any_writing(piece: str) -> None:
    assert len(cleaned("a" + piece * 100)) <= 1 + 30
    assert cleaned(cleaned("a" + piece * 100)) == cleaned("a" + piece * 100)


@given(st.text(max_size=40))
def test_names_are_compared_by_one_form(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text) == name_key(f"\u202a{text.upper()}\u00a0") or text.upper() != text


@pytest.mark.parametrize("other", ["LIEDON  koulu", "liedon\u00a0koulu", "Liedon ko\u200bulu", "\uff2ciedon koulu"])
def test_two_ways_of_writing_a_name_are_one(other: str) -> None:
    assert name_key(other) == name_key("Liedon koulu")


@pytest.mark.parametrize(
    "written", ["Turku\u2011Kaarina", "TURKU\u2013Kaarina", "Turku\u2212Kaarina", "turku\uff0dKaarina"]
)
def test_a_dash_is_a_dash_in_a_name(written: str) -> None:
    assert name_key(written) == name_key("Turku-Kaarina")


@pytest.mark.parametrize("written", ["\u201cO\u2019Hara\u201d", "\u00abO\u02bcHara\u00bb", "\u201eO\uff07Hara\u201c"])
def test_a_quotation_mark_is_one_in_a_name(written: str) -> None:
    assert name_key(written) == name_key('"O\'Hara"')


def test_an_address_is_kept_as_it_is_compared() -> None:
    assert EMAIL.validate_python("\u200b Matti@Koulu.Example\u00a0") == address_key("MATTI@koulu.example")


@pytest.mark.parametrize(
    "other",
    [
        "terveys@xn--ty-gka.example",
        "TERVEYS@TYÖ.example",
        "terveys@tyo\u0308.example",
        "terveys@ｔyö.example",
        "terveys@työ\u3002example",
    ],
)
def test_a_domain_however_it_is_spelt_is_one(other: str) -> None:
    assert EMAIL.validate_python(other) == address_key(other) == "terveys@työ.example"
    assert address_on_the_wire(address_key(other)) == "terveys@xn--ty-gka.example"


def test_a_domain_is_not_made_another_one() -> None:
    assert EMAIL.validate_python("matti@Straße.example") == "matti@straße.example"
    assert address_on_the_wire("matti@straße.example") == "matti@xn--strae-oqa.example"


def test_an_address_that_grows_when_it_is_kept_still_fits() -> None:
    assert EMAIL.validate_python("\ufb03" * 21 + "@koulu.example") == "ffi" * 21 + "@koulu.example"
    with pytest.raises(ValidationError, match="Write the e-mail address whole"):
        EMAIL.validate_python("\ufb03" * 64 + "@koulu.example")


@given(st.text(max_size=40))
def test_a_key_of_an_address_is_its_own_key(text: str) -> None:
    assert address_key(address_key(text)) == address_key(text)


NUMBERS = [
    "+358 40 123 4567",
    "\u202a+358\u00a040\u00a0123\u20114567\u202c",
    "+358.40.123.4567",
    "+358 (0)40 123 4567",
    "040-123 4567",
    "00358401234567",
    "tel:+358401234567",
    "\uff0b358\u200b401234567",
]


@pytest.mark.parametrize("pasted", NUMBERS)
def test_a_number_is_kept_in_one_form_however_it_was_pasted(pasted: str) -> None:
    assert PHONE.validate_python(pasted) == "+358401234567"


@pytest.mark.parametrize(
    "bad", ["", "call me", "112", "040-abc", "0800 ABC", "040 1234567 ext 4", "040 1234567#3", "1" * 30]
)
def test_what_cannot_be_dialled_is_refused(bad: str) -> None:
    with pytest.raises(ValidationError):
        PHONE.validate_python(bad)


@given(st.from_regex(r"\+?[0-9 ()-]{5,20}", fullmatch=True))
def test_a_number_that_is_kept_is_kept_the_same_again(text: str) -> None:
    try:
        kept = PHONE.validate_python(text)
    except ValidationError:
        return
    assert PHONE.validate_python(kept) == kept


def test_a_number_is_shown_as_people_here_dial_it() -> None:
    assert phone_as_read("+358401234567") == "040 1234567"
    assert phone_as_read("+46701234567") == "+46 70 123 45 67"
    assert (phone_as_read("ask at the desk"), phone_as_read(None)) == ("ask at the desk", "")


@given(st.text(st.characters(max_codepoint=0x7F), max_size=30))
def test_a_plain_text_is_clean_but_for_its_ends(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shared.fields.is_plain", lambda _: False)
        looked_through = cleaned(text)
    assert cleaned(text) == looked_through


def test_what_is_pasted_is_cleaned_as_far_as_it_is_looked_through() -> None:
    assert LINE.validate_python(" " * (fields._MAX_PASTED - 1) + "a") == "a"
    with pytest.raises(ValidationError):
        LINE.validate_python(" " * fields._MAX_PASTED + "a")


def test_an_address_may_have_a_long_domain() -> None:
    address = "a@" + ".".join(["x" * 50] * 3) + ".fi"
    assert EMAIL.validate_python(address) == address
