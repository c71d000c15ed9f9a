"""What the document's fonts can show. A character that none has would fail the whole document: PDF/A asks for each.

Latin, Greek, Cyrillic and Hebrew letters, punctuation and signs are shown as they are; any other character stands as
its code, `[U+4E2D]`, so that a name stays readable letter by letter and nobody can hide anything. What is invisible is
left out, and so is what turns the direction of reading, by which a text could be made to read otherwise than it is.
"""

import re
import unicodedata

from shared.fields import few_marks

# Tried one by one against the fonts that typst brings: tests/contracts/agreements/test_characters.py does it again.
SHOWN = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x377),
    (0x37A, 0x37F),
    (0x384, 0x38A),
    (0x38C, 0x38C),
    (0x38E, 0x3A1),
    (0x3A3, 0x4FF),
    (0x5D0, 0x5EA),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x2030, 0x2040),
    (0x20A0, 0x20C0),
    (0x2100, 0x211E),
    (0x2122, 0x2122),
    (0x2190, 0x22FF),
    (0x25A0, 0x25FF),
    (0x2713, 0x2718),
    (0xFB00, 0xFB06),
)
_BREAKS = re.compile("\r\n|[\n\v\f\r\x85\u2028\u2029]")
_CLASS = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in SHOWN)
_OTHERS = re.compile(f"[^{_CLASS}\n]")
# More marks than this on one letter are no writing, but ink over the neighbours.
_MARKS = re.compile("([\u0300-\u036f]{2})[\u0300-\u036f]+")
# A word longer than a line is broken anywhere rather than run off the page: at an invisible place for a break. Most
# addresses stay whole, so that they can be copied.
LONGEST_WORD = 50
_WORD = re.compile(r"\S+")
_BREAK_HERE = "\N{ZERO WIDTH SPACE}"
_MARKS_AFTER_BREAK = re.compile("\u200b([\u0300-\u036f]{1,2})")  # a mark stays with its letter


def shown(text: str, longest: int = LONGEST_WORD) -> str:
    """The text as the document shows it; line breaks stay. `longest`: of a word that is not broken."""
    # What is invisible goes first: it may stand between a letter and its mark, which are then one.
    seen = _OTHERS.sub(_if_visible, _BREAKS.sub("\n", text).replace("\t", " "))
    known = _OTHERS.sub(_told, unicodedata.normalize("NFC", few_marks(seen)))
    return _broken(_MARKS.sub(r"\1", known), longest)


def _if_visible(found: re.Match[str]) -> str:
    return "" if unicodedata.category(found[0]) == "Cf" else found[0]


def _told(found: re.Match[str]) -> str:
    return " " if unicodedata.category(found[0]) == "Zs" else f"[U+{ord(found[0]):04X}]"


def one_line(text: str, longest: int = LONGEST_WORD) -> str:
    """The same where there is one line only."""
    return " ".join(shown(text, longest).split("\n"))


def _broken(text: str, longest: int) -> str:
    def pieces(found: re.Match[str]) -> str:
        word = found[0]
        return _BREAK_HERE.join(word[place : place + longest] for place in range(0, len(word), longest))

    return _MARKS_AFTER_BREAK.sub(rf"\1{_BREAK_HERE}", _WORD.sub(pieces, text))
