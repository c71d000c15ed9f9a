"""The key that signs this network's push messages (VAPID, RFC 8292): a browser subscribes to its public half."""

import base64
import sys
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from services.notifications.settings import NotificationsSettings
from shared.app.settings import Settings


class NoPushKeyError(Exception):
    """The setting is no key."""


def made() -> str:
    """A new private key, as it stands in the setting RINNALLA_PUSH_KEY."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _text(number.to_bytes(32, "big"))


def signer(settings: Settings) -> Vapid02 | None:
    """What signs; None where the network has no key, so that nothing can be pushed."""
    key = NotificationsSettings.of(settings).push_key
    return _signer(key.get_secret_value()) if key else None


def public_key(settings: Settings) -> str | None:
    """What a browser subscribes to (base64url of an uncompressed point)."""
    known = signer(settings)
    return _text(known.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)) if known else None


def check_push_key(settings: Settings) -> None:
    """End the process with a sentence where the key is none."""
    try:
        signer(settings)
    except NoPushKeyError:
        sys.exit("Notifications can't start: RINNALLA_PUSH_KEY is no key. Make one with: python -m deploy.keys --push")


@lru_cache(maxsize=4)
def _signer(written: str) -> Vapid02:
    try:
        raw = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
        if len(raw) != 32:
            raise NoPushKeyError
        return Vapid02.from_raw(written.rstrip("=").encode())
    except ValueError as wrong:
        raise NoPushKeyError from wrong


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
