"""The proxy between a process and a server does what networks do."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from deploy.local.ports import HOST, free_ports
from tests.chaos.proxy import Proxy, tried_again
from tests.patience import PATIENCE

A_WHILE = 0.2  # seconds in which an answer would have come many times over


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1000):
        writer.write(data)
    writer.close()


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    port = free_ports(1)[0]
    server = await asyncio.start_server(_echo, HOST, port)
    between = Proxy(port)
    await between.start()
    yield between
    await between.stop()
    server.close()


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]  # a writer that nobody keeps would be closed


async def _said(proxy: Proxy) -> Line:
    reader, writer = await asyncio.open_connection(HOST, proxy.port)
    writer.write(b"hei")
    return reader, writer


async def _heard(line: Line) -> bytes:
    return await asyncio.wait_for(line[0].read(10), PATIENCE)


async def _ended(line: Line) -> bool:
    try:
        return await _heard(line) == b""
    except ConnectionResetError:
        return True


async def test_what_is_said_goes_through_and_comes_back(proxy: Proxy) -> None:
    line = await _said(proxy)
    assert await _heard(line) == b"hei"


async def test_a_cut_resets_who_is_there_and_who_comes_until_it_is_mended(proxy: Proxy) -> None:
    before = await _said(proxy)
    proxy.cut()
    assert await _ended(before)
    during = await _said(proxy)
    assert await _ended(during)
    proxy.restore()
    after = await _said(proxy)
    assert await _heard(after) == b"hei"


async def test_what_is_swallowed_tells_nobody_and_goes_on_afterwards(proxy: Proxy) -> None:
    proxy.swallow()
    line = await _said(proxy)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(line[0].read(10), A_WHILE)
    proxy.restore()
    assert await _heard(line) == b"hei"


async def test_what_is_forgotten_stays_dead_without_a_word_and_who_comes_later_gets_through(proxy: Proxy) -> None:
    before = await _said(proxy)
    assert await _heard(before) == b"hei"
    proxy.forget()
    proxy.restore()
    before[1].write(b"hei?")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(before[0].read(10), A_WHILE)
    after = await _said(proxy)
    assert await _heard(after) == b"hei"


@pytest.mark.parametrize(("waited", "then"), [(0.1, 0.2), (0.3, 0.6), (0.7, 1.4), (10, 12.6)])
def test_tcp_tries_again_ever_more_seldom(waited: float, then: float) -> None:
    assert waited + tried_again(0.2, waited) == pytest.approx(then)


async def test_where_nobody_listens_the_caller_is_told_so() -> None:
    nowhere = Proxy(free_ports(1)[0])
    await nowhere.start()
    line = await _said(nowhere)
    assert await _ended(line)
    await nowhere.stop()
