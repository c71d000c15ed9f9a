"""Sends a call by whichever way a channel is."""

from datetime import datetime

from services.notifications.channels import gateways, over_the_web
from services.notifications.channels.model import Call, Channel, Tried
from services.notifications.channels.over_the_web import GoneError
from services.notifications.channels.sealing import UnreadableError, unseal
from services.notifications.settings import NotificationsSettings
from shared.app.settings import Settings
from shared.clock import utc_now


async def send(settings: Settings, channel: Channel, call: Call, ends_at: datetime) -> Channel:
    """The channel with what came of it. Never raises what a service does: that is its answer."""
    try:
        target = unseal(channel.target, settings.service_key)
        tried = await _sent(settings, channel, target, call, ends_at)
    except UnreadableError:
        tried = Tried(at=utc_now(), arrived=False, said="set_up_anew")
    except GoneError as gone:
        return channel.model_copy(update={"last": gone.tried, "gone": True})
    return channel.model_copy(update={"last": tried})


async def _sent(settings: Settings, channel: Channel, target: str, call: Call, ends_at: datetime) -> Tried:
    if channel.kind == "push":
        return await over_the_web.push(settings, target, call, ends_at)
    if channel.kind == "ntfy":
        return await over_the_web.ntfy(settings, target, call)
    address = gateways.gateways(NotificationsSettings.of(settings).gateways).get(channel.kind)
    if address is None:
        return Tried(at=utc_now(), arrived=False, said="no_gateway")
    return await gateways.send(address, target, call)
