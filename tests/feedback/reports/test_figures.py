"""What may be shown: never for fewer than five, and never so that one answer can be read from it."""

import re
from collections import Counter
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.feedback.reports.figures import fewest, shown_next, summary
from services.feedback.reports.model import Figures
from services.feedback.reports.store import FiguresStore
from services.feedback.service import SERVICE
from shared.store import mongo
from tests.feedback.asked import Running, heard, invitations
from tests.notifications import build

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
        await SERVICE.prepare(database)
    store = FiguresStore(mongo.Tx(database))
    kept = await database["answers"].find({}).to_list(None)
    assert len(kept) == 6
    assert all(re.fullmatch("[0-9a-f]{32}", str(each["_id"])) for each in kept)
    figures = await store.figures("debriefing")
    assert figures is not None
    assert figures.answers == 6
