"""One question some weeks later: asked once, answered without a name, shown only for five or more."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feedback.model import InviteToFeedback
from services.feedback.rules import asking
from services.feedback.rules.figures import FEWEST, summary
from services.feedback.service import SERVICE
from services.feedback.store import Store
from shared.app import build as build_app
from shared.service import Runtime
from shared.settings import Settings
from shared.work import Unit
from tests.notifications import build

HTML = {"Accept": "text/html"}


@given(st.lists(st.integers(1, 5), max_size=20))
def test_no_figure_is_shown_for_fewer_than_five(marks: list[int]) -> None:
    shown = summary(marks)
    assert shown["shown"] == (len(marks) >= FEWEST)
    if len(marks) < FEWEST:
        assert set(shown) == {"shown", "fewest"}


def test_the_question_is_open_only_after_its_weeks_and_for_thirty_days() -> None:
    found = asking.invitation(build.confirmed(), "i", "k", timedelta(days=28))
    assert found.due == build.SLOT.end + timedelta(days=28)
    assert not asking.is_open(found, found.due - timedelta(seconds=1))
    assert asking.is_open(found, found.due)
    assert not asking.is_open(found, found.until)
    assert not asking.is_open(found.model_copy(update={"answered": True}), found.due)


class Weeks:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


Running = tuple[Runtime[Store], httpx.AsyncClient, Weeks]


@pytest.fixture
async def feedback(settings: Settings) -> AsyncIterator[Running]:
    weeks = Weeks()
    app = build_app(SERVICE, settings, weeks)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=settings.public_url, headers=HTML) as http,
    ):
        await app.state.runtime.prepared.wait()
        yield app.state.runtime, http, weeks


async def planned(runtime: Runtime[Store]) -> str:
    """An invitation waits; the address of its page."""
    handler = SERVICE.hears[type(build.confirmed())]
    await runtime.run(lambda unit: handler(build.confirmed(), unit))
    said: list[str] = []

    async def invite(unit: Unit[Store]) -> None:
        await SERVICE.timers[InviteToFeedback](InviteToFeedback(invitation_id="case"), unit)
        said.extend(message.body.decode() for row in unit.rows for message in row.messages)
        unit.rows.clear()

    await runtime.run(invite)
    return said[0].split('"answer_link":"', 1)[1].split('"', 1)[0]


async def test_an_answer_is_kept_once_and_without_its_person(feedback: Running) -> None:
    runtime, http, weeks = feedback
    link = await planned(runtime)
    weeks.now = build.SLOT.end + timedelta(days=29)
    assert "Auttoiko" in (await http.get(link)).text
    assert (await http.post(link, data={"mark": "4"})).status_code == 200
    assert (await http.post(link, data={"mark": "1"})).status_code == 410
    kept = await runtime.store._answers.find({}).to_list(None)
    assert [{name: each[name] for name in each if name != "_id"} for each in kept] == [
        {"about": "debriefing", "month": "2026-12", "mark": 4}
    ]


async def test_a_withdrawn_debriefing_is_not_asked_about(feedback: Running) -> None:
    runtime, http, _ = feedback
    link = await planned(runtime)
    forget = SERVICE.hears[type(build.withdrawn())]
    await runtime.run(lambda unit: forget(build.withdrawn(), unit))
    assert (await http.get(link)).status_code == 404


@pytest.mark.parametrize("mark", ["0", "6", "many", ""])
async def test_a_mark_outside_the_scale_is_refused(feedback: Running, mark: str) -> None:
    runtime, http, weeks = feedback
    link = await planned(runtime)
    weeks.now = build.SLOT.end + timedelta(days=29)
    assert (await http.post(link, data={"mark": mark})).status_code == 422
    assert (await http.post(link, data={"mark": "5"})).status_code == 200
