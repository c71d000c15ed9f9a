"""Sessions ended on devices: one, or all of somebody, in every service."""

from services.booking.accounts.model import Device
from services.booking.accounts.store import People
from shared.i18n import N_
from shared.messages.booking import SignedOut
from shared.messaging.unit_of_work import Unit
from shared.people.cookie import LASTS
from shared.people.ended import SESSIONS


class NoSuchDeviceError(Exception):
    """They have no such device."""


async def sign_out(unit: Unit, key: str, email: str) -> None:
    """End the session on one of somebody's devices, in every service. Raises NoSuchDeviceError."""
    device = await People(unit.tx).device(key, email)
    if device is None:
        raise NoSuchDeviceError
    unit.audit(email, N_("Signed out"), device.name)
    await end(device, unit)


async def sign_out_everywhere(unit: Unit, email: str) -> None:
    """End all of somebody's sessions: they wish so, or what they may do has changed."""
    await People(unit.tx).touch(email, unit.now + LASTS)
    for device in await People(unit.tx).devices(email):
        await end(device, unit)


async def end(device: Device, unit: Unit) -> None:
    await People(unit.tx).remove_device(device.key)
    await unit.ended.note(device.key, device.until)
    unit.notify(SESSIONS)
    unit.publish(f"device:{device.key}", 1, SignedOut(key=device.key, until=device.until))
