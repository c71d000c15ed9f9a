"""How long a contract's document takes, sealed, beside the floor: the bare libraries, the same text, in one process."""

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from services.contracts.agreements.document.documents import Documents
from services.contracts.agreements.document.key import SealKey
from services.contracts.agreements.document.model import DocumentFacts, Section
from services.contracts.agreements.document.sealing import sealed, signer_of
from services.contracts.agreements.document.typeset import typeset
from services.contracts.agreements.document.verify import verify
from tests.contracts.agreements.build import NOW, SETTINGS, facts

SENTENCE = "Työnohjaus on luottamuksellista, ja siitä sovitaan kirjallisesti ennen kuin se alkaa. "


@dataclass(frozen=True, slots=True)
class Found:
    """Milliseconds: ours, the floor, how long a verification takes; and how many pages there were."""

    pages: int
    ours: float
    floor: float
    verified: float


async def measure(rounds: int) -> dict[str, Found]:
    """A usual contract, and one of nearly sixty pages."""
    made = Documents.of(SETTINGS)
    await made.start()
    try:
        return {
            "a usual contract": await _of(made, facts(), rounds),
            "nearly 60 pages": await _of(made, long(), max(2, rounds // 5)),
        }
    finally:
        await made.close()


def long() -> DocumentFacts:
    clause = Section(heading="Kohta", blocks=tuple(SENTENCE * 15 for _ in range(8)))
    return facts(sections=(clause,) * 24)


async def _of(made: Documents, contract: DocumentFacts, rounds: int) -> Found:
    ours, floor = [], []
    # In turn, so that whatever else the machine does meets both; each one another document, for typst remembers.
    for turn in range(rounds):
        one, other = (contract.model_copy(update={"number": f"{name}-{turn}"}) for name in ("ours", "floor"))
        started = time.perf_counter()
        document = await made.seal(one, NOW)
        ours.append(time.perf_counter() - started)
        floor.append(await asyncio.to_thread(partial(_timed, partial(_bare, made.question(other)))))
    started = time.perf_counter()
    assert (await verify(document.pdf, SETTINGS)).outcome == "genuine"
    verified = time.perf_counter() - started
    return Found(document.pages, 1000 * statistics.median(ours), 1000 * statistics.median(floor), 1000 * verified)


def _bare(question: dict[str, object]) -> None:
    data = question["data"]
    assert isinstance(data, dict)
    sealed(typeset(data, NOW), signer_of(SealKey.of(SETTINGS).told()), NOW, "Verkosto", "Syy")


def _timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
