"""Keys and secrets: only booking can write a cookie, and what could be guessed does not start."""

import base64
import hashlib
import secrets
from typing import Any

import pytest
from pydantic import ValidationError

from shared.app.settings import Settings, check_keys
from shared.clock import utc_now
from shared.people import keys
from shared.people.cookie import LASTS, Cookie, SignedIn
from shared.people.keys import NotAKeyError, Signer, Verifier, decoded
from shared.people.person import Person
from shared.people.secrets import is_weak
from tests.web.shell import settings

# As a machine draws them, and the same at each run: a test's name must not change from process to process.
DRAWN = hashlib.sha256(b"drawn").digest()


def url_safe(drawn: bytes) -> str:
    return base64.urlsafe_b64encode(drawn).rstrip(b"=").decode()


WEAK = [
    "a" * 64,
    "0" * 32,
    "ab" * 20,
    "changeme" * 8,
    "salasana-salasana-salasana-salasana",
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "qwertyuiopasdfghjklzxcvbnm1234567890",
    "0123456789abcdef" * 4,
    DRAWN[:10].hex(),
    url_safe(DRAWN[:15]),
    "",
]


@pytest.mark.parametrize("weak", WEAK)
@pytest.mark.parametrize("name", ["secret", "coordinator_token"])
def test_a_secret_that_could_be_guessed_does_not_start(name: str, weak: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(**{name: weak})
    assert [error["loc"] for error in refused.value.errors()] == [(name,)]


@pytest.mark.parametrize("made", [DRAWN[:16].hex(), DRAWN.hex(), url_safe(DRAWN)])
def test_a_secret_that_a_machine_has_drawn_is_good(made: str) -> None:
    assert not is_weak(made)


def test_of_two_tokens_both_hold_and_neither_may_be_weak() -> None:
    first, second = secrets.token_hex(32), secrets.token_hex(32)
    assert settings(coordinator_token=f"{first}, {second}").coordinator_tokens == (first, second)
    with pytest.raises(ValidationError):
        settings(coordinator_token=f"{first},short")


@pytest.mark.parametrize("bad", ["", "x", "A" * 43, DRAWN[:31].hex(), "å" * 43])
def test_a_key_that_is_none_does_not_start(bad: str) -> None:
    with pytest.raises(ValidationError):
        settings(session_key=bad)


@pytest.mark.parametrize("bad", ["", "x", "!" * 43, DRAWN[:31].hex()])
def test_what_is_no_key_is_told(bad: str) -> None:
    with pytest.raises(NotAKeyError):
        decoded(bad)


def value(signer: Cookie) -> str:
    now = utc_now()
    person = Person(email="koordinaattori@example.org", name="Ulla", coordinator=True)
    return signer.value(SignedIn(session="s", person=person, until=now + LASTS, seen=now))


def of(**changed: Any) -> Settings:
    return settings(**{"session_key": None, **changed})


def test_with_all_that_another_service_is_told_no_cookie_can_be_written() -> None:
    booking = settings(session_key=keys.made())
    contracts = Cookie.of(of(session_public_keys=booking.public_keys[0]))
    assert contracts.verifier.opened(value(Cookie.of(booking))) is not None
    with pytest.raises(RuntimeError):
        value(contracts)


def test_the_old_key_s_cookies_are_read_beside_the_new_one_s_until_it_is_taken_away() -> None:
    old, new = keys.made(), keys.made()
    both = ",".join(Signer.of(each).public for each in (new, old))
    before, now = Cookie.of(settings(session_key=old)), Cookie.of(settings(session_key=new, session_public_keys=both))
    assert now.verifier.opened(value(before)) is not None
    assert now.verifier.opened(value(now)) is not None
    assert Cookie.of(of(session_public_keys=Signer.of(new).public)).verifier.opened(value(before)) is None


@pytest.mark.parametrize("spoilt", ["", ".", "a.b", "å.ä", "x" * 5000])
def test_what_was_never_signed_opens_nothing(spoilt: str) -> None:
    assert Verifier.of((Signer.of(keys.made()).public,)).opened(spoilt) is None


@pytest.mark.parametrize(
    ("service", "changed", "sentence"),
    [
        ("booking", {"session_public_keys": Signer.of(keys.made()).public}, "RINNALLA_SESSION_KEY is missing"),
        ("contracts", {}, "RINNALLA_SESSION_PUBLIC_KEYS is missing"),
        (
            "booking",
            {"session_key": keys.made(), "session_public_keys": Signer.of(keys.made()).public},
            "lacks the key of RINNALLA_SESSION_KEY",
        ),
    ],
)
def test_keys_that_do_not_fit_end_the_process_in_one_sentence(
    service: str, changed: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SystemExit, match=sentence):
        check_keys(of(**changed), service)
