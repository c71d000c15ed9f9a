"""One kept-open connection to the mail server, and what its answers mean for a letter.

What is said of this mail decides what becomes of it; what is said of us (greeting, sign-in, sender) or not said at all
does not: then the letter waits, for a server that turns everybody away for an hour must not cost anybody a letter. A
server that breaks off once it knows to whom a letter goes may do so over that letter alone: others go on without it.
"""

import asyncio
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPNotSupported,
    SMTPResponse,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from aiosmtplib.protocol import PERIOD_REGEX, normalize_message_line_endings

from services.notifications.delivery.smtp_server import SmtpServer, server_of
from services.notifications.settings import NotificationsSettings
from services.notifications.writing.headers import one_line
from shared.app.settings import Settings
from shared.app.supervision import side_by_side

DeliveryStatus = Literal["accepted", "refused", "later", "broke_off", "away"]
FOR_GOOD = 500
GOODBYE = 421
UNWRITABLE = 553
COMMAND_SECONDS = 10.0
# RFC 5321, 4.5.3.2.6, allows ten minutes for it: who gives up too early sends a mail twice.
LAST_ANSWER_SECONDS = 120.0
# Narrower than RFC 5321, as the pages are that ask for addresses: a lenient reader finds addresses in addresses.
ADDRESS = re.compile(r"""[^\s<>()\[\]\\,;:"@\x00-\x20\x7f]+@[^\s<>()\\,;"@\x00-\x20\x7f]+""")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`later`: this letter can't be taken now, others may; `broke_off`: the server left over this letter; `away`: no
    letter can be taken. `code` is 0 where none was said. `ended`: the whole mail was handed over before the end.
    `reply`: what the server said, on one line, as evidence.
    """

    status: DeliveryStatus
    code: int = 0
    why: str = ""
    ended: bool = False
    reply: str = ""


ACCEPTED = Verdict("accepted", 250)
LONGEST_REPLY = 200  # characters: a queue's id or a reason, no novel


class SmtpConnection:
    """One connection; it opens by itself, and again after it broke. `is_handing_over`: the server knows to whom a mail
    goes, so that what takes long may be that mail's own.
    """

    def __init__(self, settings: Settings) -> None:
        self._sender = NotificationsSettings.of(settings).mail_from
        self.is_handing_over = False
        self._smtp = _smtp(server_of(settings))

    async def send(
        self, to: str, mail: bytes, ended: Callable[[], None] = lambda: None, *, sender: str | None = None
    ) -> Verdict:
        """Send one mail, to come back to `sender`; `ended` is called when all of it is on its way and only the server's
        answer is missing.
        """
        if not ADDRESS.fullmatch(to):
            return Verdict("refused", UNWRITABLE, "no address")
        try:
            await self._reach()
            await self._begin(to, sender or self._sender)
        except (SMTPNotSupported, ValueError) as unwritable:
            # No server takes this address, or not this one: tried again, it would only hold up the others.
            return Verdict("refused", UNWRITABLE, type(unwritable).__name__)
        except (SMTPException, OSError) as away:
            self.drop()
            return Verdict("away", getattr(away, "code", 0), type(away).__name__)
        return await self._hand_over(to, mail, ended)

    async def _reach(self) -> None:
        if self._smtp.is_connected:
            return
        try:
            await self._smtp.connect()
        except (ValueError, RuntimeError) as odd:  # of the server, and not of a letter
            raise SMTPException(type(odd).__name__) from odd

    async def _begin(self, to: str, sender: str) -> None:
        """As far as the server does not know yet to whom the mail goes: what is said until then is said of us."""
        if to.isascii():
            await self._smtp.mail(sender)
            return
        await self._smtp.ehlo()
        if not self._smtp.supports_extension("smtputf8"):
            raise SMTPNotSupported("SMTPUTF8")
        await self._smtp.mail(sender, options=["SMTPUTF8"], encoding="utf-8")

    async def _hand_over(self, to: str, mail: bytes, ended: Callable[[], None]) -> Verdict:
        told = False

        def whole() -> None:
            nonlocal told
            told = True
            ended()

        self.is_handing_over = True
        try:
            await self._smtp.rcpt(to, encoding="ascii" if to.isascii() else "utf-8")
            reply = await self._data(mail, whole)
        except SMTPResponseException as said:
            return replace(await self._of(said.code), ended=told, reply=_on_one_line(said.message))
        except ValueError as unwritable:
            await self._forget_envelope()
            return Verdict("refused", UNWRITABLE, type(unwritable).__name__)
        except (SMTPException, OSError) as broken:
            self.drop()
            return Verdict("broke_off", 0, type(broken).__name__, told)
        finally:
            self.is_handing_over = False
        return replace(ACCEPTED, reply=_on_one_line(reply))

    async def _data(self, mail: bytes, whole: Callable[[], None]) -> str:
        """DATA in its two halves: aiosmtplib's own tells nobody when only the answer is missing."""
        started = await self._smtp.execute_command(b"DATA")
        if started.code != 354:
            raise SMTPResponseException(started.code, started.message)
        protocol = self._smtp.protocol
        if protocol is None:
            raise SMTPServerDisconnected("Connection lost")
        answers: list[SMTPResponse] = []

        async def listen() -> None:
            answers.append(await protocol.read_response(timeout=LAST_ANSWER_SECONDS))

        async def write() -> None:
            protocol.write(PERIOD_REGEX.sub(b"..", normalize_message_line_endings(mail)) + b".\r\n")
            while not answers and not self._all_is_out():  # noqa: ASYNC110  # transports tell no other way
                await asyncio.sleep(0.001)
            if not answers:
                whole()

        # It listens before anything is sent, or an answer would be taken for one that nobody had asked for.
        await side_by_side(listen(), write())
        if answers[0].code != 250:
            raise SMTPResponseException(answers[0].code, answers[0].message)
        return answers[0].message

    def _all_is_out(self) -> bool:
        """Whether the kernel has every byte: it sends them even if this process is killed."""
        transport: Any = self._smtp.transport
        return transport is not None and not transport.get_write_buffer_size()

    async def _of(self, code: int) -> Verdict:
        if code == GOODBYE:
            self.drop()
            return Verdict("broke_off", code)
        await self._forget_envelope()
        return Verdict("refused" if code >= FOR_GOOD else "later", code)

    async def _forget_envelope(self) -> None:
        try:
            await self._smtp.rset()
        except (SMTPException, OSError):
            self.drop()

    def drop(self) -> None:
        """Forget a broken connection; the next mail opens a new one."""
        self._smtp.close()


def _on_one_line(reply: str) -> str:
    return one_line(reply)[:LONGEST_REPLY]


def _smtp(server: SmtpServer) -> SMTP:
    return SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.tls == "implicit",
        start_tls={"implicit": False, "required": True, "offered": None}[server.tls],
        timeout=COMMAND_SECONDS,
    )


def check_sender(settings: Settings) -> None:
    """End the process with a sentence where no mail could be sent in this name."""
    sender = NotificationsSettings.of(settings).mail_from
    if not (ADDRESS.fullmatch(sender) and sender.isascii()):
        sys.exit("Notifications can't start: RINNALLA_MAIL_FROM is no e-mail address.")
