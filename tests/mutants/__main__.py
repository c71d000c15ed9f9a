"""`make mutants`: how many changes of the rules their tests notice; those that none does, by file and line.

ARGS="booking/rules/routing.py" tries that file alone. Ends with 1 where fewer than 95 % are noticed, or where
`equivalent.txt` names a change that is no more.
"""

import ast
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from tests.mutants.changes import Change, changes
from tests.mutants.trial import ROOT, name_of, survives

LEAST = 0.95
EQUIVALENT = Path(__file__).with_name("equivalent.txt")
PURE = ("shared/fields.py", "shared/i18n/zones.py", "shared/ical.py", "shared/finland/__init__.py")
WORKERS = 2


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def rules(chosen: list[str]) -> list[Path]:
    found = [*sorted(ROOT.glob("services/*/rules/*.py")), *(ROOT / each for each in PURE)]
    return [each for each in found if not chosen or any(str(each).endswith(name) for name in chosen)]


def tests_of(path: Path) -> list[Path]:
    """The tests that import a file themselves; where none does, those that reach it through other rules."""
    name = name_of(path)
    every = sorted((ROOT / "tests").glob("*/test_*.py"))
    return [each for each in every if name in set(_imported(each))] or [
        each for each in every if name in _reached(each)
    ]


@cache
def _reached(path: Path) -> frozenset[str]:
    """The rules that a test reaches: what it imports, its helpers, and rules by rules."""
    found: set[str] = set()
    left = list(_imported(path))
    while left:
        name = left.pop()
        file = ROOT / (name.replace(".", "/") + ".py")
        if name in found or not file.exists() or not (".rules." in name or name.startswith(("tests.", "shared."))):
            continue
        found.add(name)
        left += _imported(file)
    return frozenset(found)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def equivalent() -> dict[str, str]:
    """Why a change means nothing, by its file and code."""
    lines = [each for each in EQUIVALENT.read_text(encoding="utf-8").splitlines() if each and not each.startswith("#")]
    return dict(line.split(" # ", 1) for line in lines)


def key(change: Change) -> str:
    return f"{change.path.relative_to(ROOT)}: {change.code}"


def tried(change: Change) -> tuple[Change, bool]:
    return change, survives(change.path, change.number, tests_of(change.path))


def main() -> int:
    chosen = sys.argv[1:]
    known = equivalent()
    if broken := [path for path in rules(chosen) if tests_of(path) and not survives(path, None, tests_of(path))]:
        say(f"Their tests fail without any change: {', '.join(str(each.relative_to(ROOT)) for each in broken)}")
        return 1
    every = [each for path in rules(chosen) for each in changes(path)]
    with ProcessPoolExecutor(WORKERS) as pool:
        found = list(pool.map(tried, [each for each in every if key(each) not in known]))
    survivors = [each for each, survived in found if survived]
    for each in survivors:
        say(f"{each.path.relative_to(ROOT)}:{each.line}: {each.code}")
    gone = [] if chosen else sorted(known.keys() - {key(each) for each in every})
    for name in gone:
        say(f"no more: {name}")
    share = 1 - len(survivors) / max(len(found), 1)
    say(f"{len(found) - len(survivors)} of {len(found)} changes noticed ({share:.1%}); {len(known)} mean nothing")
    return int(share < LEAST or bool(gone))


if __name__ == "__main__":
    sys.exit(main())
