"""Every character that is said to be shown is in the document's fonts; what isn't stands as its code."""

import unicodedata

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.agreements.document.characters import SHOWN, one_line, shown
from services.contracts.agreements.document.typeset import STANDARDS

_EACH = b"""#set document(title: "T")
#set text(font: ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"))
= T
#for character in sys.inputs.text.codepoints() [#character ]
"""


def typeset(text: str) -> bytes:
    fonts = typst.Fonts(include_system_fonts=False)
    compiler = typst.Compiler(_EACH, font_paths=fonts, ignore_system_fonts=True, sys_inputs={"text": text})
    made = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=0)
    assert isinstance(made, bytes)
    return made


@pytest.mark.parametrize("first_and_last", SHOWN, ids=lambda each: f"{each[0]:04X}")
def test_the_fonts_have_every_character_that_is_shown(first_and_last: tuple[int, int]) -> None:
    first, last = first_and_last
    assert typeset("".join(map(chr, range(first, last + 1))))


def test_a_character_that_no_font_has_would_fail_the_document() -> None:
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        typeset("中")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Åsa Öström-Ылтыз", "Åsa Öström-Ылтыз"),
        ("张", "[U+5F20]"),
        ("a\u202eb\u200dc\ufeff", "abc"),
        ("rivi\r\ntoinen\u2028kolmas", "rivi\ntoinen\nkolmas"),
        ("A\u030a", "Å"),
        ("A\u200b\u030a", "Å"),
        ("x" * 49 + "e" + "\u0301\u0300" * 9, "x" * 49 + "é" + "\u0300\u0301\N{ZERO WIDTH SPACE}"),
        ("e" + "\u0301" * 9, "é\u0301\u0301"),
        ("1\u2009000\t€", "1 000 €"),
        ("\ud800", "[U+D800]"),
    ],
)
def test_text_is_shown_as_it_is_seen(written: str, said: str) -> None:
    assert shown(written) == said


def test_a_word_longer_than_a_line_can_be_broken() -> None:
    assert "\N{ZERO WIDTH SPACE}" in shown("x" * 60)
    assert shown("x" * 60).replace("\N{ZERO WIDTH SPACE}", "") == "x" * 60
    assert "\N{ZERO WIDTH SPACE}" in one_line("x" * 12, longest=10)


def test_an_address_stays_whole_so_that_it_can_be_copied() -> None:
    address = "etunimi.pitkasukunimi@terveydenhuolto.example"
    assert shown(address) == address


@given(st.text())
def test_whatever_is_written_only_known_characters_come_of_it(text: str) -> None:
    allowed = {"\n", "\N{ZERO WIDTH SPACE}"}
    for character in shown(text):
        assert character in allowed or any(first <= ord(character) <= last for first, last in SHOWN)
    assert "\n" not in one_line(text)
    assert shown(shown(text)).replace("\N{ZERO WIDTH SPACE}", "") == shown(text).replace("\N{ZERO WIDTH SPACE}", "")
    assert unicodedata.is_normalized("NFC", shown("A\u030a"))
