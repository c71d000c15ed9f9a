"""The address that a letter comes back to: of each letter its own, signed, so that nobody can forge a bounce. Pure."""

import base64
import hashlib
import re

from shared.tokens import derive

LONGEST_NAME = 27  # of 64 octets before the @ (RFC 5321, 4.5.3.1.1) 37 are ours
_ID = re.compile(r"[0-9a-f]{32}")
_TAG = re.compile(r"([a-z2-7]{26})([a-z2-7]{10})")


def envelope_of(letter_id: str, base: str, secret: str) -> str:
    """`name+tag@host`, where `base` is `name@host`: the letter's id and its signature, in characters that no server
    changes, whatever it thinks of capitals.
    """
    if not _ID.fullmatch(letter_id):
        return base
    name, _, host = base.rpartition("@")
    return f"{name}+{_written(bytes.fromhex(letter_id))}{_mac(letter_id, secret)}@{host}"


def letter_of(address: str, base: str, secret: str) -> str | None:
    """The letter that was sent from this address; None where we have not made it."""
    name, _, host = base.casefold().rpartition("@")
    given, _, at = address.strip().casefold().rpartition("@")
    found = _TAG.fullmatch(given.removeprefix(f"{name}+"))
    if at != host or not given.startswith(f"{name}+") or found is None:
        return None
    letter_id = base64.b32decode(found[1].upper() + "======").hex()
    return letter_id if found[2] == _mac(letter_id, secret) else None


def _mac(letter_id: str, secret: str) -> str:
    return _written(hashlib.sha256(derive(secret, "where a letter comes back to", letter_id).encode()).digest()[:6])


def _written(value: bytes) -> str:
    return base64.b32encode(value).decode().rstrip("=").lower()
