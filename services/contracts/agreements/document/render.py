"""Renders a contract's document, in a process of its own: neither hostile nor long text holds up anybody else."""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.contracts.agreements.document.model import MAX_PAGES, DocumentFacts
from services.contracts.agreements.document.wording import Wording
from shared.app.child_process import ChildFailedError, ChildProcess
from shared.app.settings import Settings
from shared.i18n import Catalogues, Times

SECONDS = 15
# The longest text that is allowed has few pages; who types a blank line after every word may come to more.
_CHILD = "services.contracts.agreements.document.typesetter"
_FOLDER = Path(__file__).parents[2]


class NotRenderedError(Exception):
    """There is no document of these facts."""


class TooManyPagesError(NotRenderedError):
    """It would have more than MAX_PAGES pages."""


class TooSlowError(NotRenderedError):
    """It took longer, or more memory, than a document may."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document: the same facts give the same bytes."""

    pdf: bytes
    pages: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()


class Renderer:
    """Renders for one network; its process starts with the first document, or with `start`."""

    def __init__(self, child: ChildProcess, times: Times, check_at: str) -> None:
        self._child = child
        self._times = times
        self._check_at = check_at

    @staticmethod
    def of(settings: Settings) -> "Renderer":
        check_at = f"{settings.public_url}/contracts/verify"
        return Renderer(ChildProcess(_CHILD, b"", SECONDS), Times(settings.zone), check_at)

    async def render(self, facts: DocumentFacts) -> Rendered:
        """The document as it stands; unsealed. Raises TooManyPagesError, TooSlowError, NotRenderedError."""
        return _understood(await self._said(self._question(facts)))

    async def start(self) -> None:
        await self._child.start()

    async def close(self) -> None:
        await self._child.close()

    async def _said(self, question: dict[str, Any]) -> bytes:
        try:
            # What is asked may be some hundred kilobytes.
            return await self._child.ask(await asyncio.to_thread(_written, question))
        except ChildFailedError as failure:
            raise TooSlowError from failure

    def _question(self, facts: DocumentFacts) -> dict[str, Any]:
        translations = Catalogues.load(_FOLDER).translations(facts.language)
        return {
            "data": Wording(facts, translations, self._times, self._check_at).data(),
            "made_at": int(facts.made_at.timestamp()),
        }


def _written(question: dict[str, Any]) -> bytes:
    return json.dumps(question, ensure_ascii=False).encode()


def _understood(said: bytes) -> Rendered:
    header, _, pdf = said.partition(b"\n")
    answer: dict[str, Any] = json.loads(header)
    if "trouble" in answer:
        raise NotRenderedError(answer["trouble"])
    if answer["pages"] > MAX_PAGES:
        raise TooManyPagesError
    return Rendered(pdf, answer["pages"])
