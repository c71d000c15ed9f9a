"""What tests of feedback do over and over: hear something, ask, and read the link of an invitation."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from services.feedback.answers.model import Cell
from services.feedback.answers.store import Cells
from services.feedback.invitations.handlers import _link
from services.feedback.invitations.model import InviteToFeedback
from services.feedback.invitations.store import Invitations
from services.feedback.questionnaires.library import newest
from services.feedback.rounds.handlers import open_round
from services.feedback.rounds.model import CloseRound, Person, Round
from services.feedback.service import SERVICE
from shared.app.service import App
from shared.messages.base import Language, Message
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


def people(count: int, language: Language = "fi") -> tuple[Person, ...]:
    """So many people who can be asked."""
    return tuple(Person(name=f"Osallistuja {n}", email=f"p{n}@x.example", language=language) for n in range(count))


async def opened(app: App, name: str, asked: tuple[Person, ...], process: str = "p", **facts: Any) -> Round:
    """A round, just begun."""
    found = newest(name)
    new = Round(
        id=f"{name}:{process}:{facts.pop('nth', 0)}",
        questionnaire=found.id,
        process=process,
        organisation="Liedon koulu",
        opens=app.clock(),
        closes=app.clock() + timedelta(days=found.open_days),
        min_answers=5,
    ).model_copy(update=facts)
    await app.run(lambda unit: open_round(new, asked, unit))
    return new


async def links(app: App, round_: Round) -> list[str]:
    """The links of those who have not answered."""
    waiting = await Invitations(app.tx).unanswered(round_.id)
    return [_link(app.settings, each.id) for each in waiting]


async def closed(app: App, round_: Round) -> None:
    """The round's day has come."""
    await app.run(lambda unit: SERVICE.timers[CloseRound](CloseRound(round_id=round_.id), unit))


async def cells(app: App) -> list[Cell]:
    return await Cells(app.tx).cells({})
