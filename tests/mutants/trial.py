"""The changes tried: everything is loaded and collected once; each change has a process of its own, forked from that,
in which the code of one function is another. Only tests that run that function are asked, those that noticed its
neighbours' changes first, and the first that fails ends it.
"""

import functools
import gc
import inspect
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import hypothesis
import pytest
from _pytest.runner import runtestprotocol

from tests.mutants import fresh
from tests.mutants.changes import Change, changed

# A property's examples: the same each time, and none made smaller once one failed.
EXAMPLES = 50
hypothesis.settings.register_profile(
    "mutants",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=EXAMPLES,
    phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
    report_multiple_bugs=False,
    suppress_health_check=list(hypothesis.HealthCheck),
)
ARGUMENTS = (
    *("-q", "-s", "-n", "0", "-p", "no:cacheprovider", "-p", "no:randomly"),
    *("--tb=no", "--no-header", "--disable-warnings", "--hypothesis-profile=mutants"),
)
SECONDS = 2  # of the processor, and what a test takes five times: then it never comes to an end, which is noticed
BYTES = 4 << 30


class StartsAProcessError(Exception):
    """A test that starts another process is none of rules."""


@dataclass(frozen=True)
class Fact:
    """What a test does while nothing is changed; `alone`: it starts no process."""

    passed: bool
    alone: bool
    seconds: float
    functions: frozenset[tuple[str, int]]  # by file and first line


@dataclass
class RulesAlone:
    """pytest's plugin, which leaves those tests that wait for nothing, `left_out` aside."""

    left_out: frozenset[str] = frozenset()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [each for each in items if not needs_io(each) and each.nodeid not in self.left_out]
        for each in items:
            _limit_examples(each)


@dataclass
class Trials(RulesAlone):
    """pytest's plugin, which tries changes where pytest would run tests. `killers`: the test that noticed a change, by
    `Change.path` and `Change.name`: those of the last time, and then of this time. `broken`: tests that fail anyway.
    """

    changes: Sequence[Change] = ()
    say: Callable[[str], None] = print
    workers: int = 1
    killers: dict[str, str] = field(default_factory=dict)
    survivors: list[Change] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        paths = {str(each.path) for each in self.changes}
        self._functions = _functions(paths)
        _clear_caches()
        gc.freeze()
        known = [*zip(session.items, _facts(session.items, paths), strict=True)]
        self.broken += [each.nodeid for each, fact in known if fact.alone and not fact.passed]
        self._known = [(each, fact) for each, fact in known if fact.alone and fact.passed]
        self.left_out = frozenset(each.nodeid for each, fact in known if not (fact.alone and fact.passed))
        self._try_all()
        return True

    def _try_all(self) -> None:
        running: dict[int, tuple[Change, int]] = {}
        kills: dict[Path, Counter[str]] = {}
        for each in self.changes:
            if killer := self.killers.get(id_of(each)):
                kills.setdefault(each.path, Counter())[killer] += 1
        for n, change in enumerate(self.changes):
            pid, answer = self._fork(change, kills.setdefault(change.path, Counter()))
            running[pid] = (change, answer)
            while len(running) >= self.workers or (running and n == len(self.changes) - 1):
                done, status = os.wait()
                ended, answer = running.pop(done)
                killer = _last(answer)
                if status:
                    self.killers[id_of(ended)] = killer
                    kills[ended.path][killer] += 1
                else:
                    self.killers.pop(id_of(ended), None)
                    self.survivors.append(ended)
                    self.say(f"{ended.path}:{ended.line}: {ended.name}")

    def _fork(self, change: Change, kills: Counter[str]) -> tuple[int, int]:
        """A process that tries one change: it says which test it runs, and ends with 1 where one fails."""
        answer, says = os.pipe()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                os.close(answer)
                _silent()
                status = self._noticed(change, kills, says)
            finally:  # whatever it breaks, it was noticed
                os._exit(status)
        os.close(says)
        return pid, answer

    def _noticed(self, change: Change, kills: Counter[str], says: int) -> int:
        last = self.killers.get(id_of(change))
        order = sorted(
            self._known,
            key=lambda each: (each[0].nodeid != last, -kills[each[0].nodeid], each[1].seconds),
        )
        functions = self._functions.get((str(change.path), change.function, change.first), [])
        if not functions:
            files = self._files(change.path, order)
            arguments = (change.path, change.number, files, ARGUMENTS, RulesAlone(self.left_out))
            return int(bool(files) and not fresh.passes(*arguments))
        code = _code(compile(changed(change.path, change.number), str(change.path), "exec"), functions[0].__code__)
        for function in functions:
            function.__code__ = code
        place = (str(change.path), change.first)
        for item, fact in order:
            if place in fact.functions:
                os.write(says, f"{item.nodeid}\n".encode())
                if not _passes(item, SECONDS + 5 * fact.seconds):
                    return 1
        return 0

    def _files(self, path: Path, order: list[tuple[pytest.Item, Fact]]) -> list[Path]:
        """The tests that run anything of a file or import it."""
        near = fresh.direct(fresh.module_of(path))
        ran = {each.path for each, fact in order if any(file == str(path) for file, _ in fact.functions)}
        return list(dict.fromkeys(each.path for each, _ in order if each.path in near | ran))


