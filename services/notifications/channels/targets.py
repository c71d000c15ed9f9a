"""Where somebody is reached, as they write it: each kind of channel has its own form. Pure."""

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import orjson
from pydantic import TypeAdapter, ValidationError

from services.notifications.channels.model import Kind
from shared.fields import Phone
from shared.i18n import N_, Mistake

LONGEST = 1000
_WEB = ("https", "http")
_PHONES: tuple[Kind, ...] = ("sms", "voice", "signal", "whatsapp")
_POINT, _SECRET = 65, 16  # bytes of a browser's public key and of its secret (RFC 8291)
_PHONE = TypeAdapter[str](Phone)
_TELEGRAM = re.compile(r"-?\d{4,20}|@\w{4,32}", re.ASCII)
_PUSHOVER = re.compile(r"[A-Za-z0-9]{30}")
_MATRIX = re.compile(r"[@!#][\w.=/+-]{1,100}:[\w.-]{1,100}", re.ASCII)
_TOPIC = re.compile(r"/[\w-]{1,64}", re.ASCII)


def target_of(kind: Kind, written: str) -> str:
    """As it is kept and sent to. Mistake says what is wrong with it."""
    text = written.strip()[: LONGEST + 1]
    if not 0 < len(text) <= LONGEST:
        raise Mistake(N_("Write where you are reached."))
    if kind in _PHONES:
        return _phone(text)
    return _READ[kind](text)


def label_of(kind: Kind, target: str) -> str:
    """What its owner knows it by: the end of a number or name, never the whole of a secret address."""
    if kind == "push":
        return urlsplit(orjson.loads(target)["endpoint"]).hostname or ""
    if kind == "ntfy":
        return urlsplit(target).hostname or ""
    return f"…{target[-4:]}"


def _phone(text: str) -> str:
    try:
        return _PHONE.validate_python(text)
    except ValidationError:
        raise Mistake(N_("Write a phone number, for example 040 123 4567.")) from None


def _telegram(text: str) -> str:
    if not _TELEGRAM.fullmatch(text):
        raise Mistake(N_("Write the number or the @name of your Telegram chat."))
    return text


def _pushover(text: str) -> str:
    if not _PUSHOVER.fullmatch(text):
        raise Mistake(N_("Write your user key at Pushover: 30 letters and digits."))
    return text


def _matrix(text: str) -> str:
    if not _MATRIX.fullmatch(text):
        raise Mistake(N_("Write a name at Matrix, for example @maija:example.org."))
    return text


def _topic(text: str) -> str:
    """An address with one word behind the host, over https."""
    try:
        found = urlsplit(text)
        port = found.port
    except ValueError:
        found, port = urlsplit(""), None
    is_address = found.scheme in _WEB and found.hostname and not found.username
    if not is_address or not _TOPIC.fullmatch(found.path):
        raise Mistake(N_("Write the whole address of your topic, for example https://ntfy.sh/your-own-topic."))
    return f"{found.scheme}://{found.hostname}{f':{port}' if port else ''}{found.path}"


def _browser(text: str) -> str:
    """A browser's own subscription, as its Push API tells it."""
    try:
        told = orjson.loads(text)
        endpoint, keys = urlsplit(told["endpoint"]), told["keys"]
        point, secret = (_bytes(keys[name]) for name in ("p256dh", "auth"))
        right = endpoint.scheme in _WEB and endpoint.hostname and (len(point), len(secret)) == (_POINT, _SECRET)
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        right = False
    if not right:
        raise Mistake(N_("This browser's answer can't be understood."))
    known = {"endpoint": told["endpoint"], "keys": {name: keys[name] for name in ("p256dh", "auth")}}
    return orjson.dumps(known).decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


_READ: dict[Kind, Callable[[str], str]] = {
    "telegram": _telegram,
    "pushover": _pushover,
    "matrix": _matrix,
    "ntfy": _topic,
    "push": _browser,
}
