"""What `make mutants` tries: each comparison, and/or, plus/minus, not and yes/no of a rule, one at a time."""

import ast
from pathlib import Path

import pytest

from tests.mutants import trial
from tests.mutants.changes import changed, changes

RULE = """
def fits(a, b, near):
    return a < b and not near and b - a in (1, 2) and near is not True and f"{a}" + "x" != "x"
"""


@pytest.fixture
def rule(tmp_path: Path) -> Path:
    path = tmp_path / "rule.py"
    path.write_text(RULE)
    return path


def test_everything_that_may_be_changed_is_changed_once(rule: Path) -> None:
    tried = [ast.unparse(changed(rule, each.number)) for each in changes(rule)]
    assert len(set(tried)) == len(tried)
    for after in (
        "a <= b",
        "not not near",
        "b + a in",
        "b - a not in",
        "near is True",
        "is not False",
        " or ",
        "== 'x'",
    ):
        assert any(after in each for each in tried), after
    assert not any("- 'x'" in each for each in tried)


def test_a_change_is_known_by_its_code_wherever_it_stands(rule: Path) -> None:
    before = {each.code for each in changes(rule)}
    rule.write_text(f"\n\n{RULE}")
    assert {each.code for each in changes(rule)} == before


def test_tests_that_notice_and_tests_that_do_not_are_told_apart(rule: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Canary: a change that nothing looks at survives; one that is looked at does not."""
    monkeypatch.setattr(trial, "ROOT", rule.parent)
    rule.write_text("def fits(a, b):\n    return a < b\n")
    tests = rule.parent / "test_rule.py"
    found = f"import sys\nsys.path.insert(0, {str(rule.parent)!r})\nimport rule\n"
    tests.write_text(f"{found}def test_equal(): assert not rule.fits(1, 1)\n")
    assert trial.survives(rule, None, [tests])
    assert not trial.survives(rule, 0, [tests])
    tests.write_text(f"{found}def test_less(): assert rule.fits(1, 2)\n")
    assert trial.survives(rule, 0, [tests])
