"""The network's settings: changed by the coordinator, written down, and told to the other services."""

from collections.abc import Mapping
from typing import Any

from services.booking.network import settings
from services.booking.network.model import Network
from services.booking.network.settings import LoweredError
from services.booking.network.store import NetworkStore
from shared.i18n import N_
from shared.messaging.unit_of_work import Unit
from shared.network.branding import TOPIC, Branding

__all__ = ["ChangedMeanwhileError", "LoweredError", "set_network"]


class ChangedMeanwhileError(Exception):
    """Somebody else has changed the settings since they were looked at."""


async def set_network(unit: Unit, given: Mapping[str, Any], who: str, seen: int | None = None) -> Network:
    """Set what is given and leave the rest. `seen`: the revision that the change was made upon, where that matters.

    Raises LoweredError, ChangedMeanwhileError.
    """
    before = await NetworkStore(unit.tx).read()
    if seen is not None and seen != before.revision:
        raise ChangedMeanwhileError
    after = settings.changed(before, given)
    if after == before:
        return before
    await NetworkStore(unit.tx).save(after)
    unit.audit(who, N_("Changed the network's settings"), changes=settings.differences(before, after))
    await unit.branding.keep(_shown(after))
    unit.publish("network", after.revision, settings.announced(after, unit.now))
    unit.notify(TOPIC)
    return after


def _shown(network: Network) -> Branding:
    """What this service's own pages show of it."""
    return Branding(
        revision=network.revision,
        name=network.name,
        colour=network.colour,
        languages=network.languages,
        phone=network.phone,
    )
