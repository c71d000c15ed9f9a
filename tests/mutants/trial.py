"""One change tried: in a process of its own, forked from one that has loaded everything else."""

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutants.changes import changed

ROOT = Path(__file__).parents[2]
# Loaded once: each change then costs what its tests do. Nothing of our own, which each must load anew.
for _library in ("hypothesis", "pydantic", "fastapi", "faststream.rabbit", "motor.motor_asyncio", "icalendar"):
    importlib.import_module(_library)
SECONDS = 60
# What a test may not ask for: those with I/O are no tests of rules.
_WITH_IO = frozenset(
    ("database", "network", "store", "story", "office", "site", "settings", "browser", "desk", "elsewhere")
)


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module with one change in it."""

    def __init__(self, path: Path, number: int) -> None:
        self._path, self._number = path, number
        self._name = name_of(path)

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_file_location(name, self._path, loader=self) if name == self._name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(changed(self._path, self._number), str(self._path), "exec"), vars(module))  # noqa: S102  # our own


class RulesAlone:
    """Keeps the tests that are no coroutines and ask for nothing with I/O."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [each for each in items if isinstance(each, pytest.Function) and not _needs_io(each)]


def _needs_io(item: pytest.Function) -> bool:
    return bool(_WITH_IO & set(item.fixturenames)) or item.get_closest_marker("asyncio") is not None


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def survives(path: Path, number: int | None, tests: Sequence[Path]) -> bool:
    """Whether all tests pass with this change (with none at all, for `number` None)."""
    child = os.fork()
    if child == 0:
        os._exit(_run(path, number, tests))
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False  # it never came to an end: that is noticed


def _run(path: Path, number: int | None, tests: Sequence[Path]) -> int:
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    if number is not None:
        sys.meta_path.insert(0, Changed(path, number))
    arguments = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "-p", "no:randomly", "--tb=no", "--no-header"]
    arguments += ["--hypothesis-profile=repeatable"]
    try:
        return int(pytest.main([*arguments, *map(str, tests)], plugins=[RulesAlone()]))
    except BaseException:  # noqa: BLE001  # whatever it breaks, it was noticed
        return 1
