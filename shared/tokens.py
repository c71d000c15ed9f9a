"""Links that speak for a person: made again from a key, kept only as a digest.

A token is an HMAC of what it opens, so the owner can write the same link into a later mail without having stored it,
and a reader of the database finds nothing to open.
"""

import base64
import hashlib
import hmac


def derive(secret: str, purpose: str, subject: str) -> str:
    """The token that opens `subject` for `purpose` and for nothing else; 43 characters, safe in an address."""
    mac = hmac.new(secret.encode(), f"{purpose}:{subject}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac.digest()).rstrip(b"=").decode()


def digest(token: str) -> str:
    """What a store keeps of a token, and finds it by (SHA-256, hexadecimal)."""
    return hashlib.sha256(token.encode()).hexdigest()
