"""A mail's headers: what people have typed stands in them as one readable line, folded as RFC 2047 has it."""

import unicodedata
from collections.abc import Mapping
from email.charset import SHORTEST, Charset
from email.header import Header
from typing import Any

from shared.fields import cleaned, is_plain

A_LINE = 76  # characters of a header's line; an encoded word in it may have 75 (RFC 2047, 2)
RECOMMENDED = 78
LINE_LIMIT = 998  # octets, RFC 5322, 2.1.1
LONGEST = 400  # characters of people's text in one header: far more than any program shows
_WORDS = Charset("utf-8")
_WORDS.header_encoding = SHORTEST
# Control, line and paragraph separators, halves of pairs, nobody's characters: none of them is seen.
_NOT_SHOWN = frozenset({"Cc", "Zl", "Zp", "Cs", "Co", "Cn"})


def one_line(text: str) -> str:
    """`text` as one line that can be read: nothing invisible, nothing that turns or breaks the line."""
    if is_plain(text):
        return text.strip(" ")
    return cleaned("".join(" " if unicodedata.category(each) in _NOT_SHOWN else each for each in text))


def readable(value: Any) -> Any:
    """Every text in `value` (of mappings and lists, at any depth) as one readable line; a dash where none is left."""
    if isinstance(value, str):
        return one_line(value) or ("\N{EN DASH}" if value else "")
    if isinstance(value, Mapping):
        return {name: readable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [readable(each) for each in value]
    return value


def is_folded(name: str, value: str) -> bool:
    """Whether a header's value is fit to be written: each line readable, none too long, none another header."""
    first, *more = value.split("\n")
    follow = all(line.startswith(" ") and line.strip() for line in more)
    return follow and _is_fit(first, len(name) + 2) and all(_is_fit(line, 0) for line in more)


def _is_fit(line: str, before: int) -> bool:
    length = before + len(line.encode())
    return line.isprintable() and (length <= RECOMMENDED or (" " not in line.strip() and length <= LINE_LIMIT))


def words(name: str, text: str) -> str:
    """`text` as the value of the header `name`, folded where it must be."""
    return _folded(name, one_line(text)[:LONGEST])


def addressed(name: str, who: str, address: str) -> str:
    """`who <address>` as the value of the header `name`; the address stands on a line of its own where it must."""
    called = one_line(who)[:LONGEST]
    if not called:
        return address
    if _is_plain_in_a_head(called):
        quoted = called.replace("\\", "\\\\").replace('"', '\\"')
        shown = _wrapped(f'"{quoted}"', len(name) + 2) if any(each in _SPECIALS for each in called) else called
    else:
        shown = _folded(name, called)
    last = shown.rsplit("\n", maxsplit=1)[-1]
    used = len(last) + (0 if "\n" in shown else len(name) + 2)
    between = " " if used + len(address) + 3 <= A_LINE else "\n "
    return f"{shown}{between}<{address}>"


_SPECIALS = frozenset('()<>[]:;@\\,."')  # RFC 5322, 3.2.3


def _folded(name: str, text: str) -> str:
    if _is_plain_in_a_head(text):
        return _wrapped(text, len(name) + 2)
    return Header(text, _WORDS, maxlinelen=A_LINE, header_name=name).encode(splitchars="", linesep="\n")


def _is_plain_in_a_head(text: str) -> bool:
    """Whether it stands in a header as it is: what looks like an encoded word would be read as what it encodes."""
    return text.isascii() and "=?" not in text


def _wrapped(text: str, used: int) -> str:
    """A plain text folded at its blanks; a word longer than a line stands on one of its own."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        room = A_LINE - (used if not lines else 1)
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n ".join([*lines, line])
