"""A change of what runs when a file is loaded: that file, and whatever imports it, is loaded anew with the change."""

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import signal
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutants.changes import changed

SECONDS = 60  # of the processor, for all tests


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module with one change in it (with none, for `change` None)."""

    def __init__(self, name: str, path: Path, number: int | None) -> None:
        self._name, self._path, self._number = name, path, number

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_file_location(name, self._path, loader=self) if name == self._name else None

    def exec_module(self, module: ModuleType) -> None:
        if self._number is None:
            code = ast.parse(self._path.read_text(encoding="utf-8"))
        else:
            code = changed(self._path, self._number)
        exec(compile(code, str(self._path), "exec"), vars(module))  # noqa: S102  # our own


def passes(path: Path, number: int | None, tests: Sequence[Path], arguments: Sequence[str], plugin: object) -> bool:
    """Whether the tests of some files pass; in this process, which is of no other use afterwards."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    name = module_of(path)
    for each in importers(name):
        sys.modules.pop(each, None)
        package, _, last = each.rpartition(".")
        vars(sys.modules.get(package, sys)).pop(last, None)
    sys.meta_path.insert(0, Changed(name, path, number))
    return pytest.main(["-x", *arguments, *map(str, tests)], plugins=[plugin]) == pytest.ExitCode.OK


def module_of(path: Path) -> str:
    return next(name for name, each in list(sys.modules.items()) if getattr(each, "__file__", None) == str(path))


@cache
def importers(name: str) -> frozenset[str]:
    """A module and all that import it, directly or not; what pytest itself has loaded stays."""
    imported = _all_imported()
    found, left = {name}, [name]
    while left:
        one = left.pop()
        new = {each for each, names in imported.items() if one in names} - found
        found |= new
        left += new
    return frozenset(each for each in found if not each.endswith(".conftest"))


@cache
def direct(name: str) -> frozenset[Path]:
    """The files that import a module themselves."""
    found = (each for each, names in _all_imported().items() if name in names)
    return frozenset(Path(str(sys.modules[each].__file__)) for each in found)


@cache
def _all_imported() -> dict[str, frozenset[str]]:
    """What each of our loaded modules imports."""
    files = {name: str(getattr(each, "__file__", None)) for name, each in list(sys.modules.items())}
    ours = {name: Path(each) for name, each in files.items() if each.endswith(".py") and "/lib/python" not in each}
    return {name: frozenset(_imported(path)) for name, path in ours.items()}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)
