"""When rounds make a cell: at least so many people, whatever anybody subtracts. Pure.

A round says how many answered, not who. People of one process may be the same in each of its rounds, so those of a
process count as its largest round; only different processes are added up.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from services.feedback.answers.model import Pool, Share
from services.feedback.questionnaires.model import Level, Questionnaire
from services.feedback.rounds.model import Round

# How long what is too little waits for more from near by, before it is put together with more from further away.
PATIENCE = {"process": timedelta(days=120), "organisation": timedelta(days=270)}


def people(shares: Iterable[Share]) -> int:
    """How many different people have answered for certain."""
    largest: dict[str, int] = defaultdict(int)
    for share in shares:
        largest[share.process] = max(largest[share.process], share.n)
    return sum(largest.values())


def needed(shares: Iterable[Share]) -> int:
    """How many it takes: what the strictest of the rounds began with."""
    return max(share.min_answers for share in shares)


def is_enough(pool: Pool) -> bool:
    return bool(pool.shares) and people(pool.shares) >= needed(pool.shares)


def week(at: datetime) -> str:
    """All that is kept of the time (2026-W48): finer would point at a person."""
    year, number, _ = at.isocalendar()
    return f"{year}-W{number:02d}"


def share_of(found: Round, box: str, n: int, now: datetime) -> Share:
    """What a closed round brings."""
    return Share(
        box=box,
        process=found.process,
        n=n,
        min_answers=found.min_answers,
        week=week(min(now, found.closes)),
        supervisors=found.supervisors,
    )


def pool_for(found: Round, asked: Questionnaire, now: datetime) -> Pool:
    """The pool that a round's answers come into first; empty."""
    return _pool(asked.id, asked.pooled[0], found.process, found.organisation, found.organisation_id, now)


def next_pool(pool: Pool, asked: Questionnaire, now: datetime) -> Pool | None:
    """Where a pool that waited in vain goes on to; empty. None from the last."""
    following = asked.pooled[asked.pooled.index(pool.level) + 1 :]
    if not following or pool.organisation is None:
        return None
    return _pool(asked.id, following[0], pool.process or "", pool.organisation, pool.organisation_id, now)


def with_shares(pool: Pool, shares: Iterable[Share], now: datetime) -> Pool:
    return pool.model_copy(update={"shares": (*pool.shares, *shares), "since": now})


def _pool(
    questionnaire: str, level: Level, process: str, organisation: str, organisation_id: str | None, now: datetime
) -> Pool:
    keys = {"process": process, "organisation": organisation_id or organisation.casefold(), "network": "network"}
    return Pool(
        questionnaire=questionnaire,
        level=level,
        key=keys[level],
        process=process if level == "process" else None,
        organisation=organisation if level != "network" else None,
        organisation_id=organisation_id if level != "network" else None,
        since=now,
    )
