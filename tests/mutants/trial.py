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
from typing import Any, TypeAlias

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
UNTRIED = 3  # how a process ends in which the change could not be made
SECONDS = 5  # of the processor, and what a test takes five times: then it never comes to an end, which is noticed
BYTES = 4 << 30


class StartsAProcessError(Exception):
    """A test that starts another process is none of rules."""


class CanNotBeTriedError(Exception):
    """A change that could not be made: nothing would be known of it."""


@dataclass(frozen=True)
class Fact:
    """What a test does while nothing is changed; `alone`: it starts no process."""

    passed: bool
    alone: bool
    seconds: float
    functions: frozenset[tuple[str, int]]  # by file and first line


Known: TypeAlias = list[tuple[pytest.Item, Fact]]


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
        caches = _caches()
        for each in caches:
            each.cache_clear()
        gc.freeze()
        known = [*zip(session.items, _facts(session.items, paths, caches), strict=True)]
        self.broken += [each.nodeid for each, fact in known if fact.alone and not fact.passed]
        self._known = [(each, fact) for each, fact in known if fact.alone and fact.passed]
        self.left_out = frozenset(each.nodeid for each, fact in known if not (fact.alone and fact.passed))
        self._try_all()
        return True

    def _try_all(self) -> None:
        for path in sorted({each.path for each in self.changes if not self._functions_of(each)}):
            if self._files(path, self._known) and not self._passes_anew(path, None, self._known):
                raise CanNotBeTriedError(f"Loaded anew, the tests of {path} fail without any change.")
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
                if os.WIFEXITED(status) and os.WEXITSTATUS(status) == UNTRIED:
                    raise CanNotBeTriedError(f"{ended.path}:{ended.line}: {ended.name}")
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
            status = UNTRIED
            try:
                os.close(answer)
                _silent()
                notices = self._made(change, says)
                status = 1
                status = int(notices(self._order(change, kills)))
            finally:  # whatever it breaks, it was noticed
                os._exit(status)
        os.close(says)
        return pid, answer

    def _order(self, change: Change, kills: Counter[str]) -> Known:
        last = self.killers.get(id_of(change))
        return sorted(self._known, key=lambda each: (each[0].nodeid != last, -kills[each[0].nodeid], each[1].seconds))

    def _made(self, change: Change, says: int) -> Callable[[Known], bool]:
        """Make the change, or have it made as its file is loaded; and give what says whether a test notices it."""
        functions = self._functions_of(change)
        if not functions:
            has_tests = bool(self._files(change.path, self._known))
            return lambda order: has_tests and not self._passes_anew(change.path, change.number, order)
        module = compile(changed(change.path, change.number), str(change.path), "exec")
        for function in functions:
            function.__code__ = _code(module, function.__code__)
        places = {(str(change.path), function.__code__.co_firstlineno) for function in functions}
        return lambda order: self._fails(order, places, says)

    def _functions_of(self, change: Change) -> list[FunctionType]:
        """The function in which a change stands, and those that it has made and that are kept."""
        inner = f"{change.function}.<locals>."
        return [
            each
            for each in self._functions.get(str(change.path), ())
            if (each.__code__.co_qualname, each.__code__.co_firstlineno) == (change.function, change.first)
            or each.__code__.co_qualname.startswith(inner)
        ]

    def _fails(self, order: Known, places: set[tuple[str, int]], says: int) -> bool:
        for item, fact in order:
            if places & fact.functions:
                os.write(says, f"{item.nodeid}\n".encode())
                if not _passes(item, SECONDS + 5 * fact.seconds):
                    return True
        return False

    def _passes_anew(self, path: Path, number: int | None, order: Known) -> bool:
        """Whether the tests pass where everything is loaded anew."""
        files = map(str, self._files(path, order))
        without = (f"--deselect={each}" for each in self.left_out)
        return fresh.passes(path, number, ["-x", *ARGUMENTS, *without, *files])

    def _files(self, path: Path, order: Known) -> list[Path]:
        """The tests that run anything of a file or import it."""
        near = fresh.direct(path)
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


def _functions(paths: set[str]) -> dict[str, list[FunctionType]]:
    """Every function of these files that is in memory, however it is wrapped."""
    found: dict[str, list[FunctionType]] = {}
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename in paths:
            found.setdefault(each.__code__.co_filename, []).append(each)
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


def _caches() -> list[Any]:
    """What is remembered of earlier calls hides who calls."""
    found = (each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper))
    return [each for each in found if each.__module__.startswith(("services.", "shared."))]


def _facts(items: list[pytest.Item], paths: set[str], caches: list[Any]) -> list[Fact]:
    """What each test does, found out in a process of its own."""
    answer, says = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(answer)
        _silent()
        with os.fdopen(says, "w") as out:
            json.dump([_fact(each, paths, caches) for each in items], out)
        os._exit(0)
    os.close(says)
    with os.fdopen(answer) as source:
        found = [
            Fact(passed, alone, seconds, frozenset(map(tuple, ran)))
            for passed, alone, seconds, ran in json.load(source)
        ]
    os.waitpid(pid, 0)
    return found


def _fact(item: pytest.Item, paths: set[str], caches: list[Any]) -> tuple[bool, bool, float, list[tuple[str, int]]]:
    started: list[bool] = []
    subprocess.Popen = partial(_refuse, started)  # type: ignore[assignment,misc]
    ran: set[tuple[str, int]] = set()

    def look(frame: FrameType, _event: str, _arg: object) -> None:
        if frame.f_code.co_filename in paths:
            ran.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))

    for each in caches:
        each.cache_clear()
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
