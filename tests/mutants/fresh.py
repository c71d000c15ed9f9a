"""A change of what runs when a file is loaded: tried in a process that has loaded nothing yet, as pytest runs anyway.

python -m tests.mutants.fresh PATH NUMBER ARGUMENTS of pytest (`-` for no change at all); ends with 0 where tests pass.
"""

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType

from tests.mutants.changes import changed
from tests.mutants.files import ROOT

SECONDS = 60  # of the processor, for all tests


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module with one change in it."""

    def __init__(self, path: Path, number: int) -> None:
        self._path, self._number = path, number

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        found = importlib.machinery.PathFinder.find_spec(name, path)
        if found is None or found.origin != str(self._path):
            return None
        places = [str(self._path.parent)] if self._path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(name, self._path, loader=self, submodule_search_locations=places)

    def exec_module(self, module: ModuleType) -> None:
        code = changed(self._path, self._number)
        exec(compile(code, str(self._path), "exec"), vars(module))  # noqa: S102  # our own


def passes(path: Path, number: int | None, arguments: Iterable[str]) -> bool:
    """Whether tests pass with this change (with none at all, for `number` None)."""
    how = [sys.executable, "-m", "tests.mutants.fresh", str(path), "-" if number is None else str(number)]
    return subprocess.run([*how, *arguments], cwd=ROOT, capture_output=True, check=False).returncode == 0  # noqa: S603


@cache
def direct(path: Path) -> frozenset[Path]:
    """The files of our loaded modules that import a file themselves."""
    name = next(name for name, each in list(sys.modules.items()) if getattr(each, "__file__", None) == str(path))
    return frozenset(Path(each) for each, names in _all_imported().items() if name in names)


@cache
def _all_imported() -> dict[str, frozenset[str]]:
    """What each of our loaded modules imports."""
    files = {str(getattr(each, "__file__", None)) for each in list(sys.modules.values())}
    ours = {each for each in files if each.endswith(".py") and "/lib/python" not in each}
    return {each: frozenset(_imported(Path(each))) for each in ours}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


if __name__ == "__main__":
    import pytest

    from tests.mutants.trial import RulesAlone

    rule, which, *others = sys.argv[1:]
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    if which != "-":
        sys.meta_path.insert(0, Changed(Path(rule), int(which)))
    sys.exit(pytest.main(others, plugins=[RulesAlone()]))
