"""What happened is sealed with the newest key and opened with any; without a key nothing starts."""

from base64 import urlsafe_b64encode

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from services.contracts.debriefings.vault import NoKeyError, Vault
from services.contracts.service import SERVICE
from shared.app.lifecycle import build
from tests.contracts.build import MARK
from tests.notifications.build import settings

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


def test_what_is_sealed_shows_nothing_and_opens_again() -> None:
    sealed = Vault(NEW).seal(SecretStr(MARK))
    assert MARK.encode() not in sealed
    assert Vault(NEW).open(sealed) == MARK


def test_a_key_is_changed_by_putting_the_new_one_first() -> None:
    both = Vault(f"{NEW}, {OLD}")
    assert both.open(Vault(OLD).seal(SecretStr(MARK))) == MARK
    assert Vault(NEW).open(both.seal(SecretStr(MARK))) == MARK


@pytest.mark.parametrize(
    "keys",
    ["", "short", f"{NEW},", "x" * 44, "A" * 43 + "=", f"{NEW}, {urlsafe_b64encode(b'secret42' * 4).decode()}"],
    ids=["none", "short", "a comma too many", "no key", "nothing but zeros", "a word over and over"],
)
def test_a_key_that_is_none_is_refused_without_being_repeated(keys: str) -> None:
    with pytest.raises(NoKeyError) as refused:
        Vault(keys)
    assert "x" * 44 not in str(refused.value)


def test_without_a_key_the_service_ends_at_start_with_a_sentence() -> None:
    with pytest.raises(SystemExit, match="RINNALLA_INCIDENT_KEY is missing"):
        build(SERVICE, settings().model_copy(update={"incident_key": None}))
