"""What every service but booking does when somebody has signed out."""

from typing import Any

from shared.messages.booking import SignedOut
from shared.work import Unit


async def end_session(signed_out: SignedOut, unit: Unit[Any]) -> None:
    """From now on the session's cookie opens nothing here."""
    await unit.ended.note(signed_out.key, signed_out.until)
