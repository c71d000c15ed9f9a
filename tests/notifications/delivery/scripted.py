"""A mail server that answers as a test tells it to; the polite one is `deploy.local.inbox`."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

DROPS, HANGS = "drops", "hangs"  # instead of an answer: the connection is broken off, or nothing is said any more
Answers = Callable[[str, str], str]
"""From a command's verb (`CONNECT` for the greeting, `SENT` for a mail's end) and the whole line to the answer."""

FINE = {"CONNECT": "220 here", "DATA": "354 go on", "QUIT": "221 bye", "EHLO": "250 here"}


@dataclass
class Server:
    """`taken`: to whom mails were accepted, in order. `slowness`: seconds before a mail is accepted."""

    port: int = 0
    slowness: float = 0.0
    taken: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


def agreeable(_verb: str, _line: str) -> str:
    """Accepts everything."""
    return ""


@contextlib.asynccontextmanager
async def listening(answers: Answers = agreeable) -> AsyncIterator[Server]:
    """A server at work; where `answers` gives nothing it accepts."""
    server = Server()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await _talk(server, reader, writer, answers)
        writer.close()

    socket = await asyncio.start_server(talk, "127.0.0.1", 0)
    server.port = socket.sockets[0].getsockname()[1]
    yield server
    socket.close()


async def _talk(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers: Answers) -> None:
    def say(verb: str, line: str) -> str:
        said = answers(verb, line) or FINE.get(verb, "250 fine")
        if said not in (DROPS, HANGS):
            writer.write(f"{said}\r\n".encode())
        return said

    to = ""
    said = say("CONNECT", "")
    while not said.startswith(("221", "421")):
        line = (await reader.readuntil(b"\r\n")).decode().strip()
        verb = line.split(" ")[0].upper()
        if verb == "RCPT":
            to = re.sub(r".*<(.*)>.*", r"\1", line)
        said = say(verb, line)
        if said.startswith("354"):
            await reader.readuntil(b"\r\n.\r\n")
            await asyncio.sleep(server.slowness)
            said = say("SENT", to)
            if said.startswith("250"):
                server.taken.append(to)
        if said == HANGS:
            await reader.read()
        if said in (DROPS, HANGS):
            return
