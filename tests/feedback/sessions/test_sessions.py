"""What became of sessions is the same in whatever order it is heard, and reports count it so."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feedback.processes.model import Process
from services.feedback.reports.attendance import attendance, held
from services.feedback.sessions.model import SessionOutcome, SessionStatus
from services.feedback.sessions.store import Sessions
from shared.messages.base import Message
from tests.feedback.asked import Running, heard
from tests.feedback.rounds.test_rounds import SESSION, marked
from tests.notifications import build

EVENTS: dict[str, Message] = {
    "scheduled": build.scheduled(),
    "moved": build.moved(),
    "unheld": marked(5, held=False),
    "held": marked(6),
}


@pytest.mark.parametrize("order", list(permutations(EVENTS))[::3], ids=" ".join)
async def test_the_latest_word_holds_in_whatever_order_it_is_heard(feedback: Running, order: tuple[str, ...]) -> None:
    runtime, _, _ = feedback
    for name in (*order, *order):
        await heard(runtime, EVENTS[name])
    found = await Sessions(runtime.tx).find(SESSION)
    assert found is not None
    assert (found.status, found.sequence, found.supervisors) == ("held", 6, ("aino",))


async def test_a_cancelled_session_counts_for_nothing(feedback: Running) -> None:
    runtime, _, _ = feedback
    await heard(runtime, build.cancelled())
    await heard(runtime, build.scheduled())
    assert await Sessions(runtime.tx).of({}) == []


def outcome(n: int, status: SessionStatus, *themes: str, process: str | None = "p", days: int = -1) -> SessionOutcome:
    return SessionOutcome(
        id=str(n),
        sequence=1,
        process=process,
        organisation="Liedon koulu",
        supervisors=("aino",),
        start=build.NOW + timedelta(days=days),
        end=build.NOW + timedelta(days=days, hours=1),
        status=status,
        themes=themes,
    )


def test_sessions_are_counted_against_what_was_agreed_and_themes_against_what_was_held() -> None:
    process = Process(id="p", title="Ryhmä 4", organisation="Liedon koulu", agreed=4, themes=("Raja", "Tieto"))
    sessions = [
        outcome(0, "held", "Tieto", "Tieto"),
        outcome(1, "held", "Tieto", "Palaute"),
        outcome(2, "not_held", "Raja"),
        outcome(3, "planned"),
        outcome(4, "planned", days=9),
        outcome(5, "held", process=None),
    ]
    made = attendance([process], sessions, {}, build.NOW)
    (course,) = made.courses
    assert (course.sessions.held, course.sessions.agreed, course.sessions.not_held) == (2, 4, 1)
    assert (course.sessions.unmarked, course.sessions.ahead) == (1, 1)
    assert [(each.name, each.sessions) for each in course.themes] == [("Tieto", 2), ("Palaute", 1), ("Raja", 0)]
    assert made.others is not None
    assert (made.others.held, made.total.held, made.total.agreed) == (1, 3, 5)


def test_a_process_that_goes_on_under_the_next_contract_counts_all_its_sessions() -> None:
    sessions = [outcome(n, "held") for n in range(5)] + [outcome(n, "planned", days=9) for n in range(5, 10)]
    assert held(sessions, 5, build.NOW).agreed == 10


STATUSES = st.sampled_from(["planned", "held", "not_held"])


@given(st.lists(st.tuples(STATUSES, st.integers(-9, 9)), max_size=20), st.none() | st.integers(1, 30))
def test_never_more_are_held_than_agreed(found: list[tuple[SessionStatus, int]], agreed: int | None) -> None:
    sessions = [outcome(n, status, days=days) for n, (status, days) in enumerate(found)]
    made = held(sessions, agreed, build.NOW)
    assert 0 <= made.held <= made.agreed
    assert made.held + made.not_held + made.ahead + made.unmarked == len(sessions)
    assert 0 <= made.percent <= 100
