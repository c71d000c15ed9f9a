"""What may be shown: never of fewer than five people, and never so that one answer can be read from it.

Two attackers try. One has every figure that anybody sees at any moment and subtracts them from each other as he likes;
the other knows all that was published of a cell and goes through every way in which its people can have answered.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feedback.answers import pooling, publishing
from services.feedback.answers.model import Cell, Pool, Share, Values
from services.feedback.answers.tally import tallies
from services.feedback.questionnaires.library import library, questionnaire
from services.feedback.questionnaires.model import Questionnaire
from services.feedback.reports import figures
from services.feedback.rounds.model import Round
from tests.notifications import build

PULSE = questionnaire("pulse@1")
K = 5


@dataclass(frozen=True)
class Ended:
    """A round that has closed: whose process it is, and which of its people answered what (one item)."""

    process: str
    organisation: str
    answers: dict[str, int]


@dataclass
class World:
    """Rounds close one after the other; what can be seen grows. `pour` is what decides when it does."""

    pools: dict[str, Pool] = field(default_factory=dict)
    boxes: dict[str, Ended] = field(default_factory=dict)
    cells: dict[str, tuple[Cell, list[str]]] = field(default_factory=dict)

    def close(self, ended: Ended) -> None:
        box = f"box{len(self.boxes)}"
        self.boxes[box] = ended
        round_ = _round(ended)
        share = pooling.share_of(round_, box, len(ended.answers), build.NOW)
        if ended.answers:
            self.pour(pooling.pool_for(round_, PULSE, build.NOW), [share])

    def wait_long(self) -> None:
        """Everything that waits in vain goes on to where more comes together."""
        for level in pooling.PATIENCE:
            for pool in [each for each in self.pools.values() if each.level == level]:
                following = pooling.next_pool(pool, PULSE, build.NOW)
                assert following is not None
                del self.pools[pool.id]
                self.pour(following, pool.shares)

    def pour(self, empty: Pool, shares: Iterable[Share]) -> None:
        pool = pooling.with_shares(self.pools.get(empty.id, empty), shares, build.NOW)
        self.pools[pool.id] = pool
        if pooling.is_enough(pool):
            del self.pools[pool.id]
            people = [f"{share.box}/{who}" for share in pool.shares for who in self.boxes[share.box].answers]
            marks = [mark for share in pool.shares for mark in self.boxes[share.box].answers.values()]
            answers: list[Values] = [{"heard": mark, "mattered": 3} for mark in marks]
            cell = publishing.cell(f"cell{len(self.cells)}", pool, PULSE, answers)
            self.cells[cell.id] = (cell, people)

    def seen(self) -> list[list[str]]:
        """The people of every figure that anybody can see now: of each process, organisation, supervisor, of all."""
        keys: dict[tuple[str, str | None], list[str]] = defaultdict(list)
        for cell, people in self.cells.values():
            for key in (("process", cell.process), ("organisation", cell.organisation), ("network", None)):
                keys[key] += people
            for supervisor in cell.supervisors:
                keys["supervisor", supervisor] += people
            keys["cell", cell.id] = people
        return [people for (_, name), people in keys.items() if name or _ == "network"]


def _round(ended: Ended) -> Round:
    return Round(
        id="r",
        questionnaire=PULSE.id,
        process=ended.process,
        organisation=ended.organisation,
        supervisors=("aino",),
        opens=build.NOW,
        closes=build.NOW,
        min_answers=K,
    )


def fewest_told_apart(figures_seen: Sequence[Sequence[str]]) -> int:
    """Of how many people the smallest group is that sums of these figures, added and subtracted, can be about.

    Answers that are in exactly the same figures can't be told apart by any sum of them: the groups of such answers are
    what all sums are made of. Counted are the people (`box/person`) who gave them.
    """
    groups: dict[frozenset[int], set[str]] = defaultdict(set)
    for who in {who for people in figures_seen for who in people}:
        same = frozenset(n for n, people in enumerate(figures_seen) if who in people)
        groups[same].add(who.partition("/")[2])
    return min((len(group) for group in groups.values()), default=K)


ENDED = st.builds(
    lambda process, size, marks: Ended(
        f"p{process}", f"o{process % 2}", {f"p{process}-{who}": mark for who, mark in enumerate(marks[:size])}
    ),
    st.integers(0, 5),
    st.integers(0, 9),
    st.lists(st.integers(1, 5), min_size=9, max_size=9),
)


@given(st.lists(ENDED | st.none(), max_size=20))
def test_whatever_is_subtracted_from_whatever_at_any_moment_it_is_of_five_people(story: list[Ended | None]) -> None:
    world = World()
    every: list[list[str]] = []
    for each in story:
        world.wait_long() if each is None else world.close(each)
        every += world.seen()
        assert fewest_told_apart(every) >= K


@given(st.lists(ENDED, min_size=3, max_size=12))
def test_people_of_one_process_are_counted_once_however_often_they_answer(story: list[Ended]) -> None:
    world = World()
    for each in story:
        world.close(each)
    assert all(len({who.partition("/")[2] for who in people}) >= K for _, people in world.cells.values())
    assert all(cell.n == len(people) for cell, people in world.cells.values())


def test_the_subtracting_attacker_finds_what_was_shown_live() -> None:
    """A canary: figures renewed with each answer would fail."""
    people = [f"box/p{n}" for n in range(7)]
    assert fewest_told_apart([people[:5], people[:6], people]) == 1
    assert fewest_told_apart([people[:5], people]) == 2


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8))
def test_a_pool_of_one_process_counts_as_its_largest_round(sizes: list[int]) -> None:
    shares = [Share(box=str(n), process="p", n=size, min_answers=K, week="2026-W48") for n, size in enumerate(sizes)]
    assert pooling.people(shares) == max(sizes)
    apart = [share.model_copy(update={"process": share.box}) for share in shares]
    assert pooling.people(apart) == sum(sizes)


def published(values: Sequence[Values], asked: Questionnaire = PULSE) -> object:
    return {name: each.model_dump() for name, each in publishing.published(asked, values, K).items()}


def somebody_is_found_out(show: Callable[[Sequence[int]], object], marks: Sequence[int], people: int) -> bool:
    """Whether somebody who knows `show` of a cell, and nothing else, knows anybody's own answer."""
    possible: dict[str, set[tuple[int, ...]]] = defaultdict(set)
    for world in product(marks, repeat=people):
        possible[repr(show(world))].add(world)
    return any(len({world[0] for world in worlds}) == 1 for worlds in possible.values())


