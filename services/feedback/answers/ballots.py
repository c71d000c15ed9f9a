"""How a ballot is sealed while it lies in its box: who has the database, but not the service's secret, reads nothing.

A box is a round's, under a name that only the secret leads to. A sealed ballot has one of few lengths and no time in
it.
"""

import base64
import hashlib
import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.feedback.answers.model import Values
from shared.tokens import derive, digest

_NONCE = 12
# Ballots are filled up to so many bytes, or a multiple: their length tells nothing of how much was answered.
_FILLED = 1024


def box_of(secret: str, round_id: str) -> str:
    """The name of the box in which a round's ballots lie."""
    return digest(derive(secret, "box", round_id))


def seal(secret: str, values: Values) -> bytes:
    """The ballot, unreadable without the secret."""
    plain = json.dumps(values, ensure_ascii=False, sort_keys=True).encode()
    filled = plain.ljust(-(-(len(plain) + 1) // _FILLED) * _FILLED)
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_key(secret)).encrypt(nonce, filled, None)


def unseal(secret: str, sealed: bytes) -> Values:
    """What was answered."""
    plain = AESGCM(_key(secret)).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    return as_values(json.loads(plain))


def is_readable(secret: str, sealed: bytes) -> bool:
    """Whether it was sealed with this secret, and nobody has changed it."""
    try:
        unseal(secret, sealed)
    except InvalidTag:
        return False
    return True


def as_values(document: object) -> Values:
    """An answer out of JSON or the store, where there are only lists."""
    items = document.items() if isinstance(document, dict) else ()
    return {name: tuple(value) if isinstance(value, list) else value for name, value in items}


def _key(secret: str) -> bytes:
    return hashlib.sha256(base64.urlsafe_b64decode(derive(secret, "ballots", "") + "=")).digest()
