"""Background tasks: one that fails is told of, begun again, and named until it holds."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from shared.app import supervision
from shared.app.supervision import Supervisor, first_of, side_by_side, to_the_end


@pytest.fixture
async def tasks(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Supervisor]:
    monkeypatch.setattr(supervision, "PAUSES", (0.0,))
    monkeypatch.setattr(supervision, "HOLDS_AFTER", 0.02)
    found = Supervisor()
    yield found
    await found.close()


class Work:
    """Fails as often as it is told, then goes on for ever; `gone_on` once it does."""

    def __init__(self, *failures: BaseException | None) -> None:
        self.failures = list(failures)
        self.gone_on = asyncio.Event()

    async def __call__(self) -> None:
        if self.failures:
            if (failure := self.failures.pop(0)) is not None:
                raise failure
            return
        self.gone_on.set()
        await asyncio.Event().wait()


@pytest.mark.parametrize(
    "failure",
    [ConnectionError("a secret"), None, asyncio.CancelledError()],
    ids=["fails", "ends", "loses what it awaits"],
)
async def test_what_does_not_go_on_is_told_of_and_begun_again(tasks: Supervisor, failure: BaseException | None) -> None:
    work = Work(failure)
    with capture_logs() as said:
        tasks.keep("the sweeper", work)
        await work.gone_on.wait()
    assert [row["task"] for row in said] == ["the sweeper"]
    assert "secret" not in str(said)


async def test_what_has_failed_is_down_until_it_has_held_for_a_moment(tasks: Supervisor) -> None:
    work = Work(ConnectionError())
    tasks.keep("the sweeper", work)
    assert tasks.down() == []
    await work.gone_on.wait()
    assert tasks.down() == ["the sweeper"]
    while tasks.down():
        await asyncio.sleep(0.005)


async def test_a_part_that_can_not_be_entered_is_down_and_tried_again(tasks: Supervisor) -> None:
    troubles = [PermissionError("/a/folder"), OSError()]

    @contextlib.asynccontextmanager
    async def part() -> AsyncIterator[None]:
        if troubles:
            raise troubles.pop(0)
        yield

    with capture_logs() as said:
        tasks.enter("mailing", part)
        assert tasks.down() == ["mailing"]
        while tasks.down():
            await asyncio.sleep(0.001)
    assert [row["why"] for row in said] == ["PermissionError", "OSError"]
    assert tasks.down() == []


async def test_what_has_an_end_is_begun_again_until_it_reaches_it(tasks: Supervisor) -> None:
    tries: list[int] = []
    reached = asyncio.Event()

    async def work() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise ConnectionError
        reached.set()

    tasks.finish("the outbox", work)
    await reached.wait()
    await asyncio.sleep(0.05)
    assert len(tries) == 3
    assert tasks.down() == []


async def test_closing_ends_everything_also_what_is_between_two_tries() -> None:
    tasks = Supervisor()
    tasks.keep("one", Work())
    tasks.keep("other", Work(ConnectionError()))
    await asyncio.sleep(0)
    await tasks.close()
    assert tasks.down() == []
    assert not [task for task in asyncio.all_tasks() if task.get_name() in ("one", "other")]


async def test_what_is_run_to_the_end_ends_before_its_caller_does() -> None:
    steps: list[str] = []

    async def work() -> None:
        await asyncio.sleep(0.03)
        steps.append("done")

    caller = asyncio.create_task(to_the_end(work()))
    for _ in range(3):
        await asyncio.sleep(0.005)
        caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert steps == ["done"]


async def test_the_first_failure_ends_what_stands_beside_it() -> None:
    other, before = Work(), asyncio.all_tasks()
    with pytest.raises(ConnectionError):
        await side_by_side(other(), Work(ConnectionError())())
    await first_of(other(), Work(None)())
    assert asyncio.all_tasks() == before
