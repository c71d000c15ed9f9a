"""The end of a process: a part that hangs or fails is named and keeps no other from ending."""

import asyncio

import pytest
from structlog.testing import capture_logs

from shared.app import lifecycle


async def _hangs() -> None:
    await asyncio.Event().wait()


async def _fails() -> None:
    raise ConnectionError("gone")


async def _ends() -> None:
    return None


@pytest.mark.parametrize(("step", "why"), [(_hangs, "TimeoutError"), (_fails, "ConnectionError")])
async def test_a_part_that_does_not_end_is_named_and_left(
    monkeypatch: pytest.MonkeyPatch, step: object, why: str
) -> None:
    monkeypatch.setattr(lifecycle, "END_SECONDS", 0.02)
    with capture_logs() as said:
        await lifecycle._in_time(step, "the publisher")  # type: ignore[arg-type]
    assert [(row["what"], row["why"]) for row in said] == [("the publisher", why)]


async def test_a_part_that_ends_is_not_spoken_of() -> None:
    with capture_logs() as said:
        await lifecycle._in_time(_ends, "the publisher")
    assert said == []
