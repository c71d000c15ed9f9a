"""Beside the service: each step of waking somebody is taken when its turn comes, by one process.

A step that was written here is taken at once; those whose turn comes later are waited for, and those that another
process left behind are found within seconds.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

import structlog

from services.notifications.channels import ladder
from services.notifications.channels.memory import WakeMemory
from services.notifications.channels.model import Channel, Wake, WakeState
from services.notifications.channels.sending import send
from services.notifications.channels.store import Channels, Wakes
from shared.app.service import App
from shared.app.supervision import side_by_side
from shared.i18n import Times
from shared.people.awaited import AwaitedStore

LOOK_EVERY = 5.0
# Longer than the slowest service is waited for: a process that died with it is waited for no longer.
LEASE = timedelta(seconds=45)
log = structlog.get_logger()


@contextlib.asynccontextmanager
async def waking(app: App) -> AsyncIterator[None]:
    """People are woken as long as the service runs."""
    async with app.tasks.kept("waking people", lambda: _keep_waking(app)):
        yield


async def take_due(app: App) -> int:
    """Take every step whose turn has come; how many were taken."""
    now = app.store_time()
    due = await Wakes(app.tx).due(now)
    mine = [each for each in due if await Wakes(app.tx).claim(each, now, now + LEASE)]
    await side_by_side(*(_take(app, each) for each in mine))
    return len(mine)


async def _keep_waking(app: App) -> None:
    memory: WakeMemory = app.state.wakes
    while True:
        memory.nudged.clear()
        try:
            memory.people = await Channels(app.tx).everybody()
            taken = await take_due(app)
            wait = 0.0 if taken else await _until_next(app)
        except Exception as failure:  # noqa: BLE001  # whatever it is, they are taken later
            log.warning("waking people failed", why=type(failure).__name__)
            wait = LOOK_EVERY
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await memory.nudged.wait()


async def _until_next(app: App) -> float:
    at = await Wakes(app.tx).next_due()
    left = (at - app.store_time()).total_seconds() if at else LOOK_EVERY
    return min(LOOK_EVERY, max(0.05, left))


async def _take(app: App, wake: Wake) -> None:
    person = await Channels(app.tx).of(wake.email)
    channel = person.channel(wake.channel_id) if person else None
    awaited = wake.at_once or wake.drill or await AwaitedStore(app.tx).waits_for(wake.about, wake.email)
    now = app.clock()
    if channel is None or channel.gone or not ladder.is_needed(wake, now, awaited=awaited):
        await Wakes(app.tx).settle(wake, WakeState.NOT_NEEDED, "", now)
        return
    await _wake(app, wake, channel)


async def _wake(app: App, wake: Wake, channel: Channel) -> None:
    by = Times(app.settings.zone).clock(wake.ends_at, wake.language)
    call = ladder.call(wake, by, lambda text: app.pages.translate_into(wake.language, text))
    tried = await send(app.settings, channel, call, wake.ends_at)
    last = tried.last
    arrived, said = (last.arrived, last.said) if last else (False, "")
    await Wakes(app.tx).settle(wake, WakeState.SENT if arrived else WakeState.FAILED, said, app.clock())
    await Channels(app.tx).note(wake.email, tried)
    if not arrived:
        log.warning("waking somebody failed", kind=wake.kind, why=said)
        if following := ladder.after_failure(wake, await Wakes(app.tx).of_asked(wake.asked)):
            await Wakes(app.tx).hasten(following, app.store_time())
