"""Whom to ask, and when: the same in whatever order messages come."""

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feedback.invitations import asking
from services.feedback.invitations.model import Course, Invitation
from services.feedback.questionnaires.library import newest
from services.feedback.service import SERVICE
from shared.messages.booking import Occurrence, SessionHeld, SessionNotHeld
from tests.feedback.asked import Running, heard, invitations, planned
from tests.notifications import build


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


def planned_by(revision: int) -> Invitation:
    confirmed = build.confirmed().model_copy(update={"revision": revision})
    found = asking.follow_up(confirmed, newest("follow_up"), timedelta(days=28), None)
    return asking.of_debriefing(confirmed, found, "k")


@given(st.permutations([1, 2, 3, 2]))
def test_the_latest_confirmation_holds_in_whatever_order_they_come(revisions: list[int]) -> None:
    found = None
    for revision in revisions:
        found = asking.renewed(found, planned_by(revision))
        found = found.model_copy(update={"answered": True})
    assert found is not None
    assert (found.revision, found.answered) == (3, True)


def test_the_question_is_open_only_after_its_weeks_and_for_thirty_days() -> None:
    found = planned_by(1)
    assert found.due == build.SLOT.end + timedelta(days=28)
    assert not asking.is_open(found, found.due - timedelta(seconds=1))
    assert asking.is_open(found, found.due)
    assert found.until == found.due + timedelta(days=30)
    assert not asking.is_open(found, found.until)
    assert not asking.is_open(found.model_copy(update={"answered": True}), found.due)


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
    assert (await http.post(link, data={"helped": "4"})).status_code == 410


async def test_a_withdrawn_debriefing_is_not_asked_about(feedback: Running) -> None:
    runtime, http, _ = feedback
    link = await planned(runtime)
    forget = SERVICE.consumes[type(build.withdrawn())]
    await runtime.run(lambda unit: forget(build.withdrawn(), unit))
    assert (await http.get(link)).status_code == 404
