"""Where somebody is reached is kept sealed: a reader of the database can send them nothing (Fernet: AES, HMAC)."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken

from shared.tokens import derive


class UnreadableError(Exception):
    """It was sealed by another key: its owner has to set it up anew."""


def seal(target: str, secret: str) -> bytes:
    return _key(secret).encrypt(target.encode())


def unseal(sealed: bytes, secret: str) -> str:
    """Raises UnreadableError."""
    try:
        return _key(secret).decrypt(sealed).decode()
    except InvalidToken as other:
        raise UnreadableError from other


@lru_cache(maxsize=4)
def _key(secret: str) -> Fernet:
    return Fernet(derive(secret, "where people are reached", "key") + "=")
