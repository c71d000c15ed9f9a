"""The network's own gateways for text messages, calls and messengers, by Apprise: which there are, and using them."""

import asyncio
import logging
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import get_args

import apprise
import orjson
from pydantic import SecretStr

from services.notifications.channels.model import Call, Kind, Tried
from services.notifications.settings import NotificationsSettings
from shared.app.settings import Settings
from shared.clock import utc_now

HERE = "{to}"
SECONDS = 15.0
# What Apprise calls those of each kind that it knows; another address is no gateway for that kind.
SCHEMAS: Mapping[Kind, tuple[str, ...]] = {
    "sms": ("twilio", "vonage", "msgbird", "plivo", "sinch", "clicksend", "46elks", "d7sms", "bulksms", "sns", "json"),
    "voice": ("clickatell", "46elks", "json"),
    "telegram": ("tgram",),
    "signal": ("signal", "signals"),
    "whatsapp": ("whatsapp",),
    "pushover": ("pover",),
    "matrix": ("matrix", "matrixs"),
}


class GatewaysError(Exception):
    """The setting can't be used; its words name the kind, never the address."""


def gateways(setting: SecretStr | None) -> Mapping[Kind, str]:
    """The network's gateways by kind, `{"sms": "twilio://…/{to}", …}`. Raises GatewaysError."""
    return _read(setting.get_secret_value()) if setting else {}


def check_gateways(settings: Settings) -> None:
    """End the process with a sentence where a gateway can't be used."""
    try:
        gateways(NotificationsSettings.of(settings).gateways)
    except GatewaysError as wrong:
        sys.exit(f"Notifications can't start: RINNALLA_GATEWAYS: {wrong}.")


async def send(address: str, target: str, call: Call) -> Tried:
    """Give it to a gateway; it answers within fifteen seconds, or that is its answer."""
    body = f"{call.text}\n{call.link}" if call.link else call.text
    try:
        async with asyncio.timeout(SECONDS):
            arrived = await asyncio.to_thread(_notify, address.replace(HERE, target), call.title, body)
    except TimeoutError:
        return Tried(at=utc_now(), arrived=False, said="no_answer")
    return Tried(at=utc_now(), arrived=arrived, said="accepted" if arrived else "refused")


def _notify(address: str, title: str, body: str) -> bool:
    asset = apprise.AppriseAsset(app_id="Rinnalla", async_mode=False, storage_mode=apprise.PersistentStoreMode.MEMORY)
    gateway = apprise.Apprise.instantiate(address, asset=asset)
    if gateway is None:
        return False
    gateway.socket_read_timeout = gateway.socket_connect_timeout = SECONDS / 2
    return bool(gateway.notify(title=title, body=body))


@lru_cache(maxsize=4)
def _read(written: str) -> Mapping[Kind, str]:
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its lines hold what was sent, and to whom
    try:
        told = orjson.loads(written)
    except orjson.JSONDecodeError:
        raise GatewaysError("this is no JSON") from None
    if not isinstance(told, dict):
        raise GatewaysError("this is no object of kinds and their addresses")
    kinds = {each: each for each in get_args(Kind) if each in SCHEMAS}
    found: dict[Kind, str] = {}
    for name, address in told.items():
        kind = kinds.get(name)
        if kind is None:
            raise GatewaysError(f"{name[:20]!r} is none of {', '.join(kinds)}")
        if not isinstance(address, str) or HERE not in address:
            raise GatewaysError(f"the address for {kind} lacks {HERE}, the receiver's place")
        if address.partition(":")[0].lower() not in SCHEMAS[kind]:
            raise GatewaysError(f"the address for {kind} begins with none of {', '.join(SCHEMAS[kind])}")
        if apprise.Apprise.instantiate(address.replace(HERE, "358401234567")) is None:
            raise GatewaysError(f"the address for {kind} is none that Apprise understands")
        found[kind] = address
    return found
