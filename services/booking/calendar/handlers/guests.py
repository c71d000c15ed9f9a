"""How many strangers one supervisor may have mailed: an invitation goes to whatever address is typed."""

from services.booking.accounts.store import People
from shared.messaging.unit_of_work import Unit

MOST_A_DAY = 30


class TooManyGuestsError(Exception):
    """They have invited so many different people today."""


async def count(unit: Unit, supervisor_id: str, email: str) -> None:
    """Count one more person whom they invite today; who was invited before doesn't count. Raises TooManyGuestsError."""
    if not await People(unit.tx).count_guest(supervisor_id, email, unit.now, MOST_A_DAY):
        raise TooManyGuestsError
