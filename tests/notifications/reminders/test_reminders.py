"""Reminders at work: timers in the store, letters at their time."""

from datetime import datetime, timedelta
from typing import Any

from services.notifications.reminders.handlers import remind_of_session
from services.notifications.reminders.model import RemindOfSession
from shared.app.service import App
from shared.app.settings import Settings
from shared.messages.booking import SessionsScheduled
from shared.store.mongo import Database, Document
from tests.notifications import build
from tests.notifications.at_work import hear, running, states
from tests.parts import Inbox
from tests.patience import until

EARLY = build.NOW - timedelta(days=10)


class Moving:
    """A clock that a test sets."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


async def timers(database: Database) -> list[Document]:
    found: list[Document] = await database["timers"].find({"_id": {"$regex": "^session-near:"}}).to_list(None)
    return found


async def ring(app: App, sequence: int = 0, session: str = "session-0") -> None:
    timer = RemindOfSession(session_id=session, sequence=sequence)
    await app.run(lambda unit: remind_of_session(timer, unit))


def booked() -> SessionsScheduled:
    return build.scheduled("en")


async def test_each_who_leads_and_takes_part_is_reminded_the_day_before(settings: Settings, inbox: Inbox) -> None:
    clock = Moving(EARLY)
    async with running(settings, clock) as (app, database):
        await hear(app, booked())
        (timer,) = await timers(database)
        assert timer["due"] == booked().sessions[0].start - timedelta(hours=24)
        clock.now = timer["due"]

        async def reminders() -> list[Document]:
            found: list[Document] = await database["letters"].find({"kind": "session_near"}).to_list(None)
            return found

        written = await until(reminders, lambda found: len(found) == 3)
        assert {each["to"] for each in written} == {
            "aino@verkosto.example",
            "mikael@verkosto.example",
            "maija@kallio.example",
        }
        await states(database, "accepted", 6)
        assert await timers(database) == []
        await ring(app, session=booked().sessions[0].session_id)
        assert len(await reminders()) == 3


async def test_a_moved_session_has_one_reminder_and_a_cancelled_one_none(settings: Settings, inbox: Inbox) -> None:
    async with running(settings, Moving(EARLY)) as (app, database):
        await hear(app, booked())
        await hear(app, build.moved("en"))
        (timer,) = await timers(database)
        assert '"sequence":1' in timer["message"]["body"]
        await ring(app, session=booked().sessions[0].session_id)
        assert await database["letters"].count_documents({"kind": "session_near"}) == 0
        await hear(app, build.cancelled("en"))
        assert await timers(database) == []
        await ring(app, 1, booked().sessions[0].session_id)
        assert await database["letters"].count_documents({"kind": "session_near"}) == 0
        (kept,) = await database["reminders"].find().to_list(None)
        assert kept["facts"] is None


async def test_who_is_erased_is_not_written_to(settings: Settings, inbox: Inbox) -> None:
    async with running(settings, Moving(EARLY)) as (app, database):
        await hear(app, booked())
        gone: dict[str, Any] = {"facts.guest.name": "—", "facts.guest.email": "—"}
        await database["reminders"].update_many({}, {"$set": gone})
        await ring(app, session=booked().sessions[0].session_id)
        assert await database["letters"].count_documents({"kind": "session_near"}) == 2
