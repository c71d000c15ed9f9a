"""What can be counted of letters: how many wait in each lane, and how long the oldest has."""

from collections.abc import Mapping
from typing import Any

from services.notifications.delivery.store import Letters
from shared.app.metrics import Figure

LANES = ("urgent", "normal")


async def waiting(app: Any) -> Mapping[tuple[str, ...], float]:
    found = {row["lane"]: row["count"] for row in await Letters(app.tx).counts(app.clock()) if "lane" in row}
    return {(lane,): found.get(lane, 0) for lane in LANES}


async def oldest(app: Any) -> Mapping[tuple[str, ...], float]:
    now = app.clock()
    found = {row["lane"]: row["oldest"] for row in await Letters(app.tx).counts(now) if "lane" in row}
    return {(lane,): (now - found[lane]).total_seconds() if lane in found else 0.0 for lane in LANES}


FIGURES = (
    Figure("rinnalla_letters_waiting", "Letters that no mail server has yet, by lane.", ("lane",), waiting),
    Figure("rinnalla_letters_oldest_seconds", "The age of the oldest of them.", ("lane",), oldest),
)
