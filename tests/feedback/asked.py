"""What tests of feedback do over and over: hear something, ask, and read the link of an invitation."""

from datetime import UTC, datetime

import httpx

from services.feedback.invitations.model import InviteToFeedback
from services.feedback.service import SERVICE
from shared.app.service import App
from shared.messages.base import Message
from shared.messaging.unit_of_work import Unit
from tests.notifications import build


class Weeks:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


Running = tuple[App, httpx.AsyncClient, Weeks]


async def planned(app: App) -> str:
    """An invitation waits; the address of its page."""
    handler = SERVICE.consumes[type(build.confirmed())]
    await app.run(lambda unit: handler(build.confirmed(), unit))
    said: list[str] = []

    async def invite(unit: Unit) -> None:
        await SERVICE.timers[InviteToFeedback](InviteToFeedback(invitation_id="case"), unit)
        said.extend(message.body.decode() for row in unit.rows for message in row.messages)
        unit.rows.clear()

    await app.run(invite)
    return said[0].split('"answer_link":"', 1)[1].split('"', 1)[0]


async def heard(app: App, message: Message) -> None:
    await app.run(lambda unit: SERVICE.consumes[type(message)](message, unit))


async def invitations(app: App, case: str = "case") -> list[str]:
    """The addresses that would be mailed when the timer rings."""
    said: list[str] = []

    async def invite(unit: Unit) -> None:
        await SERVICE.timers[InviteToFeedback](InviteToFeedback(invitation_id=case), unit)
        said.extend(message.body.decode() for row in unit.rows for message in row.messages)
        unit.rows.clear()

    await app.run(invite)
    return [each.split('"answer_link":"', 1)[1].split('"', 1)[0] for each in said]
