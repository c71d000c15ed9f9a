"""Work in a process of its own: answers in time or not at all, and the next question always finds one that answers."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared.app.child_process import ChildFailedError, ChildProcess

CHILD = "tests.shared.answering"
MIB = 1024 * 1024


@pytest.fixture
async def child() -> AsyncIterator[ChildProcess]:
    async with ChildProcess(CHILD, b"first ", seconds=20) as started:
        yield started


async def test_it_answers_one_after_another_in_the_same_process(child: ChildProcess) -> None:
    await child.start()
    process = child._process
    assert await asyncio.gather(*(child.ask(each) for each in (b"a", b"", b"c" * MIB))) == [
        b"first A",
        b"first ",
        b"first " + b"C" * MIB,
    ]
    assert child._process is process


@pytest.mark.parametrize("question", [b"die", b"eat 400000000"], ids=["it ends", "more memory than it may have"])
async def test_one_that_dies_of_its_question_is_replaced(child: ChildProcess, question: bytes) -> None:
    with pytest.raises(ChildFailedError):
        await child.ask(question)
    assert await child.ask(b"a") == b"first A"


async def test_one_that_takes_too_long_is_ended_and_replaced() -> None:
    async with ChildProcess(CHILD, b"", seconds=0.3) as child:
        await child.start()
        process = child._process
        with pytest.raises(ChildFailedError):
            await child.ask(b"sleep")
        assert process is not None
        assert process.returncode is not None
        child._seconds = 20
        assert await child.ask(b"a") == b"A"


async def test_an_answer_that_nobody_waits_for_is_nobody_else_s(child: ChildProcess) -> None:
    await child.start()
    gone = asyncio.create_task(child.ask(b"sleep"))
    await asyncio.sleep(0.05)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert await child.ask(b"b") == b"first B"


async def test_one_that_has_used_much_memory_makes_room_for_a_new_one_after_its_answer(child: ChildProcess) -> None:
    await child.start()
    process = child._process
    assert await child.ask(b"eat 100000000")
    assert await child.ask(b"a") == b"first A"
    assert child._process is not process


async def test_it_ends_with_who_started_it(child: ChildProcess) -> None:
    await child.start()
    process = child._process
    assert process is not None
    await child.close()
    assert process.returncode is not None
