"""Looks after letters whose sending takes long: keeps the claims of those in hand, and takes what a crash left."""

from collections.abc import Iterable
from typing import get_args

import structlog
from pydantic import ValidationError

from services.notifications.delivery.journal import Journal, Left, left_by_others, noted_by_living
from services.notifications.delivery.queue import OutgoingQueue
from services.notifications.delivery.records import Records
from services.notifications.delivery.store import AT_A_TIME, Letters, in_order, letter_of
from services.notifications.writing.model import Lane, Letter
from shared.app.service import App
from shared.store.mongo import Document, Tx

log = structlog.get_logger()


async def sweep(app: App, journal: Journal, records: Records, out: set[str]) -> None:
    """One round. `out`: letters that are accepted, though the store does not know of it yet."""
    tx, queue = app.tx, app.state
    await _keep(tx, queue, out)
    await _let_go(tx, queue)
    await adopt(app, journal, records)
    noted = noted_by_living(journal.path.parent, app.settings.database_prefix, journal.path)
    await _take(tx, queue, noted)


async def adopt(app: App, journal: Journal, records: Records) -> None:
    """What killed processes of this machine had handed over, but not written down, is out already."""
    for left in left_by_others(journal.path.parent, app.settings.database_prefix, journal.path):
        try:
            await _write_down(app.tx, records, left)
        except BaseException:
            left.release()
            raise
        left.remove()


async def _write_down(tx: Tx, records: Records, left: Left) -> None:
    for ids, record in ((left.found.accepted, records.accepted), (left.found.ended, records.presumed)):
        for some in _in_parts(sorted(ids)):
            if out := _letters(await Letters(tx).unsettled(some)):
                await record(out)


def _in_parts(ids: list[str]) -> Iterable[list[str]]:
    return (ids[n : n + AT_A_TIME] for n in range(0, len(ids), AT_A_TIME))


async def _keep(tx: Tx, queue: OutgoingQueue, out: set[str]) -> None:
    """Renew claims; what another process has taken meanwhile is no longer ours to send."""
    ageing = queue.ageing()
    if not ageing:
        return
    await Letters(tx).renew(ageing, queue.owner, queue.lease())
    claims = await Letters(tx).claims(ageing, queue.owner)
    queue.prolong(claims)
    missing = [each for each in ageing if each not in claims and each not in out]
    gone = await Letters(tx).under_way(missing)
    queue.supersede(each for each in missing if gone.get(each) == "superseding")
    queue.give_up(each for each in missing if gone.get(each) != "superseding" and queue.lapsed(each))


async def _let_go(tx: Tx, queue: OutgoingQueue) -> None:
    """Say which superseded letters are in nobody's hands any more, and let go on what waited for others' letters."""
    done = set(queue.let_go)
    if done or await Letters(tx).superseding():
        await Letters(tx).let_go(done, queue.owner, queue.clock())
    queue.let_go -= done
    if waited_for := queue.waited_for():
        queue.passed(waited_for - (await Letters(tx).under_way(waited_for)).keys())


async def _take(tx: Tx, queue: OutgoingQueue, noted: frozenset[str]) -> None:
    """Claim what nobody has, as far as there is room, the most urgent first; not what another's journal names."""
    for lane in get_args(Lane):
        now = queue.clock()
        found = await Letters(tx).abandoned(lane, now, min(queue.room(lane), AT_A_TIME))
        free = {each["_id"]: each for each in found if each["_id"] not in queue.in_hand and each["_id"] not in noted}
        until = queue.lease()
        taken = await Letters(tx).take(free.keys(), queue.owner, now, until)
        queue.hand_over(in_order(_letters(free[each] for each in taken)), until)


def _letters(documents: Iterable[Document]) -> list[Letter]:
    """Documents as letters. One that can't be read stays where it is, is counted as waiting, and holds up no other."""
    found = []
    for document in documents:
        try:
            found.append(letter_of(document))
        except ValidationError:
            log.error("letter can't be read", letter=document["_id"])  # noqa: TRY400  # a trace would show the letter
    return found
