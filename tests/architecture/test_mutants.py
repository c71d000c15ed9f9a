"""What `make mutants` tries: each comparison, and/or, plus/minus, not and yes/no of a rule, one at a time."""

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from tests.mutants.changes import changed, changes
from tests.mutants.files import ROOT, rules

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


def test_how_a_class_is_made_is_no_rule(rule: Path) -> None:
    made = "@dataclass(frozen=True)\nclass Fit(Base, frozen=True):\n    model_config = dict(frozen=True)\n"
    rule.write_text(f"{made}    near: bool = False\n")
    assert [each.name for each in changes(rule)] == ["near: bool = False -> near: bool = True"]


@pytest.fixture
def tried(tmp_path: Path) -> Callable[[str, str], list[str]]:
    """Which changes of a rule survive its tests; in a process of its own, as pytest runs but once in one."""

    def survivors(rule: str, tests: str) -> list[str]:
        (tmp_path / "rule.py").write_text(rule)
        # Else a test's name would begin where this checkout and the temporary folder part: below /tmp it may be there.
        (tmp_path / "pytest.ini").write_text("[pytest]\n")
        (tmp_path / "test_rule.py").write_text(tests)
        code = dedent(f"""
            import sys
            import pytest
            from pathlib import Path
            from tests.mutants.changes import changes
            from tests.mutants.trial import ARGUMENTS, Trials
            sys.path.insert(0, {str(tmp_path)!r})
            trials = Trials(changes=changes(Path({str(tmp_path / "rule.py")!r})), say=lambda line: None)
            arguments = [*ARGUMENTS, "-c", {str(tmp_path / "pytest.ini")!r}, {str(tmp_path)!r}]
            ended = pytest.main(arguments, plugins=[trials])
            print("", ended, *trials.broken, *(each.name for each in trials.survivors), sep="\\n")
        """)
        done = subprocess.run(  # noqa: S603  # our own
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
        )
        assert "INTERNALERROR" not in done.stdout + done.stderr, done.stdout + done.stderr
        return done.stdout.split("\n\n")[-1].splitlines()

    return survivors


LESS = "NEAR = True\ndef fits(a, b):\n    return a < b\n"


def test_tests_that_notice_and_tests_that_do_not_are_told_apart(tried: Callable[[str, str], list[str]]) -> None:
    """Canary: a change that nothing looks at survives, in a function or beside one; one that is looked at does not."""
    survives = tried(LESS, "import rule\ndef test_less(): assert rule.fits(1, 2)\n")
    assert survives == ["0", "NEAR = True -> NEAR = False", "fits: a < b -> a <= b"]
    looked = "import rule\ndef test_equal(): assert not rule.fits(1, 1)\ndef test_near(): assert rule.NEAR\n"
    assert tried(LESS, looked) == ["0"]


def test_what_never_comes_to_an_end_is_noticed(tried: Callable[[str, str], list[str]]) -> None:
    rule = "def count(n):\n    while n > 0:\n        n = n - 1\n"
    assert tried(rule, "import rule\ndef test_end(): rule.count(3)\n") == ["0", "count: n > 0 -> n >= 0"]


def test_a_test_that_fails_anyway_is_named(tried: Callable[[str, str], list[str]]) -> None:
    tests = "import rule\ndef test_wrong(): assert False\ndef test_near(): assert rule.fits(1, 2) and rule.NEAR\n"
    assert tried(LESS, tests) == ["0", "test_rule.py::test_wrong", "fits: a < b -> a <= b"]


def test_a_test_that_starts_a_process_is_no_test_of_rules(tried: Callable[[str, str], list[str]]) -> None:
    tests = "import rule, subprocess\ndef test_it(): assert subprocess.run(['true']) and not rule.fits(1, 1)\n"
    assert tried(LESS, tests) == ["0", "NEAR = True -> NEAR = False", "fits: a < b -> a <= b"]


def test_rules_are_what_the_import_linter_keeps_from_io() -> None:
    found = {str(each.relative_to(ROOT / "services")) for each in rules() if each.is_relative_to(ROOT / "services")}
    assert any(each.startswith("booking/") and each.endswith("routing.py") for each in found)
    assert not any(Path(each).name in ("handlers.py", "store.py", "model.py", "service.py") for each in found)
    assert len(found) > 50


def test_a_function_that_another_made_at_first_is_changed_too(tried: Callable[[str, str], list[str]]) -> None:
    rule = "def within(most):\n    def check(n):\n        return n < most\n    return check\nshort = within(3)\n"
    assert tried(rule, "import rule\ndef test_short(): assert rule.short(2)\n") == [
        "0",
        "within: n < most -> n <= most",
    ]
    assert tried(rule, "import rule\ndef test_long(): assert not rule.short(3)\n") == ["0"]
