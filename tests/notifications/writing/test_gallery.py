"""Every letter that there is, rendered in every language with all the facts that any letter could tell."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from typing import get_args

import pytest

from services.notifications.letters.table import TABLE
from services.notifications.writing.mime import MimeRenderer, Worded
from services.notifications.writing.model import Kind, Letter
from services.notifications.writing.samples import VARIANTS, kinds, samples
from services.notifications.writing.writer import KINDS
from shared.i18n import LANGUAGES
from shared.web.accent import contrast
from tests.notifications import build

URL = "https://verkosto.example"
RENDERER = MimeRenderer(build.settings(), lambda: "Työnohjaajaverkosto")
ADDRESSES = re.compile(r'href="([^"]*)"')
# What the facts say of others, as it is written in letters.
OTHERS = {
    "contact": "Kaisa Niemi",
    "contact's number": "040 1234567",
    "leaders": "Mikael Holm",
    "leader's number": "050 0000000",
    "supervisor": "Johan Berg",
    "guest": "Leena Vuori",
    "colleague": "Sari Laine",
    "beside": "Oona Laakso",
    "beside's number": "040 7654321",
}
# Who of them is named to whom: nobody but these.
NAMED: dict[Kind, set[str]] = {
    "looking_again": {"colleague"},
    "time_withdrawn": {"colleague"},
    "co_leader_released": {"colleague"},
    "leader_found": {"contact", "contact's number"},
    "confirmed_requester": {"leaders", "leader's number", "colleague"},  # the colleague: who leads no more
    "confirmed_leader": {"leaders", "contact", "contact's number", "beside", "beside's number"},
    "confirmed_beside": {"leaders", "leader's number", "contact", "contact's number"},
    "coordinator": {"contact", "contact's number"},
    "address_dead": {"colleague"},
    "duties_changed": {"colleague"},
    "swap_asked": {"colleague"},
    "swap_agreed": {"colleague"},
    "swap_declined": {"colleague"},
    "contract_declined": {"colleague"},
    "contract_lapsed": {"colleague"},
    "inquiry_answered": {"colleague"},
    "session_scheduled": {"supervisor"},
    "session_moved": {"supervisor"},
    "session_cancelled": {"supervisor"},
    "session_near": {"supervisor"},
    "series_planned": {"supervisor"},
    "sessions_cancelled": {"supervisor"},
}
# Letters that need no link: what they tell is all.
WITHOUT_LINK: set[Kind] = {
    "no_longer_needed",
    "confirmed_beside",
    "co_leader_released",
    "person_looking",
    "withdrawn",
    "session_scheduled",
    "session_moved",
    "session_cancelled",
    "series_planned",
    "sessions_cancelled",
    "contract_withdrawn",
    "process_interrupted",
    "process_resumed",
    "process_ended",
    "inquiry_over",
}


def every(language: str) -> Iterator[tuple[Letter, Worded]]:
    for kind in kinds():
        for letter in samples(kind, language, build.NOW, URL):
            yield letter, RENDERER.worded(letter)


def test_every_kind_of_letter_has_a_text_and_a_sample() -> None:
    assert set(KINDS) == set(get_args(Kind))
    assert set(VARIANTS) <= set(get_args(Kind))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_has_a_hole_an_address_without_a_host_or_another_language(language: str) -> None:
    english = {letter.id: told for letter, told in every("en")}
    for letter, told in every(language):
        whole = told.subject + told.text + told.html
        assert not any(hole in whole for hole in ("%(", ": None", ">None<", "{{", "&amp;amp;")), letter.id
        assert ".." not in whole, letter.id
        assert all(link.startswith("https://") for link in ADDRESSES.findall(told.html)), letter.id
        assert bool(ADDRESSES.findall(told.html)) != (letter.kind in WITHOUT_LINK), letter.id
        assert language == "en" or told.subject != english[letter.id].subject, letter.id
        mine = {line for line in told.text.splitlines() if len(line) > 40 and not line.startswith("http")}
        assert language == "en" or mine.isdisjoint(english[letter.id].text.splitlines()), letter.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_says_whom_to_ask_and_fits_into_mail(language: str) -> None:
    for letter, told in every(language):
        assert build.COORDINATOR.email in told.text or "koordinaattori@example.org" in told.text, letter.id
        assert all(len(line) <= 998 for line in RENDERER.render(letter).split(b"\r\n")), letter.id
        assert message_from_bytes(RENDERER.render(letter), policy=default)["To"] == letter.to


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_told_of_others_what_is_not_theirs_to_know(language: str) -> None:
    for letter, told in every(language):
        seen = (told.subject + told.text + told.html).replace("\N{NO-BREAK SPACE}", " ")
        named = {name for name, written in OTHERS.items() if written in seen}
        assert named <= NAMED.get(letter.kind, set()), letter.id


def test_where_somebody_is_not_to_be_named_the_name_would_be_seen() -> None:
    """Canary: all that may be told is told by some letter."""
    told = "".join(each.text for _, each in every("fi"))
    assert {name for name, written in OTHERS.items() if written in told} == set(OTHERS) - {"guest"}


def test_no_sample_says_of_which_kind_an_incident_was() -> None:
    for language, words in {"fi": ("väkival", "uhka"), "sv": ("våld", "hot om"), "en": ("violen", "threat")}.items():
        for letter, told in every(language):
            assert not any(word in (told.subject + told.text).lower() for word in words), letter.id


@pytest.mark.parametrize("colour", [None, "#ffee00", "#111111"])
def test_the_network_s_own_colour_is_read_on_white_whatever_it_is(colour: str | None) -> None:
    renderer = MimeRenderer(build.settings(), lambda: "x", lambda: colour)
    (letter,) = samples("sign_in", "fi", build.NOW, URL)
    button = re.search(r"background:(#[0-9a-f]{6});color:(#[0-9a-f]{6})", renderer.worded(letter).html)
    assert button is not None
    grounds = re.findall(r"background:(#[0-9a-f]{6});color:(#[0-9a-f]{6})", renderer.worded(letter).html)
    assert all(contrast(ground, ink) >= 4.5 for ground, ink in grounds)


def test_every_event_says_who_hears_of_it_once() -> None:
    assert len({row.event for row in TABLE}) == len(TABLE)
    assert {row.lane for row in TABLE} == {"urgent", "normal"}
