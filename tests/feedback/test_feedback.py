"""One question some weeks later: asked once, answered without a name, shown only for five or more."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feedback.model import Answer, Course, Figures, InviteToFeedback
from services.feedback.rules import asking
from services.feedback.rules.figures import fewest, shown_next, summary
from services.feedback.service import SERVICE
from services.feedback.store import Store
from shared.app.lifecycle import build as build_app
from shared.app.service import App
from shared.app.settings import Settings
from shared.messages.base import Message
from shared.messages.booking import Occurrence, SessionHeld, SessionNotHeld
from shared.messaging.unit_of_work import Unit
from shared.store import mongo
from tests.notifications import build

HTML = {"Accept": "text/html"}


MARKS = st.lists(st.integers(1, 5), max_size=40)


def after_each(marks: list[int], wanted: int | None = None) -> list[dict[str, object]]:
    """What the summary says after each answer."""
    shown: Figures | None = None
    told = []
    for n in range(len(marks) + 1):
        shown = shown_next(shown, Counter(marks[:n]), wanted) or shown
        told.append(summary(shown, wanted))
    return told


@given(MARKS, st.sampled_from([None, 3, 5, 8]))
def test_no_figure_is_shown_for_fewer_than_five_or_what_the_network_wants(marks: list[int], wanted: int | None) -> None:
    for n, told in enumerate(after_each(marks, wanted)):
        assert told["shown"] == (n >= fewest(wanted))
        if not told["shown"]:
            assert told == {"shown": False, "fewest": fewest(wanted)}


@given(MARKS, st.sampled_from([None, 8]))
def test_no_figure_ever_changes_by_fewer_answers_than_it_is_shown_for(marks: list[int], wanted: int | None) -> None:
    counts = [told["answers"] for told in after_each(marks, wanted) if told["shown"]]
    steps = sorted(set(counts))  # type: ignore[type-var]
    assert counts == sorted(counts)  # type: ignore[type-var]
    assert all(after - before >= fewest(wanted) for before, after in pairwise([0, *steps]))  # type: ignore[operator]


def test_the_sixth_answer_can_not_be_read_from_the_figures() -> None:
    five, six = after_each([5, 5, 5, 5, 5, 1])[-2:]
    assert five == six
    assert five["mean"] == 5.0
    assert after_each([5, 5, 5, 5, 5, 1, 1, 1, 1, 1])[-1]["mean"] == 3.0


def test_a_raised_threshold_holds_for_what_was_shown_before_too() -> None:
    shown = shown_next(None, Counter([4] * 5), None)
    assert summary(shown, 8) == {"shown": False, "fewest": 8}
    assert shown_next(shown, Counter([4] * 12), 8) is None
    assert shown_next(shown, Counter([4] * 13), 8) is not None


def mark(sequence: int, *, held: bool, seconds: float = 0) -> SessionHeld | SessionNotHeld:
    occurrence = Occurrence(
        session_id="session",
        sequence=sequence,
        debriefing_id="case",
        contract_id=None,
        series_id=None,
        organisation="Liedon koulu",
        slot=build.SLOT,
        supervisors=("aino",),
    )
    at = build.SLOT.end + timedelta(seconds=seconds)
    if held:
        return SessionHeld(occurrence=occurrence, themes=(), marked_at=at)
    return SessionNotHeld(occurrence=occurrence, because="supervisor", marked_at=at)


HEARD = [
    asking.withdrawn,
    lambda course: asking.marked(course, mark(1, held=False)),
    lambda course: asking.marked(course, mark(1, held=True, seconds=9)),
    lambda course: asking.marked(course, mark(2, held=False)),
    lambda course: asking.marked(course, mark(3, held=True)),
]


@given(st.lists(st.sampled_from(HEARD), max_size=5, unique=True).flatmap(lambda h: st.permutations([*h, *h[:1]])))
def test_what_is_heard_of_a_debriefing_counts_the_same_in_every_order(heard: list[Callable[[Course], Course]]) -> None:
    ends = set()
    for order in (heard, heard[::-1], sorted(heard, key=HEARD.index)):
        course = Course(id="case")
        for each in order:
            course = each(course)
        ends.add((course.withdrawn, course.held, course.sequence))
    assert len(ends) == 1


@given(st.permutations([1, 2, 3, 2]))
def test_the_latest_confirmation_holds_in_whatever_order_they_come(revisions: list[int]) -> None:
    found = None
    for revision in revisions:
        confirmed = build.confirmed().model_copy(update={"revision": revision})
        planned = asking.invitation(confirmed, "case", "k", timedelta(days=28))
        found = asking.renewed(found, planned)
        found = found.model_copy(update={"answered": True})
    assert found is not None
    assert (found.revision, found.answered) == (3, True)


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


Running = tuple[App, httpx.AsyncClient, Weeks]


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


async def test_an_answer_is_kept_once_and_without_its_person(feedback: Running) -> None:
    runtime, http, weeks = feedback
    link = await planned(runtime)
    weeks.now = build.SLOT.end + timedelta(days=29)
    assert "Auttoiko" in (await http.get(link)).text
    assert (await http.post(link, data={"mark": "4"})).status_code == 200
    assert (await http.post(link, data={"mark": "1"})).status_code == 410
    kept = await Store(runtime.tx)._answers.find({}).to_list(None)
    assert [{name: each[name] for name in each if name != "_id"} for each in kept] == [
        {"about": "debriefing", "month": "2026-12", "mark": 4}
    ]


ORDERS = list(permutations(["confirmed", "withdrawn", "not_held"]))


@pytest.mark.parametrize("order", ORDERS, ids=" ".join)
async def test_in_whatever_order_it_is_heard_nobody_is_asked_about_what_was_not(
    feedback: Running, order: tuple[str, ...]
) -> None:
    runtime, _, weeks = feedback
    messages = {"confirmed": build.confirmed(), "withdrawn": build.withdrawn(), "not_held": mark(1, held=False)}
    for name in order:
        await heard(runtime, messages[name])
    weeks.now = build.SLOT.end + timedelta(days=29)
    assert await invitations(runtime) == []


@pytest.mark.parametrize("order", [("confirmed", "mark"), ("mark", "confirmed")], ids=" ".join)
async def test_what_was_not_held_is_not_asked_about_unless_that_was_a_mistake(
    feedback: Running, order: tuple[str, ...]
) -> None:
    runtime, http, weeks = feedback
    messages = {"confirmed": build.confirmed(), "mark": mark(1, held=False)}
    for name in order:
        await heard(runtime, messages[name])
    weeks.now = build.SLOT.end + timedelta(days=29)
    assert await invitations(runtime) == []
    await heard(runtime, mark(2, held=True))
    (link,) = await invitations(runtime)
    assert "Auttoiko" in (await http.get(link)).text
    await heard(runtime, mark(3, held=False))
    assert "ei ole nyt avoinna" in (await http.get(link)).text
    assert (await http.post(link, data={"mark": "4"})).status_code == 410


async def test_neither_ids_nor_the_order_on_the_disk_tell_when_an_answer_came(feedback: Running) -> None:
    runtime, _, _ = feedback
    for n in range(40):
        await Store(runtime.tx).add_answer(Answer(about="x", month="2026-12", mark=1 + n // 8))
    kept = await Store(runtime.tx)._answers.find({"about": "x"}).to_list(None)
    assert sorted(each["mark"] for each in kept) == sorted(1 + n // 8 for n in range(40))
    assert all(re.fullmatch("[0-9a-f]{32}", each["_id"]) for each in kept)
    by_id = [each["mark"] for each in sorted(kept, key=lambda each: str(each["_id"]))]
    as_stored = [each["mark"] for each in kept]
    assert by_id != sorted(by_id)
    assert as_stored != sorted(as_stored)


async def test_the_figures_stand_still_until_enough_have_come(feedback: Running) -> None:
    runtime, http, weeks = feedback
    weeks.now = build.SLOT.end + timedelta(days=29)
    told = []
    for n in range(10):
        confirmed = build.confirmed().model_copy(update={"debriefing_id": f"case{n}"})
        await heard(runtime, confirmed)
        (link,) = await invitations(runtime, f"case{n}")
        assert (await http.post(link, data={"mark": "5" if n < 5 else "1"})).status_code == 200
        token = runtime.settings.coordinator_token.get_secret_value()
        answer = await http.get("/feedback/api/summary", headers={"Authorization": f"Bearer {token}"})
        told.append(answer.json().get("mean"))
    assert told == [None] * 4 + [5.0] * 5 + [3.0]


async def test_answers_of_old_get_random_ids_and_their_figures_stay(database: mongo.Database) -> None:
    old = [{"about": "debriefing", "month": "2026-11", "mark": 4} for _ in range(6)]
    await database["answers"].insert_many(old)
    for _ in range(2):
        await Store.prepare(database)
    store = Store(mongo.Tx(database))
    kept = await database["answers"].find({}).to_list(None)
    assert len(kept) == 6
    assert all(re.fullmatch("[0-9a-f]{32}", str(each["_id"])) for each in kept)
    figures = await store.figures("debriefing")
    assert figures is not None
    assert figures.answers == 6


async def test_a_withdrawn_debriefing_is_not_asked_about(feedback: Running) -> None:
    runtime, http, _ = feedback
    link = await planned(runtime)
    forget = SERVICE.consumes[type(build.withdrawn())]
    await runtime.run(lambda unit: forget(build.withdrawn(), unit))
    assert (await http.get(link)).status_code == 404


@pytest.mark.parametrize("mark", ["0", "6", "many", ""])
async def test_a_mark_outside_the_scale_is_refused(feedback: Running, mark: str) -> None:
    runtime, http, weeks = feedback
    link = await planned(runtime)
    weeks.now = build.SLOT.end + timedelta(days=29)
    assert (await http.post(link, data={"mark": mark})).status_code == 422
    assert (await http.post(link, data={"mark": "5"})).status_code == 200
