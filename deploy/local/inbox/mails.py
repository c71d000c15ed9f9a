"""The mails: kept in memory to be read, and on disk to survive a restart."""

import asyncio
import json
import os
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import Parser
from functools import cached_property
from pathlib import Path
from typing import Any

_PARSER = Parser(policy=policy.default)
# Enough of the head to find the one field that every delivery is looked at for; a full parse waits for a reader.
_MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_HEAD = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True)
class Attachment:
    name: str
    content_type: str
    content: bytes

    def as_json(self) -> dict[str, str]:
        content = b64encode(self.content).decode()
        return {"name": self.name, "content_type": self.content_type, "content": content}


@dataclass
class Mail:
    """One mail to one recipient. `copies` counts how often it came: a sender that isn't sure sends again."""

    id: str
    to: str
    sender: str
    received_at: datetime
    raw: bytes = field(repr=False)
    copies: int = 1

    @cached_property
    def message(self) -> EmailMessage:
        # Field by field a head may be UTF-8 (RFC 6532); in a body each part says what it is.
        head, gap, body = self.raw.partition(b"\r\n\r\n")
        parsed = _PARSER.parsestr(
            head.decode("utf-8", "surrogateescape") + (gap + body).decode("ascii", "surrogateescape")
        )
        assert isinstance(parsed, EmailMessage)  # noqa: S101  # what the policy makes
        return parsed

    @property
    def subject(self) -> str:
        return str(self.message.get("Subject", ""))

    @property
    def author(self) -> str:
        """What the reader sees as the sender; the envelope's where there is none."""
        return str(self.message.get("From", self.sender))

    @property
    def text(self) -> str:
        return _content(self.message.get_body(("plain",)))

    @property
    def html(self) -> str:
        return _content(self.message.get_body(("html",)))

    @property
    def attachments(self) -> list[Attachment]:
        """Attached files; a calendar invite that is only an alternative to the text is one too."""
        leaves = [part for part in self.message.walk() if not part.is_multipart()]
        attached = [_attachment(part) for part in leaves if part.get_content_disposition() == "attachment"]
        if not any(each.content_type == "text/calendar" for each in attached):
            attached += [_attachment(part) for part in leaves if part.get_content_type() == "text/calendar"]
        return attached

    def as_json(self) -> dict[str, Any]:
        return {**self._told, "copies": self.copies}

    @cached_property
    def _told(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "to": self.to,
            "from": self.author,
            "subject": self.subject,
            "text": self.text,
            "html": self.html,
            "attachments": [each.as_json() for each in self.attachments],
            "received_at": self.received_at.isoformat(),
            "headers": [[name, str(value)] for name, value in self.message.items()],
        }


class Box:
    """Every mail that came, oldest first. `folder` None keeps them in memory only."""

    def __init__(self, folder: Path | None = None) -> None:
        self._mails: dict[str, Mail] = {}
        self._known: dict[tuple[str, bytes], Mail] = {}
        self._came = asyncio.Condition()
        self._file = None if folder is None else folder / "mails.jsonl"
        self._number = 0
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            for row in _rows(self._file):
                self._keep(row["to"], row["from"], b64decode(row["raw"]), datetime.fromisoformat(row["at"]))
            self._out = self._file.open("ab", buffering=0)

    async def deliver(self, sender: str, recipients: Sequence[str], raw: bytes) -> None:
        """Keep a mail for each recipient; when this returns it survives the end of the process."""
        now = datetime.now(UTC)
        for to in recipients:
            if self._file is not None:
                row = {"to": to, "from": sender, "at": now.isoformat(), "raw": b64encode(raw).decode()}
                self._out.write(json.dumps(row).encode() + b"\n")
            self._keep(to, sender, raw, now)
        async with self._came:
            self._came.notify_all()

    def mails(self, to: str | None = None) -> list[Mail]:
        wanted = None if to is None else to.strip().casefold()
        return [mail for mail in self._mails.values() if wanted is None or mail.to.casefold() == wanted]

    def mail(self, mail_id: str) -> Mail | None:
        return self._mails.get(mail_id)

    async def wait(self, count: int, to: str | None = None, seconds: float = 10.0) -> list[Mail]:
        """The mails once there are `count` of them. Raises TimeoutError, saying how many came."""
        try:
            async with self._came:
                await asyncio.wait_for(self._came.wait_for(lambda: len(self.mails(to)) >= count), seconds)
        except TimeoutError:
            raise TimeoutError(f"{len(self.mails(to))} of {count} mails came in {seconds} s") from None
        return self.mails(to)

    @property
    def number(self) -> int:
        """How many have come so far."""
        return self._number

    async def changed(self, since: int) -> int:
        """Return when more mails have come than `since`, with how many; what comes meanwhile is not missed."""
        async with self._came:
            await self._came.wait_for(lambda: self._number > since)
        return self._number

    def clear(self) -> None:
        self._mails.clear()
        self._known.clear()
        if self._file is not None:
            self._out.truncate(0)

    def close(self) -> None:
        if self._file is not None:
            self._out.close()

    def _keep(self, to: str, sender: str, raw: bytes, now: datetime) -> None:
        """A mail that is here already is counted, not kept again (as Sieve's duplicate test does, RFC 7352)."""
        found = _MESSAGE_ID.search(_HEAD.split(raw, maxsplit=1)[0])
        key = (to.casefold(), found[1]) if found else None
        if key is not None and key in self._known:
            self._known[key].copies += 1
            return
        self._number += 1
        mail = Mail(f"{self._number:06}", to, sender, now, raw)
        self._mails[mail.id] = mail
        if key is not None:
            self._known[key] = mail


def _rows(file: Path) -> Iterator[dict[str, str]]:
    """What was kept. Half a line at the end is cut off: its sender was not told that the mail is kept."""
    if not file.exists():
        return
    whole = 0
    with file.open("rb") as lines:
        for line in lines:
            if line.endswith(b"\n"):
                whole += len(line)
                yield json.loads(line)
    os.truncate(file, whole)


def _content(part: Any) -> str:
    return "" if part is None else str(part.get_content())


def _attachment(part: Any) -> Attachment:
    kind = part.get_content_type()
    name = part.get_filename() or ("invite.ics" if kind == "text/calendar" else "attachment")
    return Attachment(name, kind, part.get_payload(decode=True) or b"")