@pytest.mark.parametrize("people", [5, 6])
@pytest.mark.parametrize("marks", [(1, 5), (3, 4), (1, 3, 5)], ids=str)
def test_nobody_s_mark_is_known_whatever_everybody_gave(marks: tuple[int, ...], people: int) -> None:
    assert not somebody_is_found_out(lambda world: published([{"heard": mark} for mark in world]), marks, people)


@pytest.mark.parametrize("people", [5, 6])
def test_nobody_s_choice_is_known_whatever_everybody_ticked(people: int) -> None:
    asked = questionnaire("benefit@1")

    def show(world: Sequence[int]) -> object:
        return published([{"benefits": ("trust",) if ticked else ()} for ticked in world], asked)

    assert not somebody_is_found_out(show, (0, 1), people)


def test_the_searching_attacker_finds_out_the_unanimous() -> None:
    """A canary: with exact counts everybody is known where all chose the same."""
    assert somebody_is_found_out(sum, (0, 1), 5)


@given(st.lists(st.lists(st.integers(1, 5), min_size=5, max_size=9), min_size=1, max_size=4))
def test_a_report_knows_no_more_than_its_cells_say(cells: list[list[int]]) -> None:
    """The same published cells, whatever lies below them, give the same report."""
    made = [_cell(n, marks) for n, marks in enumerate(cells)]
    twins = [Cell.model_validate_json(cell.model_dump_json()) for cell in made]
    assert figures.scale(tallies(made), "heard") == figures.scale(tallies(twins), "heard")
    shown = figures.scale(tallies(made), "heard")
    assert shown is not None
    assert shown.n == sum(map(len, cells))
    assert 1 <= shown.mean <= 5
    assert shown.agreed.percent % 5 == 0
    assert (shown.agreed.nearly is None) == (0 < shown.agreed.percent < 100 and not _all_nearly(made))


def _all_nearly(cells: Sequence[Cell]) -> bool:
    counts = [(each.agreed, each.n) for cell in cells if (each := cell.items["heard"]).kind == "scale"]
    return all(many == n - 1 for many, n in counts) or all(many == 1 for many, _ in counts)


def _cell(n: int, marks: list[int]) -> Cell:
    share = Share(box="b", process="p", n=len(marks), min_answers=K, week="2026-W48")
    pool = Pool(questionnaire=PULSE.id, level="process", key="p", process="p", shares=(share,), since=build.NOW)
    return publishing.cell(f"c{n}", pool, PULSE, [{"heard": mark} for mark in marks])


@given(st.lists(st.fixed_dictionaries({}, optional={"heard": st.integers(1, 5), "mattered": st.integers(1, 5)})))
def test_an_item_that_too_few_have_answered_is_shown_to_nobody(answers: list[dict[str, int]]) -> None:
    shown = publishing.published(PULSE, answers, K)
    for item in ("heard", "mattered"):
        assert (item in shown) == (sum(item in each for each in answers) >= K)


def test_nothing_written_is_ever_a_figure() -> None:
    texts = [{"words": "Kiitos"}] * 9
    assert publishing.published(questionnaire("benefit@1"), texts, K) == {}


@given(st.integers(1, 40), st.lists(st.integers(5, 20), min_size=1, max_size=5))
def test_a_raised_threshold_hides_whole_cells(fewest: int, sizes: list[int]) -> None:
    cells = [_cell(n, [4] * size) for n, size in enumerate(sizes)]
    assert sum(each.n for each in figures.visible(tallies(cells), fewest)) == sum(n for n in sizes if n >= fewest)


def test_every_questionnaire_pools_up_to_the_network() -> None:
    assert {asked.pooled[-1] for asked in library().values()} == {"network"}
