"""Keys of the cookie: booking signs with one that nobody else has (Ed25519), everybody reads with the public ones.

A new key comes in beside the old: its public half is told to every service first, then booking signs with it, and when
the last cookie of the old one has run out that one is taken away.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

BYTES = 32
# A signature is of a cookie and of nothing else.
_PURPOSE = b"rinnalla: signed in\n"


class NotAKeyError(ValueError):
    """This is no key: 32 bytes in base64."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """Reads what one of these keys has signed."""

    keys: tuple[Ed25519PublicKey, ...]

    @staticmethod
    def of(written: Sequence[str]) -> "Verifier":
        return Verifier(tuple(Ed25519PublicKey.from_public_bytes(decoded(each)) for each in written))

    def opened(self, signed: str) -> bytes | None:
        """What was signed; None where none of the keys has signed it."""
        text, _, signature = signed.partition(".")
        try:
            content, mac = _unpacked(text), _unpacked(signature)
        except ValueError:
            return None
        return content if any(_signs(key, mac, content) for key in self.keys) else None


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with a private key."""

    key: Ed25519PrivateKey

    @staticmethod
    def of(written: str) -> "Signer":
        return Signer(Ed25519PrivateKey.from_private_bytes(decoded(written)))

    def sealed(self, content: bytes) -> str:
        return f"{_packed(content)}.{_packed(self.key.sign(_PURPOSE + content))}"

    @property
    def public(self) -> str:
        """Its public half, as it is written in the settings."""
        return _packed(self.key.public_key().public_bytes_raw())


def made() -> str:
    """A new private key, as it is written in the settings."""
    return _packed(Ed25519PrivateKey.generate().private_bytes_raw())


def decoded(written: str) -> bytes:
    """A key's bytes, from either alphabet of base64, or from hexadecimal. Raises NotAKeyError."""
    if len(written.strip()) == 2 * BYTES:
        try:
            return bytes.fromhex(written.strip())
        except ValueError as wrong:
            raise NotAKeyError from wrong
    try:
        found = _unpacked(written.strip().rstrip("=").translate(str.maketrans("+/", "-_")))
    except ValueError as wrong:
        raise NotAKeyError from wrong
    if len(found) != BYTES:
        raise NotAKeyError
    return found


def _signs(key: Ed25519PublicKey, mac: bytes, content: bytes) -> bool:
    try:
        key.verify(mac, _PURPOSE + content)
    except InvalidSignature:
        return False
    return True


def _packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _unpacked(text: str) -> bytes:
    """Raises ValueError."""
    try:
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as wrong:
        raise ValueError from wrong
