"""What happened, sealed: only ciphertext is stored, only the page of who may read it opens it (Fernet: AES, HMAC)."""

import sys
from base64 import urlsafe_b64decode
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from pydantic import SecretStr

from services.contracts.settings import ContractsSettings
from shared.app.settings import Settings

# Bytes of a key; a drawn one has about 30 different.
FEWEST_DIFFERENT = 16


class NoKeyError(Exception):
    """The settings give no usable key, so nothing can be sealed."""


class Vault:
    """Seals with the newest key and opens with any, so that keys can be changed."""

    def __init__(self, keys: str) -> None:
        try:
            self._keys = MultiFernet([Fernet(key.strip()) for key in keys.split(",")])
        except ValueError:
            raise NoKeyError(
                "RINNALLA_INCIDENT_KEY must hold Fernet keys, the newest first, with commas between"
            ) from None
        if any(_could_be_guessed(key.strip()) for key in keys.split(",")):
            raise NoKeyError(
                "RINNALLA_INCIDENT_KEY holds a key that could be guessed: let Fernet.generate_key() make it"
            )

    @staticmethod
    def of(settings: Settings) -> "Vault":
        key = ContractsSettings.of(settings).incident_key
        if key is None:
            raise NoKeyError("RINNALLA_INCIDENT_KEY is missing: contracts needs it to keep what happened secret")
        return _vault(key.get_secret_value())

    def seal(self, description: SecretStr) -> bytes:
        return self._keys.encrypt(description.get_secret_value().encode())

    def open(self, sealed: bytes) -> str:
        return self._keys.decrypt(sealed).decode()


def check_key(settings: Settings) -> None:
    """Without a usable key the process ends at start, with a sentence."""
    try:
        Vault.of(settings)
    except NoKeyError as failure:
        sys.exit(f"Contracts can't start: {failure}.")


def _could_be_guessed(key: str) -> bool:
    """Whether its bytes are few, over and over: of 32 random ones nearly all differ."""
    return len(set(urlsafe_b64decode(key))) < FEWEST_DIFFERENT


@lru_cache(maxsize=8)
def _vault(keys: str) -> Vault:
    return Vault(keys)
