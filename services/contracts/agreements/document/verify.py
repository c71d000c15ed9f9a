"""Verifies a file that somebody dropped, in a process of its own that ends with it.

A hostile one costs a bounded time and memory, and nobody else's.
"""

import asyncio
import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.contracts.agreements.document.key import trusted
from services.contracts.agreements.document.model import Role
from shared.app.child_process import ChildFailedError, ChildProcess
from shared.app.settings import Settings
from shared.i18n import N_, Msgid
from shared.messages.base import Instant

MAX_BYTES = 10 * 1024 * 1024
SECONDS = 10
_CHILD = "services.contracts.agreements.document.verifier"
_MAGIC = b"%PDF-"
# Each may use as much memory as its limit says: together they would use as much as the service has.
_one_at_a_time = asyncio.Semaphore(1)

Outcome = Literal["genuine", "changed", "not_ours", "no_seal", "not_a_pdf", "too_large", "too_much"]
OUTCOMES: Mapping[Outcome, Msgid] = {
    "genuine": N_("This document is genuine: it is as it was when it was sealed."),
    "changed": N_("This is not genuine: the document has been changed or damaged since it was sealed."),
    "not_ours": N_("This is not genuine: the document has not been sealed by this network."),
    "no_seal": N_("This document has no seal: it is a draft, or a print or copy that has lost it."),
    "not_a_pdf": N_("This is not a PDF that can be read. Choose the file that you were sent."),
    "too_large": N_("This file is too large to be a contract of this network."),
    "too_much": N_("This file can't be checked: no contract of this network is made like it."),
}


class _Sealed(BaseModel):
    """What a genuine document says of itself: which contract it is, and how many are in which role; nobody's name."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Annotated[str, Field(max_length=64)]
    version: int
    parties: dict[Role, int]


class Verdict(BaseModel):
    """What a file is. All but `outcome` and `sha256` is known of a genuine one only.

    `contract` and `version`: which it is; `parties`: how many in each role; `sha256`: of the whole file, by which a
    stored document can be found.
    """

    model_config = ConfigDict(frozen=True)

    outcome: Outcome
    sha256: str
    sealed_at: Instant | None = None
    contract: str | None = None
    version: int | None = None
    parties: dict[Role, int] = {}


async def verify(pdf: bytes, settings: Settings) -> Verdict:
    """Whether a file is a contract that this network has sealed, unchanged to the last byte; one file at a time."""
    if len(pdf) > MAX_BYTES:
        return _verdict("too_large", pdf)
    if not pdf.startswith(_MAGIC):
        return _verdict("not_a_pdf", pdf)
    told = json.dumps([base64.b64encode(each).decode() for each in trusted(settings)]).encode()
    async with _one_at_a_time, ChildProcess(_CHILD, told, SECONDS) as child:
        try:
            said = orjson.loads(await child.ask(pdf))
        except ChildFailedError:  # its time or memory was used up
            return _verdict("too_much", pdf)
    return _understood(said, pdf)


def _understood(said: Mapping[str, object], pdf: bytes) -> Verdict:
    if said["outcome"] != "genuine":
        return Verdict.model_validate({"outcome": said["outcome"], "sha256": _sha256(pdf)})
    try:
        card = _Sealed.model_validate(said["card"])
    except ValidationError:  # sealed with our key, and yet no contract
        return _verdict("not_ours", pdf)
    return Verdict.model_validate(
        {
            "outcome": "genuine",
            "sha256": _sha256(pdf),
            "sealed_at": said["sealed_at"],
            "contract": card.id,
            "version": card.version,
            "parties": card.parties,
        }
    )


def _verdict(outcome: Outcome, pdf: bytes) -> Verdict:
    return Verdict(outcome=outcome, sha256=_sha256(pdf))


def _sha256(pdf: bytes) -> str:
    return hashlib.sha256(pdf).hexdigest()
