"""No text can make a regular expression slow: each is timed on growing hostile input, and outside texts have a length
before a pattern sees them.
"""

import contextlib
import math
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import StringConstraints, TypeAdapter, ValidationError

from tests.architecture import patterns
from tests.architecture.patterns import Found, everything, hostile

EVERYTHING = everything()
FIRST, LAST = 8, 2**14
LONG_ENOUGH = 0.001  # seconds of the processor: less says nothing
MOST = 2.5
TRIES = 6
LOOKS = 5
PATIENCE = 2.0  # seconds of the processor for one text


def slow(run: Callable[[str], object], before: str, pumped: str, after: str) -> float | None:
    """By how much twice the input takes longer, where that is more than it may; None where it is linear.

    The processor's time of this thread is taken, the least of several: other processes don't count.
    """
    n = FIRST
    while n <= LAST:
        once = taken(run, before + pumped * n + after)
        if once >= LONG_ENOUGH:
            ratios = []
            for _ in range(TRIES):
                twice = taken(run, before + pumped * 2 * n + after)
                if twice == math.inf:
                    return twice
                ratios.append(twice / taken(run, before + pumped * n + after))
                if ratios[-1] <= MOST:
                    return None
            return min(ratios)
        n *= 2
    return None


def taken(run: Callable[[str], object], text: str) -> float:
    found = []
    for _ in range(3):
        begun = time.thread_time()
        try:
            with at_most(PATIENCE):
                run(text)
        except TooSlowError:
            return math.inf
        found.append(time.thread_time() - begun)
        if not LONG_ENOUGH / 2 < found[-1] < 20 * LONG_ENOUGH:
            break
    return min(found)


class TooSlowError(Exception):
    """The processor was used for longer than anything linear needs."""


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    def end(_signal: int, _frame: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def runs(found: Found) -> list[Callable[[str], object]]:
    """How the product runs a pattern."""
    if isinstance(found.pattern, str):
        adapter = TypeAdapter[str](Annotated[str, StringConstraints(pattern=found.pattern)])

        def check(text: str) -> None:
            try:
                adapter.validate_python(text)
            except ValidationError:
                return

        return [check]
    pattern: re.Pattern[Any] = found.pattern
    of_bytes = isinstance(pattern.pattern, bytes)

    def by(name: str) -> Callable[[str], object]:
        method = getattr(pattern, name)
        extra: tuple[Any, ...] = ((b"" if of_bytes else ""),) if name in {"sub", "subn"} else ()
        consume = list if name == "finditer" else lambda answer: answer
        return lambda text: consume(method(*extra, text.encode("latin-1", "replace") if of_bytes else text))

    return [by(name) for name in sorted(found.uses)]


def source(found: Found) -> tuple[str, int]:
    if isinstance(found.pattern, str):
        return found.pattern, 0
    text = found.pattern.pattern
    flags = found.pattern.flags & ~re.UNICODE
    return (text.decode("latin-1") if isinstance(text, bytes) else text), flags


def check(found: Found) -> None:
    """AssertionError with the text that makes it slow."""
    for run in runs(found):
        for before, pumped, after in hostile(*source(found)):
            ratio = slow(run, before, pumped, after)
            assert ratio is None, f"{found.where}: {before!r} + {pumped!r} * n + {after!r}: {ratio:.1f} times for twice"


@pytest.mark.parametrize("found", EVERYTHING, ids=lambda found: found.where)
def test_twice_the_input_takes_twice_the_time(found: Found) -> None:
    check(found)


def test_every_pattern_of_a_field_comes_with_a_length() -> None:
    """Settings are the operator's own words."""
    assert [found.where for found in EVERYTHING if not found.bounded and "settings.py" not in found.where] == []


def test_the_search_finds_what_there_is() -> None:
    assert len(EVERYTHING) >= 30
    assert any(found.rust for found in EVERYTHING)
    assert any("fullmatch" in found.uses for found in EVERYTHING)


CANARIES = {
    "blanks beside blanks": (r"^([^\W\d_]+)\s+(?:klo)?\s*\d$", "match"),
    "what is looked for from each place": (r"[a-z]+@", "search"),
    "blanks at the end": (r"\s+$", "sub"),
    "anything twice": (r"(.*)-(.*)-x", "match"),
    "a list within a list": (r"(?:a|b|ab)*,(?:\w*\.)*\d*x", "fullmatch"),
    "an address with dots": (r"[\w.]+\.[\w.]+@", "match"),
}


@pytest.mark.parametrize(("pattern", "use"), CANARIES.values(), ids=CANARIES)
def test_a_pattern_that_is_slow_is_found(pattern: str, use: str) -> None:
    """On a machine that has much else to do one look may miss it: noise hides what is slow, and never makes it up."""
    canary = Found("here", re.compile(pattern), rust=False, bounded=True, uses=frozenset({use}))
    assert any(is_slow(canary) for _ in range(LOOKS))


def is_slow(found: Found) -> bool:
    try:
        check(found)
    except AssertionError as told:
        return "times for twice" in str(told)
    return False


@pytest.mark.parametrize("line", ["from re import compile", "import regex", "re.compile(given)"])
def test_a_pattern_that_could_not_be_found_is_refused(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "ROOT", tmp_path)
    (tmp_path / "json").mkdir()
    (tmp_path / "json" / "decoder.py").write_text(line)
    with pytest.raises(ValueError, match=r"import re whole|constants alone"):
        list(patterns.of_file(tmp_path / "json" / "decoder.py"))


def test_a_field_without_a_length_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "ROOT", tmp_path)
    (tmp_path / "json.py").write_text('StringConstraints(pattern="^a$")\nField(max_length=2, pattern="^a$")')
    assert [found.bounded for found in patterns.of_file(tmp_path / "json.py")] == [False, True]