def id_of(change: Change) -> str:
    return f"{change.path.name}: {change.name}"


def needs_io(item: pytest.Item) -> bool:
    """Whether a test waits for anything: those are no tests of rules."""
    if not isinstance(item, pytest.Function) or inspect.iscoroutinefunction(item.obj):
        return True
    fixtures = [each.func for several in item._fixtureinfo.name2fixturedefs.values() for each in several]
    return any(inspect.iscoroutinefunction(each) or inspect.isasyncgenfunction(each) for each in fixtures)


def _limit_examples(item: pytest.Item) -> None:
    test = getattr(item, "obj", None)
    own = getattr(test, "_hypothesis_internal_use_settings", None)
    if own is not None and own.max_examples > EXAMPLES:
        function: Any = getattr(test, "__func__", test)
        function._hypothesis_internal_use_settings = hypothesis.settings(own, max_examples=EXAMPLES)


def _functions(paths: set[str]) -> dict[tuple[str, str, int], list[FunctionType]]:
    """Every function of these files that is in memory, however it is wrapped."""
    found: dict[tuple[str, str, int], list[FunctionType]] = {}
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename in paths:
            code = each.__code__
            found.setdefault((code.co_filename, code.co_qualname, code.co_firstlineno), []).append(each)
    return found


def _code(module: CodeType, like: CodeType) -> CodeType:
    """The same function's code in another version of its file."""
    return next(
        each
        for each in _codes(module)
        if (each.co_qualname, each.co_firstlineno) == (like.co_qualname, like.co_firstlineno)
    )


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _clear_caches() -> None:
    for each in gc.get_objects():
        if isinstance(each, functools._lru_cache_wrapper) and each.__module__.startswith(("services.", "shared.")):
            each.cache_clear()


def _facts(items: list[pytest.Item], paths: set[str]) -> list[Fact]:
    """What each test does, found out in a process of its own."""
    answer, says = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(answer)
        _silent()
        with os.fdopen(says, "w") as out:
            json.dump([_fact(each, paths) for each in items], out)
        os._exit(0)
    os.close(says)
    with os.fdopen(answer) as source:
        found = [
            Fact(passed, alone, seconds, frozenset(map(tuple, ran)))
            for passed, alone, seconds, ran in json.load(source)
        ]
    os.waitpid(pid, 0)
    return found


def _fact(item: pytest.Item, paths: set[str]) -> tuple[bool, bool, float, list[tuple[str, int]]]:
    started: list[bool] = []
    subprocess.Popen = partial(_refuse, started)  # type: ignore[assignment,misc]
    ran: set[tuple[str, int]] = set()

    def look(frame: FrameType, _event: str, _arg: object) -> None:
        if frame.f_code.co_filename in paths:
            ran.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))

    _clear_caches()
    start = time.process_time()
    sys.settrace(look)
    try:
        passed = _passes(item, 600)
    finally:
        sys.settrace(None)
    return passed, not started, time.process_time() - start, sorted(ran)


def _refuse(started: list[bool], *_args: object, **_options: object) -> None:
    started.append(True)
    raise StartsAProcessError


def _passes(item: pytest.Item, seconds: float) -> bool:
    signal.setitimer(signal.ITIMER_PROF, seconds)
    return not any(each.failed for each in runtestprotocol(item, log=False, nextitem=None))


def _silent() -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def _last(answer: int) -> str:
    with os.fdopen(answer) as source:
        return source.read().rstrip("\n").rpartition("\n")[2]
