"""Reports: figures of whole cells, each to whom they belong, and what isn't shown with its reason."""

import csv
import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feedback.answers import publishing
from services.feedback.answers.model import Cell, Pool, Share, Values
from services.feedback.answers.tally import half_year, tallies
from services.feedback.questionnaires.library import library, questionnaire
from services.feedback.reports.chart import APART, chart
from services.feedback.reports.csv_file import COLUMNS, as_csv
from services.feedback.reports.report import Change, StatementOverTime, report
from services.feedback.rounds.model import Round
from shared.app.service import App
from shared.messages.contracts import OrdererAdmitted
from shared.people.person import Person
from tests.feedback.asked import Running, heard, links, opened, people
from tests.notifications import build
from tests.parts import signed_in

ORDERER = Person(email="maria@x.example", name="Maria", organisations=("lieto",))
OTHER = Person(email="olli@x.example", name="Olli", organisations=("turku",))
SUPERVISOR = Person(email="aino@verkosto.example", name="Aino", supervisor="aino")
COLLEAGUE = Person(email="mikael@verkosto.example", name="Mikael", supervisor="mikael")
COORDINATOR = Person(email="koordinaattori@example.org", name="", coordinator=True)


def cell(marks: Sequence[int], week: str = "2026-W48", name: str = "evaluation@1", n: int = 0) -> Cell:
    share = Share(box="b", process="p", n=len(marks), min_answers=5, week=week, supervisors=("aino",))
    pool = Pool(questionnaire=name, level="process", key="p", process="p", shares=(share,), since=build.NOW)
    values: list[Values] = [{"trust": mark} for mark in marks]
    return publishing.cell(f"{week}-{n}", pool, questionnaire(name), values)


WEEKS = st.integers(1, 52).map(lambda n: f"2026-W{n:02d}") | st.integers(1, 52).map(lambda n: f"2025-W{n:02d}")
CELLS = st.lists(st.builds(cell, st.lists(st.integers(1, 5), min_size=5, max_size=9), WEEKS), max_size=8)


@given(CELLS, st.integers(5, 12))
def test_every_figure_of_a_report_is_of_as_many_people_as_the_network_wants(cells: list[Cell], fewest: int) -> None:
    made = report(tallies(cells), (), (), library(), fewest)
    for section in made.sections:
        assert section.n >= fewest
        for scale in section.scales:
            assert scale.shown.n >= fewest
    if made.change:
        assert all(count >= fewest for count in made.change.counts)
        assert made.change.periods == tuple(sorted(made.change.periods))
        assert all(len(line.means) == len(made.change.periods) for line in made.change.lines)


@given(CELLS)
def test_a_report_does_not_depend_on_the_order_in_which_cells_are_read(cells: list[Cell]) -> None:
    assert (
        report(tallies(cells), (), (), library(), 5).sections
        == report(tallies(cells[::-1]), (), (), library(), 5).sections
    )


MEANS = st.lists(st.none() | st.floats(1, 5), min_size=3, max_size=3)


@given(st.lists(MEANS.filter(lambda means: sum(mean is not None for mean in means) > 1), min_size=1, max_size=3))
def test_a_line_is_cut_where_a_point_is_not_shown_and_labels_lie_apart(means: list[list[float | None]]) -> None:
    words = questionnaire("pulse@1").title
    drawn = chart(
        Change(("2025-1", "2025-2", "2026-1"), (5, 5, 5), tuple(StatementOverTime(words, tuple(m)) for m in means))
    ).drawn
    for line in drawn:
        shown = [mean is not None for mean in line.line.means]
        assert len(line.pieces) == sum(a and b for a, b in itertools.pairwise(shown))
        assert len(line.points) == sum(shown)
    places = sorted(line.label_y for line in drawn)
    assert all(after - before >= APART for before, after in itertools.pairwise(places))


def test_half_years_are_by_the_week() -> None:
    assert [half_year(week) for week in ("2026-W01", "2026-W26", "2026-W27", "2026-W53")] == [
        "2026-1",
        "2026-1",
        "2026-2",
        "2026-2",
    ]


def test_what_is_not_shown_says_why_and_when_and_never_how_many() -> None:
    share = Share(box="b", process="p", n=3, min_answers=5, week="2026-W48")
    pool = Pool(questionnaire="pulse@1", level="process", key="p", process="p", shares=(share,), since=build.NOW)
    round_ = Round(
        id="r",
        questionnaire="benefit@1",
        process="p",
        organisation="Liedon koulu",
        opens=build.NOW,
        closes=build.NOW + timedelta(days=9),
        min_answers=5,
    )
    few, still_open = sorted(report((), (pool,), (round_,), library(), 5).hidden, key=lambda each: each.because)
    assert (few.because, few.until) == ("few", build.NOW + timedelta(days=120))
    assert (still_open.because, still_open.until) == ("open", round_.closes)


def test_the_file_has_a_row_for_each_figure() -> None:
    made = report(tallies([cell([1, 2, 3, 4, 5])]), (), (), library(), 5)
    rows = list(csv.DictReader(as_csv(made).splitlines()))
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["item"], row["people"], row["mean"]) for row in rows] == [("trust", "5", "3.0")]


