"""Beside the service: the mailbox to which letters come back is read by IMAP, what is known of addresses renewed."""

import asyncio
import contextlib
import imaplib
import ssl
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog

from services.notifications.bounces import reports
from services.notifications.bounces.handlers import Taken, note
from services.notifications.bounces.store import FailingAddresses
from services.notifications.delivery.envelope import LONGEST_NAME, letter_of
from services.notifications.delivery.smtp import ADDRESS
from services.notifications.settings import NotificationsSettings
from shared.app.service import App
from shared.app.settings import Settings

READ_EVERY = 60.0
RENEWED_EVERY = 5.0
SECONDS = 20.0
AT_A_TIME = 50
LARGEST = 256 * 1024  # octets of a mail: its report stands in front of the letter that came back
PORTS = {"imaps": 993, "imap": 143}
HERE = ("localhost", "127.0.0.1", "::1")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where it is and what opens it."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: bool


def mailbox_of(url: str) -> Mailbox:
    """Read `imaps://user:password@host[:port][/folder]`; an open line goes to this machine only. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not (parts.hostname and parts.username and parts.password):
        raise ValueError("it is no imaps://user:password@host")
    if parts.scheme == "imap" and parts.hostname not in HERE:
        raise ValueError("a password would go over an open line: write imaps://")
    return Mailbox(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username),
        password=unquote(parts.password),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        tls=parts.scheme == "imaps",
    )


def check_bounces(settings: Settings) -> None:
    """End the process with a sentence where letters could not come back."""
    own = NotificationsSettings.of(settings)
    base = own.bounce_address
    if base and not (ADDRESS.fullmatch(base) and base.isascii() and len(base.rpartition("@")[0]) <= LONGEST_NAME):
        sys.exit(
            "Notifications can't start: RINNALLA_BOUNCE_ADDRESS is no e-mail address with a name of at most "
            f"{LONGEST_NAME} characters."
        )
    if own.bounce_imap:
        if not base:
            sys.exit("Notifications can't start: RINNALLA_BOUNCE_IMAP is read for RINNALLA_BOUNCE_ADDRESS, set both.")
        try:
            mailbox_of(own.bounce_imap.get_secret_value())
        except ValueError as wrong:
            sys.exit(f"Notifications can't start: RINNALLA_BOUNCE_IMAP names no mailbox, for {wrong}.")


@contextlib.asynccontextmanager
async def reading_bounces(app: App) -> AsyncIterator[None]:
    """Letters come back as long as the service runs."""
    async with app.tasks.kept("suppressed addresses", lambda: _renew(app)):
        setting = NotificationsSettings.of(app.settings).bounce_imap
        if not setting:
            yield
            return
        mailbox = mailbox_of(setting.get_secret_value())
        async with app.tasks.kept("the mailbox of bounces", lambda: _keep_reading(app, mailbox)):
            yield


async def take(raw: bytes, app: App) -> Taken:
    """A mail that came back, or whatever else arrived where they come."""
    own = NotificationsSettings.of(app.settings)
    if not own.bounce_address:
        return "no_report"
    ours = partial(letter_of, base=own.bounce_address, secret=own.service_key)
    report = await asyncio.to_thread(reports.read, raw, ours)
    return "no_report" if report is None else await app.run(lambda unit: note(report, unit))


async def read_once(app: App, mailbox: Mailbox) -> int:
    """Take what is unread, and mark it as read once it is taken; how many. What fails half way is unread still."""
    found = await asyncio.to_thread(_with, mailbox, _unread)
    done = []
    for number, raw in found:
        await take(raw, app)
        done.append(number)
    if done:
        await asyncio.to_thread(_with, mailbox, lambda box: _mark_read(box, done))
    return len(done)


async def _keep_reading(app: App, mailbox: Mailbox) -> None:
    while True:
        try:
            taken = await read_once(app, mailbox)
        except (OSError, imaplib.IMAP4.error) as failure:
            log.warning("the mailbox of bounces can't be read", why=type(failure).__name__)
            taken = 0
        await asyncio.sleep(0 if taken == AT_A_TIME else READ_EVERY)


async def _renew(app: App) -> None:
    while True:
        with contextlib.suppress(Exception):  # the store may be away: what is known holds
            app.state.suppressed.addresses = await FailingAddresses(app.tx).all_suppressed()
        await asyncio.sleep(RENEWED_EVERY)


Answer = list[tuple[bytes, bytes]]


def _with(mailbox: Mailbox, do: Callable[[imaplib.IMAP4], Answer]) -> Answer:
    box = (
        imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=ssl.create_default_context(), timeout=SECONDS)
        if mailbox.tls
        else imaplib.IMAP4(mailbox.host, mailbox.port, timeout=SECONDS)
    )
    try:
        box.login(mailbox.user, mailbox.password)
        _good(box.select(f'"{mailbox.folder}"'))
        return do(box)
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            box.logout()


def _unread(box: imaplib.IMAP4) -> Answer:
    (numbers,) = _good(box.uid("SEARCH", "UNSEEN"))
    mails = []
    for number in (numbers or b"").split()[:AT_A_TIME]:
        told = _good(box.uid("FETCH", number.decode(), f"(BODY.PEEK[]<0.{LARGEST}>)"))
        mails += [(number, each[1]) for each in told if isinstance(each, tuple)]
    return mails


def _mark_read(box: imaplib.IMAP4, numbers: list[bytes]) -> Answer:
    _good(box.uid("STORE", b",".join(numbers).decode(), "+FLAGS.SILENT", r"(\Seen)"))
    return []


def _good(answer: tuple[str, list[Any]]) -> list[Any]:
    """What it answered; IMAP4.error where it would not."""
    if answer[0] != "OK":
        raise imaplib.IMAP4.error("refused")
    return answer[1]
