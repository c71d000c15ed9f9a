"""Looks after letters whose sending takes long: keeps the claims of those in hand, and takes what a crash left."""

from collections.abc import Iterable
from typing import get_args

import structlog
from pydantic import ValidationError

from services.notifications.journal import Journal, Left, left_by_others, noted_by_living
from services.notifications.model import Lane, Letter
from services.notifications.records import Records
from services.notifications.store import AT_A_TIME, Store, in_order, letter_of
from services.notifications.tray import Tray
from shared.app.service import App
from shared.store.mongo import Document, Tx

log = structlog.get_logger()


async def sweep(app: App, journal: Journal, records: Records, out: set[str]) -> None:
    """One round. `out`: letters that are accepted, though the store does not know of it yet."""
    tx, tray = app.tx, app.state
    await _keep(tx, tray, out)
    await _let_go(tx, tray)
    await adopt(app, journal, records)
    noted = noted_by_living(journal.path.parent, app.settings.database_prefix, journal.path)
    await _take(tx, tray, noted)


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
            if out := _letters(await Store(tx).unsettled(some)):
                await record(out)


def _in_parts(ids: list[str]) -> Iterable[list[str]]:
    return (ids[n : n + AT_A_TIME] for n in range(0, len(ids), AT_A_TIME))


async def _keep(tx: Tx, tray: Tray, out: set[str]) -> None:
    """Renew claims; what another process has taken meanwhile is no longer ours to send."""
    ageing = tray.ageing()
    if not ageing:
        return
    await Store(tx).renew(ageing, tray.owner, tray.lease())
    claims = await Store(tx).claims(ageing, tray.owner)
    tray.prolong(claims)
    missing = [each for each in ageing if each not in claims and each not in out]
    gone = await Store(tx).under_way(missing)
    tray.supersede(each for each in missing if gone.get(each) == "superseding")
    tray.settle(each for each in missing if gone.get(each) != "superseding" and tray.lapsed(each))


async def _let_go(tx: Tx, tray: Tray) -> None:
    """Say which superseded letters are in nobody's hands any more, and let go on what waited for others' letters."""
    done = set(tray.let_go)
    if done or await Store(tx).superseding():
        await Store(tx).let_go(done, tray.owner, tray.clock())
    tray.let_go -= done
    if waited_for := tray.waited_for():
        tray.passed(waited_for - (await Store(tx).under_way(waited_for)).keys())


async def _take(tx: Tx, tray: Tray, noted: frozenset[str]) -> None:
    """Claim what nobody has, as far as there is room, the most urgent first; not what another's journal names."""
    for lane in get_args(Lane):
        now = tray.clock()
        found = await Store(tx).abandoned(lane, now, min(tray.room(lane), AT_A_TIME))
        free = {each["_id"]: each for each in found if each["_id"] not in tray.in_hand and each["_id"] not in noted}
        until = tray.lease()
        taken = await Store(tx).take(free.keys(), tray.owner, now, until)
        tray.hand_over(in_order(_letters(free[each] for each in taken)), until)


def _letters(documents: Iterable[Document]) -> list[Letter]:
    """Documents as letters. One that can't be read stays where it is, is counted as waiting, and holds up no other."""
    found = []
    for document in documents:
        try:
            found.append(letter_of(document))
        except ValidationError:
            log.error("letter can't be read", letter=document["_id"])  # noqa: TRY400  # a trace would show the letter
    return found
