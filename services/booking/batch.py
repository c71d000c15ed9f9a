"""Rows that a program sends: read and checked, very many of them in a process of their own, so that nobody waits."""

import asyncio
import pickle
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from shared.i18n import N_, Text
from shared.web.problems import Problem
from shared.web.validation import sentences

R = TypeVar("R", bound=BaseModel)
NEED_MENDING = N_("Some rows need mending; nothing was kept.")
MOST_NAMED = 1000
MOST_IDS = 1000
# What takes the loop a few milliseconds is not worth a process.
_FEW_BYTES = 32 * 1024
_AT_A_TIME = 100
Checked = tuple[list[bytes], dict[str, Text]]


class NotJsonError(ValueError):
    """The body is not JSON."""


async def rows_of(model: type[R], body: bytes, kind: str) -> list[R]:
    """A body's rows: a JSON object, a list, or NDJSON. A Problem that names each bad row (counted from 0)."""
    try:
        pieces, wrong = await _checked(model, body, "ndjson" in kind)
    except NotJsonError as broken:
        raise Problem(422, N_("The body is not JSON that we can read.")) from broken
    rows: list[R] = []
    for piece in pieces:
        rows += pickle.loads(piece)  # noqa: S301  # our own child's
        await asyncio.sleep(0)
    if wrong or not rows:
        raise Problem(422, NEED_MENDING, fields=wrong)
    return rows


async def _checked(model: type[BaseModel], body: bytes, ndjson: bool) -> Checked:  # noqa: FBT001  # of two kinds
    if len(body) <= _FEW_BYTES:
        return check(model, body, ndjson)
    # A process for this body alone: it begins with nothing of ours in its memory and ends with its work.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as child:
        return await asyncio.get_running_loop().run_in_executor(child, check, model, body, ndjson)


def check(model: type[BaseModel], body: bytes, ndjson: bool) -> Checked:  # noqa: FBT001  # goes to another process
    """The rows as their model, pickled some at a time, or what is wrong with them. Raises NotJsonError."""
    rows: list[BaseModel] = []
    wrong: dict[str, Text] = {}
    for n, each in enumerate(_raw(body, ndjson)):
        try:
            rows.append(model.model_validate(each))
        except ValidationError as failure:
            wrong |= {f"{n}.{field}" if field else str(n): text for field, text in sentences(failure).items()}
        if len(wrong) > MOST_NAMED:
            break
    if wrong:
        return [], wrong
    return [pickle.dumps(rows[n : n + _AT_A_TIME]) for n in range(0, len(rows), _AT_A_TIME)], {}


def _raw(body: bytes, ndjson: bool) -> Iterator[Any] | Sequence[Any]:  # noqa: FBT001  # of two kinds
    try:
        if ndjson:
            return [orjson.loads(line) for line in body.splitlines() if line.strip()]
        found = orjson.loads(body)
    except orjson.JSONDecodeError as broken:
        raise NotJsonError from broken
    return found if isinstance(found, list) else [found]


class SavedRows(BaseModel):
    """How many rows were kept, and their ids (the first thousand)."""

    kept: int
    ids: list[str]

    @classmethod
    def of(cls, ids: Sequence[str]) -> "SavedRows":
        return cls(kept=len(ids), ids=list(ids[:MOST_IDS]))


def needs_mending(wrong: Iterable[tuple[str, Text]]) -> Problem:
    """Nothing was kept: what is wrong, by row and field."""
    return Problem(422, NEED_MENDING, fields=dict(wrong))
