"""The SMTP server: takes mail for everybody, refuses whom it should refuse, and is away when told to be.

Addresses that begin with `refused.` or end with `@refuse.invalid` are refused for good (550), as a mistyped one is.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any, AnyStr

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.inbox.mails import Box

KEPT = "250 2.0.0 Kept"
REFUSED = "550 5.1.1 Nobody has this address"
AWAY = "421 4.3.2 The server is away for a while; try again later"
LARGEST_MAIL = 33_554_432


class Door:
    """Whether mail is let in now."""

    def __init__(self) -> None:
        self._shut_until = 0.0

    @property
    def shut(self) -> bool:
        return time.monotonic() < self._shut_until

    def pause(self, seconds: float) -> None:
        self._shut_until = time.monotonic() + seconds

    def resume(self) -> None:
        self._shut_until = 0.0


class Connection(SMTP):
    """One client. While the door is shut it hears 421 and is shown out, at the greeting or in the middle."""

    def __init__(self, handler: "Handler") -> None:
        super().__init__(
            handler,
            enable_SMTPUTF8=True,
            data_size_limit=LARGEST_MAIL,
            hostname="inbox.localhost",
            ident="Rinnalla's inbox",
            loop=asyncio.get_running_loop(),
        )

    async def push(self, status: AnyStr) -> None:
        # A mail that was taken is said to be, or its sender would send it again.
        if self.event_handler.door.shut and status != KEPT:
            await super().push(AWAY)
            if self.transport is not None:
                self.transport.close()
            return
        await super().push(status)


# ruff: noqa: N802, ARG002  # aiosmtpd's names, and what it hands over


class Handler:
    """What aiosmtpd asks at each command."""

    def __init__(self, box: Box, door: Door) -> None:
        self.box = box
        self.door = door

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        # Commands are read one after the other from a buffer, so a client may send them all at once.
        return [*responses[:-1], "250-PIPELINING", "250-ENHANCEDSTATUSCODES", responses[-1]]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refuses(address):
            return REFUSED
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.door.shut:
            return AWAY
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        await self.box.deliver(envelope.mail_from or "", envelope.rcpt_tos, raw)
        return KEPT


def refuses(address: str) -> bool:
    """Whether mail to this address is refused for good."""
    return address.casefold().startswith("refused.") or address.casefold().endswith("@refuse.invalid")


@contextlib.asynccontextmanager
async def listening(box: Box, door: Door, host: str, port: int) -> AsyncIterator[int]:
    """The server at work; gives its port (0 asks for any)."""
    handler = Handler(box, door)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(handler), host, port)
    try:
        address: Any = server.sockets[0].getsockname()
        yield int(address[1])
    finally:
        server.close()
