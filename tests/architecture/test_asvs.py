"""The table of requirements is whole: each once, in order, with mark and reason; the overview counts what is in it."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
MARKS = ("+", "~", "-", "n/a")
# How many requirements the standard has at its levels 1 and 2, by chapter.
OF_LEVELS_1_AND_2 = (27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7)
_CHAPTER = re.compile(r"^## V(\d+) (.+)$", re.MULTILINE)
_ROW = re.compile(r"^\| ([\d.]+|all \d+) \| (\S+) \| (.+) \|$", re.MULTILINE)
_FILE = re.compile(r"`?((?:docs|shared|deploy)/[\w/.]+\.(?:md|py))`?")


def chapters(table: str) -> dict[str, list[tuple[str, str, str]]]:
    """By the chapter's number and name: requirement, mark, reason."""
    parts = _CHAPTER.split(table)[1:]
    return {
        f"V{n} {name}": _ROW.findall(rows) for n, name, rows in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    }


def faults(table: str) -> list[str]:
    found = []
    for n, (name, rows) in enumerate(chapters(table).items(), 1):
        numbers = [tuple(map(int, each.split("."))) for each, _, _ in rows if not each.startswith("all")]
        found += [f"{name}: {mark}" for _, mark, _ in rows if mark not in MARKS]
        found += [f"{name}: {other} after {one}" for one, other in pairwise(numbers) if other <= one]
        found += [f"{name}: {each}" for each in numbers if each[0] != n]
    return found + [f"no such file: {each}" for each in _FILE.findall(table) if not (DOCS.parent / each).exists()]


def counted(rows: list[tuple[str, str, str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for requirement, mark, _ in rows:
        found[mark] += int(requirement.removeprefix("all ")) if requirement.startswith("all ") else 1
    return found


def test_every_requirement_has_its_mark_and_its_reason() -> None:
    table = (DOCS / "asvs.md").read_text()
    assert faults(table) == []
    assert tuple(counted(rows).total() for rows in chapters(table).values()) == OF_LEVELS_1_AND_2


def test_the_overview_counts_what_is_in_the_table() -> None:
    overview = (DOCS / "security.md").read_text()
    for name, rows in chapters((DOCS / "asvs.md").read_text()).items():
        numbers = " | ".join(str(counted(rows)[mark]) for mark in MARKS)
        assert f"| {name} | {numbers} |" in overview, name


@pytest.mark.parametrize(
    "row",
    ["| 1.1.1 | ? | why |", "| 1.1.2 | + | a |\n| 1.1.1 | + | b |", "| 2.1.1 | + | a |", "| 1.1.1 | + | shared/x.py |"],
)
def test_a_table_that_is_not_whole_is_found_out(row: str) -> None:
    assert faults(f"## V1 Encoding\n\n{row}\n") != []
