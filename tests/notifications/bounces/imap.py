"""A mailbox to be read by IMAP (RFC 3501), as far as bounces are."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field


@dataclass
class Box:
    """`mails` by their number; `read` are those that are marked as such."""

    port: int = 0
    mails: dict[int, bytes] = field(default_factory=dict)
    read: set[int] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"imap://bounces:p%40ss@127.0.0.1:{self.port}/Returned"


@contextlib.asynccontextmanager
async def listening() -> AsyncIterator[Box]:
    """A server at work."""
    box = Box()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            writer.write(b"* OK here\r\n")
            while True:
                line = (await reader.readuntil(b"\r\n")).decode().strip()
                tag, _, command = line.partition(" ")
                writer.write(_said(box, command) + f"{tag} {_end(command)}\r\n".encode())
                if command == "LOGOUT":
                    break
        writer.close()

    socket = await asyncio.start_server(talk, "127.0.0.1", 0)
    box.port = socket.sockets[0].getsockname()[1]
    yield box
    socket.close()


def _end(command: str) -> str:
    if command.startswith("LOGIN") and command != 'LOGIN bounces "p@ss"':
        return "NO"
    return "OK done"


def _said(box: Box, command: str) -> bytes:
    if command == "CAPABILITY":
        return b"* CAPABILITY IMAP4rev1\r\n"
    if command.startswith("SELECT"):
        return f"* {len(box.mails)} EXISTS\r\n".encode()
    if command == "UID SEARCH UNSEEN":
        return f"* SEARCH {' '.join(str(each) for each in sorted(box.mails.keys() - box.read))}\r\n".encode()
    if found := re.match(r"UID FETCH (\d+) ", command):
        raw = box.mails[int(found[1])]
        return b"* 1 FETCH (UID %s BODY[]<0> {%d}\r\n%s)\r\n" % (found[1].encode(), len(raw), raw)
    if found := re.match(r"UID STORE ([\d,]+) ", command):
        box.read |= {int(each) for each in found[1].split(",")}
    return b"* BYE\r\n" if command == "LOGOUT" else b""
