"""A line to a server that can be cut, and mended."""

import asyncio
import contextlib
from collections.abc import AsyncIterator


class Line:
    """Whoever connects to `port` speaks with the server behind it while the line holds."""

    def __init__(self, host: str, port: int) -> None:
        self._there = host, port
        self._writers: set[asyncio.StreamWriter] = set()
        self._holds = True
        self.port = 0

    def cut(self) -> None:
        """Break every connection; new ones are refused at once."""
        self._holds = False
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        self._holds = True

    async def join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._holds:
            writer.transport.abort()
            return
        there, onward = await asyncio.open_connection(*self._there)
        both = {writer, onward}
        self._writers |= both
        with contextlib.suppress(OSError):
            await asyncio.gather(_pass(reader, onward), _pass(there, writer))
        self._writers -= both


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


@contextlib.asynccontextmanager
async def line(host: str, port: int) -> AsyncIterator[Line]:
    """A line to a server."""
    found = Line(host, port)
    server = await asyncio.start_server(found.join, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        found.cut()
        server.close()