async def answered(app: App, http: Any, name: str, sent: dict[str, Any], process: str = "p", **facts: Any) -> None:
    """A round in which six people have answered alike, but one."""
    round_ = await opened(app, name, people(6), process, **{"supervisors": ("aino",), **facts})
    for n, link in enumerate(await links(app, round_)):
        other = {item: "2" for item, value in sent.items() if str(value).isdigit()}
        assert (await http.post(link, data={**sent, **(other if n < 2 else {})})).status_code == 200


@pytest.fixture
async def reported(feedback: Running) -> Running:
    runtime, http, weeks = feedback
    weeks.now -= timedelta(days=200)
    admitted = OrdererAdmitted(
        email="maria@x.example",
        name="Maria",
        language="fi",
        organisation_id="lieto",
        organisation="Liedon koulu",
        revision=2,
    )
    for revision, name in ((2, "Liedon koulu"), (1, "Vanha nimi")):
        await heard(runtime, admitted.model_copy(update={"revision": revision, "organisation": name}))
    other = admitted.model_copy(update={"organisation_id": "turku", "organisation": "Turun koulu"})
    await heard(runtime, other)
    await answered(runtime, http, "pulse", {"heard": "5", "mattered": "4"})
    await answered(runtime, http, "evaluation", {"trust": "3", "limits": "2"})
    weeks.now += timedelta(days=200)
    sent = {"benefits": ["peers", "trust"], "trust": "5", "limits": "4", "words": "<b>Kiitos</b>"}
    await answered(runtime, http, "benefit", sent)
    await answered(
        runtime, http, "pulse", {"heard": "1"}, "q", organisation="Turun koulu", supervisors=("mikael",), nth=1
    )
    return feedback


async def seen(running: Running, person: Person | None, path: str) -> Any:
    runtime, http, _ = running
    name, value = signed_in(runtime.settings, person) if person else ("x", "y")
    return await http.get(path, headers={"Cookie": f"{name}={value}"})


async def test_each_reads_their_own_report_and_nobody_else_s(reported: Running) -> None:
    network, mine, lieto, turku = (f"/feedback/reports/{name}" for name in ("network", "mine", "lieto", "turku"))
    allowed = {
        COORDINATOR: {network},
        SUPERVISOR: {mine},
        COLLEAGUE: {mine},
        ORDERER: {lieto},
        OTHER: {turku},
    }
    for person, own in allowed.items():
        for path in (network, mine, lieto, turku):
            for each in (path, f"{path}/figures.csv"):
                status = (await seen(reported, person, each)).status_code
                assert status in ((200,) if path in own else (403, 404))
        assert (await seen(reported, person, "/feedback/reports")).status_code == 200
    assert (await seen(reported, None, network)).status_code == 303


async def test_a_report_says_the_main_points_in_sentences(reported: Running) -> None:
    page = (await seen(reported, ORDERER, "/feedback/reports/lieto")).text
    assert "Useimmin työnohjauksesta saatiin tämä: Vertaistuki (lähes kaikki vastanneista)." in page
    assert "Tapaamisten jälkeen:" in page
    assert "keskiarvo oli ensin 2,7, viimeksi 4,0" in page
    assert "Se, mitä tapaamisissa puhuttiin" in page
    other = (await seen(reported, OTHER, "/feedback/reports/turku")).text
    assert "Vertaistuki" not in other
    mine = (await seen(reported, COLLEAGUE, "/feedback/reports/mine")).text
    assert "Vertaistuki" not in mine


async def test_words_are_read_by_the_supervisor_alone_and_as_data(reported: Running) -> None:
    assert "&lt;b&gt;Kiitos&lt;/b&gt;" in (await seen(reported, SUPERVISOR, "/feedback/reports/mine")).text
    for person, path in ((ORDERER, "lieto"), (COORDINATOR, "network"), (COLLEAGUE, "mine")):
        assert "Kiitos&lt;" not in (await seen(reported, person, f"/feedback/reports/{path}")).text
    assert "Kiitos" not in (await seen(reported, SUPERVISOR, "/feedback/reports/mine/figures.csv")).text


async def test_programs_read_the_same_figures(reported: Running) -> None:
    runtime, http, _ = reported
    token = {"Authorization": f"Bearer {runtime.settings.coordinator_token.get_secret_value()}"}
    told = (await http.get("/feedback/api/reports", params={"organisation": "Liedon koulu"}, headers=token)).json()
    assert {each["name"]: each["people"] for each in told["questionnaires"]} == {
        "benefit": 6,
        "evaluation": 6,
        "pulse": 6,
    }
    both = {"organisation": "Liedon koulu", "supervisor": "aino"}
    assert (await http.get("/feedback/api/reports", params=both, headers=token)).status_code == 422
    assert (await http.get("/feedback/api/reports")).status_code == 401
    whole = (await http.get("/feedback/api/reports", headers=token)).json()
    assert next(each for each in whole["questionnaires"] if each["name"] == "pulse")["people"] == 12
