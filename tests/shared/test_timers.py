"""Timers: one that can't be sent holds up none of the others, and each is one replica's while it is being sent."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from shared.app.settings import Settings
from shared.clock import utc_now
from shared.messaging import timers
from shared.messaging.rows import Timer
from shared.messaging.unit_of_work import Unit
from shared.messaging.wire import OutgoingMessage, outgoing
from shared.store.store_time import LEASE
from tests.patience import until
from tests.shared.kernel import Rang, Said, Side, note, side


async def ring(rang: Rang, unit: Unit, here: Side) -> None:
    await note(Said(about=rang.name, number=0), unit, here)


@pytest.fixture
async def speaker(settings: Settings) -> AsyncIterator[Side]:
    async with side("speaker", settings, [Said, Rang], {Rang: ring}) as here:
        yield here


def outgoing_message(name: str) -> OutgoingMessage:
    return outgoing(Rang(name=name), message_id=name, time=utc_now(), cause=None)


async def set_all(here: Side, names: list[str]) -> None:
    past = utc_now() - timedelta(seconds=30)
    for n, name in enumerate(names):
        await here.outbox.set_timer(Timer(name, past + timedelta(milliseconds=n), outgoing_message(name)))


def stuck(here: Side, tries: Counter[str], *, hangs: bool = False) -> None:
    """The broker takes no message whose name begins with 'stuck': it refuses it, or leaves us waiting."""
    publish = here.relay._publish

    async def some(message: OutgoingMessage) -> None:
        name = Rang.model_validate_json(message.body).name
        tries[name] += 1
        if not name.startswith("stuck"):
            return await publish(message)
        if hangs:
            await asyncio.sleep(60)
        raise ConnectionError

    here.relay._publish = some


@pytest.mark.parametrize("hangs", [False, True])
async def test_timers_that_can_not_be_sent_hold_up_none_of_the_others(speaker: Side, *, hangs: bool) -> None:
    stuck(speaker, Counter(), hangs=hangs)
    await set_all(speaker, [*(f"stuck {n}" for n in range(20)), *(f"free {n}" for n in range(40))])
    await speaker.until(40, seconds=LEASE.total_seconds())
    assert {name for name, _ in speaker.heard} == {f"free {n}" for n in range(40)}


async def test_one_that_others_overtake_is_tried_ever_more_rarely(
    speaker: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "LEASE", timedelta(seconds=0.2))
    monkeypatch.setattr(timers, "TRIED_AGAIN", timedelta(seconds=0.2))
    tries: Counter[str] = Counter()
    stuck(speaker, tries)

    async def others() -> None:
        for n in range(15):
            await set_all(speaker, [f"free {n}"])
            await speaker.until(n + 1)

    await set_all(speaker, ["stuck"])
    await others()
    timer = await until(
        lambda: speaker.database["timers"].find_one({}), lambda found: (found or {}).get("tries", 0) > 1
    )
    assert timer is not None
    assert tries["stuck"] < 15


async def test_a_timer_is_one_replicas_while_it_is_sent_however_many_are_due(settings: Settings) -> None:
    """Each takes a while: leases that were counted from one moment for all would run out before their turn."""
    names = [f"slow {n}" for n in range(150)]
    async with (
        side("speaker", settings, [Said, Rang], {Rang: ring}) as one,
        side("speaker", settings, [Said, Rang], {Rang: ring}) as other,
    ):
        tries: Counter[str] = Counter()
        for here in (one, other):
            slowly(here, tries)
        await set_all(one, names)
        await until(lambda: one.database["timers"].count_documents({}), lambda left: not left)
    assert tries == Counter(names)


def slowly(here: Side, tries: Counter[str]) -> None:
    publish = here.relay._publish

    async def slow(message: OutgoingMessage) -> None:
        tries[Rang.model_validate_json(message.body).name] += 1
        await asyncio.sleep(2)
        await publish(message)

    here.relay._publish = slow


async def test_a_timer_set_anew_while_it_is_sent_stays(speaker: Side) -> None:
    publish, later = speaker.relay._publish, utc_now() + timedelta(hours=1)

    async def meanwhile(message: Any) -> None:
        await speaker.outbox.set_timer(Timer("t", later, outgoing_message("t")))
        await publish(message)

    speaker.relay._publish = meanwhile
    await set_all(speaker, ["t"])
    await speaker.until(1)
    await until(lambda: free(speaker), bool)
    assert (await speaker.database["timers"].find_one({"_id": "t"}) or {})["due"] == later


async def free(here: Side) -> bool:
    return not here.relay._timers._ringing


async def test_a_timer_that_waits_already_is_kept_where_it_is_to_be(speaker: Side) -> None:
    later = utc_now() + timedelta(hours=1)
    await speaker.outbox.set_timer(Timer("nightly", later, outgoing_message("broken off"), keep=True))
    await speaker.outbox.set_timer(Timer("nightly", later + timedelta(hours=9), outgoing_message("anew"), keep=True))
    (kept,) = await speaker.outbox.due(later, limit=2)
    assert Rang.model_validate_json(OutgoingMessage.of(kept["message"]).body).name == "broken off"
    await speaker.outbox.set_timer(Timer("nightly", later, outgoing_message("replaced")))
    (kept,) = await speaker.outbox.due(later, limit=2)
    assert Rang.model_validate_json(OutgoingMessage.of(kept["message"]).body).name == "replaced"
