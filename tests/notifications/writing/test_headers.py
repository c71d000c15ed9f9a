"""A mail's head: whatever people are called, it is short lines, readable, and says who they are."""

import re
from email import message_from_bytes
from email.header import decode_header
from email.policy import default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.notifications.letters.outcome import letters
from services.notifications.writing.headers import LONGEST, addressed, is_folded, one_line, words
from services.notifications.writing.mime import MimeRenderer
from shared.messages.base import Message
from tests.notifications import build

ENCODED = re.compile(rb"=\?[^?\s]+\?[^?\s]+\?[^?\s]*\?=")
NASTY = "a\N{RIGHT-TO-LEFT OVERRIDE}b\u2028c\u0085d\u200be\N{LEFT-TO-RIGHT EMBEDDING}\x00f\r\nBcc: x@y.fi"


def head(mail: bytes) -> bytes:
    return mail.split(b"\r\n\r\n", 1)[0]


def unfolded(value: str) -> str:
    """What a reader sees of a header (RFC 2047: blanks between encoded words are none)."""
    raw = value.replace("\n ", " ")
    parts = decode_header(raw)
    return "".join(text.decode(charset or "ascii") if isinstance(text, bytes) else text for text, charset in parts)


def shapely(mail: bytes) -> None:
    for line in head(mail).split(b"\r\n"):
        assert len(line) <= 998
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)
        shown = line.decode()
        assert one_line(shown.strip()) == " ".join(shown.split())
        assert all(len(word) <= 75 for word in ENCODED.findall(line))
        if line.isascii():
            assert len(line) <= 78 or b" " not in line.strip()


NAMES = st.text(st.characters(), min_size=1, max_size=200)


@given(text=NAMES)
@example("ä" * 80)
@example("\N{GRINNING FACE}" * 100)
@example(NASTY)
@example("x" * 990)
@example("=?utf-8?q?x?=")
@example("Koulu =?utf-8?q?=E2=80=AEabc?=")
@example("=?")
def test_a_header_says_what_was_meant_in_short_lines(text: str) -> None:
    meant = one_line(text)[:LONGEST]
    for value in (words("Subject", text), addressed("From", text, "a@b.fi")):
        assert is_folded("Subject", value)
        lines = value.split("\n")
        assert all(len(line) <= 76 for line in lines if not line.strip().isascii() or "=?" in line)
        assert all(len(word) <= 75 for word in ENCODED.findall(value.encode()))
    assert unfolded(words("Subject", text)).split() == meant.split()


@given(name=NAMES)
@example("ä" * 80)
@example("\N{GRINNING FACE}" * 50)
@example(NASTY)
@example('Verkosto, "Oy" (x) <y>')
@example("Verkosto\\")
@example("=?utf-8?q?=E2=80=AEabc?=")
def test_a_sender_of_any_name_has_the_same_address(name: str) -> None:
    renderer = MimeRenderer(build.settings(), lambda: name)
    (letter,) = letters(build.withdrawn(), "event", build.COORDINATOR, build.NOW, build.VERIFIED)
    mail = renderer.render(letter)
    shapely(mail)
    read = message_from_bytes(mail, policy=default)
    assert read["Bcc"] is None
    (sender,) = read["From"].addresses
    assert sender.addr_spec == "paivystys@verkosto.example"
    if "=?" not in one_line(name):  # the standard library's reader puts blanks between encoded words that have none
        assert "".join(sender.display_name.split()) == "".join(one_line(name).split())


RENDERER = MimeRenderer(build.settings(), lambda: "Työnohjaajaverkosto " * 4)
EVENTS: list[Message] = [
    build.requested(verified=True),
    build.offered(),
    build.closed("filled", "withdrawn"),
    build.confirmed(),
    build.coordinator_needed("nobody_accepted"),
    build.scheduled(),
    build.moved(),
    build.cancelled(),
    build.swap_asked(),
    build.signature_awaited(),
    build.contract_signed(),
]
TEXTS = {
    "long": "Työ" * 60,
    "nasty": NASTY,
    "faces": "\N{GRINNING FACE}" * 90,
    "one word": "Å" * 200,
    "plain": "x" * 200,
}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
@pytest.mark.parametrize("far", [False, True])
def test_nobodys_name_makes_a_head_that_is_none(event: Message, text: str, *, far: bool) -> None:
    for letter in letters(event, "event", build.COORDINATOR, build.NOW, build.VERIFIED):
        named = letter.facts.model_copy(update={"organisation": text, "name": text, "colleague": text})
        changes: dict[str, object] = {"facts": named}
        if far:
            changes["to"] = "mäija@x.example"
        mail = RENDERER.render(letter.model_copy(update=changes))
        shapely(mail)
        assert message_from_bytes(mail, policy=default)["Bcc"] is None


def test_what_cannot_be_seen_stands_in_no_line_of_an_invitation_either() -> None:
    (letter, *_) = letters(build.scheduled(), "event", build.COORDINATOR, build.NOW)
    named = letter.facts.model_copy(update={"organisation": NASTY, "where": NASTY})
    mail = message_from_bytes(RENDERER.render(letter.model_copy(update={"facts": named})), policy=default)
    invite = next(part for part in mail.walk() if part.get_content_type() == "text/calendar").get_content()
    assert not re.search(r"[\u202a-\u202e\u2028\u2029\u0085\u200b\x00]", invite)
    text = mail.get_body(("plain",))
    assert text is not None
    assert not re.search(r"[\u202a-\u202e\u2028\u2029\u0085\u200b\x00]", text.get_content())
