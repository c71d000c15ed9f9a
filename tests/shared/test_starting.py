"""A start goes step by step, names what it waits for, and goes on where it was broken off."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from shared.app import starting
from shared.app.starting import Start


async def test_each_step_is_tried_until_it_is_done_and_named_until_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "PAUSE", 0.0)
    monkeypatch.setattr(starting, "STEP_SECONDS", 0.02)
    missing: list[list[str]] = []

    def step(name: str, *troubles: Callable[[], Awaitable[None]]) -> tuple[str, Callable[[], Awaitable[None]]]:
        left = list(troubles)

        async def work() -> None:
            missing.append(start.missing())
            if left:
                await left.pop(0)()

        return name, work

    start = Start([step("store", _fails, _hangs), step("broker"), step("consuming", _fails)])
    await start.run()
    assert missing == [["store"]] * 3 + [["broker"]] + [["consuming"]] * 2
    assert start.missing() == []


async def test_a_start_that_is_broken_off_goes_on_where_it_was() -> None:
    done: list[str] = []

    async def once(name: str) -> None:
        if name == "broker" and done == ["store"]:
            done.append("broken off")
            raise asyncio.CancelledError
        done.append(name)

    start = Start([("store", lambda: once("store")), ("broker", lambda: once("broker"))])
    with pytest.raises(asyncio.CancelledError):
        await start.run()
    assert start.missing() == ["broker"]
    await start.run()
    assert done == ["store", "broken off", "broker"]


async def _fails() -> None:
    raise ConnectionError


async def _hangs() -> None:
    await asyncio.Event().wait()
