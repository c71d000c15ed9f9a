"""Makes contracts' documents: rendered as they stand, and sealed once all have signed, in a process of its own.

Neither hostile nor long text holds anybody up there; one document at a time, a usual one takes some 50 ms.
"""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from services.contracts.agreements.document.key import SealKey
from services.contracts.agreements.document.model import MAX_PAGES, DocumentFacts
from services.contracts.agreements.document.wording import Wording
from shared.app.child_process import ChildFailedError, ChildProcess
from shared.app.service import App
from shared.app.settings import Settings
from shared.i18n import Catalogues, Times

SECONDS = 15
WARN_DAYS = 30
CHECK_PATH = "/contracts/verify"
_CHILD = "services.contracts.agreements.document.child"
_FOLDER = Path(__file__).parents[2]
log = structlog.get_logger()


class NotMadeError(Exception):
    """There is no document of these facts."""


class TooManyPagesError(NotMadeError):
    """It would have more than MAX_PAGES pages."""


class TooMuchError(NotMadeError):
    """It took more time, or more memory, than a document may."""


class NotSignedError(NotMadeError):
    """Only what all have signed is sealed."""


class KeyExpiredError(NotMadeError):
    """The seal's certificate doesn't hold at that time."""


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF; unsealed the same facts give the same bytes."""

    pdf: bytes
    pages: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()


class Documents:
    """One network's documents. Its process starts with the first one, or with `start`."""

    def __init__(self, key: SealKey, times: Times, check_at: str) -> None:
        self._key = key
        self._times = times
        self._check_at = check_at
        self._child = ChildProcess(_CHILD, key.told(), SECONDS)

    @staticmethod
    def of(settings: Settings) -> "Documents":
        """The ones of this process; the same for the same settings. Raises NotASealKeyError."""
        return _documents(SealKey.of(settings), settings.timezone, f"{settings.public_url}{CHECK_PATH}")

    async def render(self, facts: DocumentFacts) -> Document:
        """The document as it stands, unsealed. Raises NotMadeError: TooManyPagesError, TooMuchError."""
        return await self._made(facts, None)

    async def seal(self, facts: DocumentFacts, at: datetime) -> Document:
        """The document of a contract that all have signed, sealed at `at`: from then on not a byte may change.

        Raises NotMadeError: NotSignedError, KeyExpiredError, TooManyPagesError, TooMuchError.
        """
        if facts.state != "signed":
            raise NotSignedError
        if not self._key.may_seal(at):
            raise KeyExpiredError
        return await self._made(facts, at)

    def days_left(self, now: datetime) -> int:
        """How long the key may seal."""
        return (self._key.until - now).days

    async def start(self) -> None:
        """Have the process ready. Raises ChildFailedError."""
        await self._child.start()

    async def close(self) -> None:
        """End the process; the next document starts another."""
        await self._child.close()

    async def _made(self, facts: DocumentFacts, seal_at: datetime | None) -> Document:
        question = self.question(facts)
        if seal_at is not None:
            question["seal_at"] = seal_at.timestamp()
        try:
            # What is asked may be some hundred kilobytes.
            return _understood(await self._child.ask(await asyncio.to_thread(_written, question)))
        except ChildFailedError as failure:
            raise TooMuchError from failure

    def question(self, facts: DocumentFacts) -> dict[str, Any]:
        """What the process is asked for an unsealed document."""
        wording = Wording(facts, Catalogues.load(_FOLDER).translations(facts.language), self._times, self._check_at)
        return {"data": wording.data(), "made_at": int(facts.made_at.timestamp())}


@contextlib.asynccontextmanager
async def documents(app: App) -> AsyncIterator[None]:
    """In the background: the process is there before the first document is wanted."""
    found = Documents.of(app.settings)
    if found.days_left(app.clock()) < WARN_DAYS:
        log.warning("the seal's certificate ends soon: give contracts a new key (docs/runbook.md)")
    try:
        await found.start()
    except ChildFailedError:  # requests for help come first: a document tries again by itself
        log.warning("the process that makes documents did not start")
    try:
        yield
    finally:
        await found.close()


@lru_cache(maxsize=8)
def _documents(key: SealKey, timezone: str, check_at: str) -> Documents:
    return Documents(key, Times(ZoneInfo(timezone)), check_at)


def _written(question: Mapping[str, Any]) -> bytes:
    return json.dumps(question, ensure_ascii=False).encode()


def _understood(said: bytes) -> Document:
    header, _, pdf = said.partition(b"\n")
    answer: dict[str, Any] = json.loads(header)
    if "trouble" in answer:
        raise NotMadeError(answer["trouble"])
    if answer["pages"] > MAX_PAGES:
        raise TooManyPagesError
    return Document(pdf, answer["pages"])
