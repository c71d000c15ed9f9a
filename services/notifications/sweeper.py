"""Looks after letters whose sending takes long: keeps the claims of those in hand, and takes what a crash left."""

import asyncio
from datetime import datetime

import structlog
from pydantic import ValidationError

from services.notifications.model import Letter
from services.notifications.store import Store, lanes, letter_of
from services.notifications.tray import Tray
from shared.mongo import DatabaseError, Document
from shared.service import Runtime

AT_A_TIME = 200
log = structlog.get_logger()


async def sweep(runtime: Runtime[Store], out: set[str]) -> None:
    """One round. `out`: letters that are accepted, though the store does not know of it yet."""
    now, tray = runtime.clock(), runtime.memory
    await _keep(runtime.store, tray, now, out)
    found = await runtime.store.abandoned(now, AT_A_TIME)
    await _take(runtime.store, tray, now, [each for each in found if each["_id"] not in tray.in_hand])


async def recovered(runtime: Runtime[Store], ids: list[str]) -> list[Letter]:
    """Those of these letters whose fate the store does not know."""
    while True:
        try:
            return _letters(await runtime.store.unsettled(ids))
        except DatabaseError as failure:
            log.warning("reading letters waits for the store", why=type(failure).__name__)
            await asyncio.sleep(0.2)


async def _keep(store: Store, tray: Tray, now: datetime, out: set[str]) -> None:
    """Renew claims; what another process has taken meanwhile is no longer ours to send."""
    ageing = tray.ageing(now)
    if not ageing:
        return
    await store.renew(ageing, tray.owner, tray.lease(now))
    claims = await store.claims(ageing, tray.owner)
    tray.prolong(claims)
    tray.settle(each for each in ageing if each not in claims and each not in out and tray.lapsed(each, now))


async def _take(store: Store, tray: Tray, now: datetime, found: list[Document]) -> None:
    """Claim one by one, the most urgent first, and send each at once."""
    rows = {row["_id"]: row for row in found}
    for letter in lanes(_letters(found)):
        until = tray.lease(now)
        if await store.take(rows[letter.id], tray.owner, until):
            tray.hand_over([letter], until)


def _letters(documents: list[Document]) -> list[Letter]:
    """Documents as letters. One that can't be read stays where it is, is counted as waiting, and holds up no other."""
    found = []
    for document in documents:
        try:
            found.append(letter_of(document))
        except ValidationError:
            log.error("letter can't be read", letter=document["_id"])  # noqa: TRY400  # a trace would show the letter
    return found
