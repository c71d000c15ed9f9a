"""What every service but booking does when somebody has signed out or is erased."""

from typing import Any

from shared.messages.booking import PersonErased, SignedOut
from shared.people.ended import SESSIONS
from shared.people.kept import Whom
from shared.work import Unit


async def end_session(signed_out: SignedOut, unit: Unit[Any]) -> None:
    """From now on the session's cookie opens nothing here."""
    await unit.ended.note(signed_out.key, signed_out.until)
    unit.touch(SESSIONS)


async def erase_person(erased: PersonErased, unit: Unit[Any]) -> None:
    """Forget a person in everything that this service keeps."""
    await unit.privacy.erase(Whom(email=erased.email, name=erased.name, supervisor=erased.supervisor))
