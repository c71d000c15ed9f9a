"""Waking by what stands at an address of its owner's own: a browser's push service, an ntfy topic."""

import asyncio
from datetime import datetime, timedelta

import httpx
import orjson
from pywebpush import WebPusher

from services.notifications.channels.model import Call, Tried
from services.notifications.channels.push_key import signer
from services.notifications.settings import NotificationsSettings
from shared.app.settings import Settings
from shared.clock import utc_now
from shared.web.public_addresses import NotPublicError, PublicOnly

SECONDS = 10.0
SIGNED_FOR = timedelta(hours=12)
_GONE = {httpx.codes.NOT_FOUND, httpx.codes.GONE}
_SHOWN = 120  # characters of an answer


class GoneError(Exception):
    """Its service says that there is no such receiver any more; `tried` is its answer."""

    def __init__(self, tried: Tried) -> None:
        super().__init__(tried.said)
        self.tried = tried


async def push(settings: Settings, subscription: str, call: Call, ends_at: datetime) -> Tried:
    """Encrypt it for the browser (RFC 8291) and give it to its push service, to be kept until `ends_at` at most.

    Raises GoneError.
    """
    vapid = signer(settings)
    if vapid is None:
        return Tried(at=utc_now(), arrived=False, said="no_key")
    told = orjson.loads(subscription)
    now = utc_now()
    url = httpx.URL(told["endpoint"])
    claims = {
        "aud": f"{url.scheme}://{url.netloc.decode()}",
        "exp": int((now + SIGNED_FOR).timestamp()),
        "sub": f"mailto:{NotificationsSettings.of(settings).mail_from}",
    }
    headers = {
        **vapid.sign(claims),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(max(0, int((ends_at - now).total_seconds()))),
        "Urgency": "high",
    }
    body = WebPusher(told).encode(orjson.dumps(call.model_dump()))["body"]
    return await _post(settings, url, body, headers)


async def ntfy(settings: Settings, topic: str, call: Call) -> Tried:
    """Raises GoneError."""
    told = {
        "topic": topic.rpartition("/")[2],
        "title": call.title,
        "message": call.text,
        "priority": 5,
        "click": call.link,
    }
    return await _post(settings, httpx.URL(topic).copy_with(path="/"), orjson.dumps(told), {})


async def _post(settings: Settings, url: httpx.URL, body: bytes, headers: dict[str, str]) -> Tried:
    transport = PublicOnly(private=NotificationsSettings.of(settings).channels_private)
    try:
        async with (
            asyncio.timeout(SECONDS),
            httpx.AsyncClient(transport=transport, timeout=SECONDS, trust_env=False) as client,
            client.stream("POST", url, content=body, headers=headers) as answer,
        ):
            code = answer.status_code
    except NotPublicError:
        return Tried(at=utc_now(), arrived=False, said="not_public")
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError):
        return Tried(at=utc_now(), arrived=False, said="no_answer")
    tried = Tried(at=utc_now(), arrived=code < 300, said=f"{code} {httpx.codes.get_reason_phrase(code)}"[:_SHOWN])
    if code in _GONE:
        raise GoneError(tried)
    return tried
