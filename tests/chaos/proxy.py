"""A way from one process to a server that can be cut, swallowed, or slowed down."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

from deploy.local.ports import HOST, free_ports

CHUNK = 65_536
LATE = 0.3  # seconds
# When TCP first tries again (Linux): what is sent on a connection, and one that is being opened.
SEGMENT, GREETING = 0.2, 1.0


class Proxy:
    """Passes bytes on to `upstream`, a port on this machine, until it is told otherwise.

    `cut`: all connections are reset and new ones too, as by a router that was started anew. `swallow`: nothing goes
    through, and nobody is told, as with a cable that is out; what was under way goes on when it is in again, and TCP
    tries next (the longer it was out, the more seldom). `forget`: the same, but what was connected stays dead without
    anybody being told, as with a firewall that has lost its table. `slow`: each piece is late.
    """

    def __init__(self, upstream: int) -> None:
        self.port = free_ports(1)[0]
        self._upstream = upstream
        self._refuses = False
        self._late = 0.0
        self._through = asyncio.Event()
        self._through.set()
        self._count = self._dead = 0
        self._over = asyncio.Event()
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.used = False

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, HOST, self.port)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._over.set()
        self._reset()
        self._through.set()

    def cut(self) -> None:
        self._refuses = True
        self._reset()

    def swallow(self) -> None:
        self._through.clear()

    def forget(self) -> None:
        self._dead = self._count
        self._through.clear()

    def slow(self) -> None:
        self._late = LATE

    def restore(self) -> None:
        self._refuses, self._late = False, 0.0
        self._through.set()

    def _reset(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its first byte to the end of either side."""
        self.used = True
        self._count += 1
        number = self._count
        self._open.add(writer)
        try:
            await self._arrived(GREETING, number)
            if self._refuses:
                return
            there, back = await asyncio.open_connection(HOST, self._upstream)
            self._open.add(back)
            try:
                await _first(self._pass_on(reader, back, number), self._pass_on(there, writer, number))
            finally:
                self._open.discard(back)
                back.transport.abort()
        except (OSError, asyncio.CancelledError):
            pass  # nobody is there, and whoever asked is reset, as they would be without us; or the loop has ended
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                if self._late:
                    await asyncio.sleep(self._late)
                await self._arrived(SEGMENT, number)
                writer.write(data)
                await writer.drain()
            await self._arrived(SEGMENT, number)  # an end that is on its way is swallowed too

    async def _arrived(self, first: float, number: int) -> None:
        """Wait while all is swallowed; TCP tries again after `first` seconds, and each time after twice as long."""
        if number <= self._dead:
            await self._over.wait()
        loop = asyncio.get_running_loop()
        began = loop.time()
        while not self._through.is_set():
            await self._through.wait()
            await asyncio.sleep(tried_again(first, loop.time() - began))


def tried_again(first: float, waited: float) -> float:
    """Seconds until TCP's next try after `waited` seconds of tries that double (RFC 6298, 5.5)."""
    pause, at = first, first
    while at < waited:
        pause *= 2
        at += pause
    return at - waited


async def _first(*ways: Coroutine[Any, Any, None]) -> None:
    """Both directions until one of them ends; then the other does."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
