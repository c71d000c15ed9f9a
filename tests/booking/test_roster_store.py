"""The roster's documents, in a real database."""

from datetime import date, datetime, time, timedelta

import pytest

from services.booking.model.feeds import Entry, Feed
from services.booking.model.roster import Plan, Rotation, Substitution, Swap, SwapState, Told
from services.booking.rules.roster_swaps import answered
from services.booking.store import Store
from shared.messages.booking import Slot
from shared.mongo import Database, StaleRevision, Tx
from tests.booking.build import NOW

DAY = timedelta(days=1)
PLAN = Plan(
    revision=1,
    rotations=(Rotation(id="r", name="R", supervisors=("aino",), starts=date(2026, 12, 1), hour=time(8, 30)),),
    substitutions=(Substitution(supervisor_id="aino", by="mikael", since=NOW, until=NOW + DAY, agreed_at=NOW - DAY),),
    told=(Told(key="k", until=NOW),),
)


@pytest.fixture
async def store(database: Database) -> Store:
    await Store.prepare(database)
    return Store(Tx(database))


async def test_a_plan_comes_back_as_it_was_saved_and_only_its_next_revision_is_taken(store: Store) -> None:
    assert await store.roster.plan() == Plan()
    await store.roster.save_plan(PLAN)
    assert await store.roster.plan() == PLAN
    empty = Plan(revision=2)
    await store.roster.save_plan(empty)
    assert await store.roster.plan() == empty
    for late in (PLAN, empty, Plan(revision=4)):
        with pytest.raises(StaleRevision):
            await store.roster.save_plan(late)


async def test_a_swap_is_found_by_its_id_and_its_link_and_is_answered_once(store: Store) -> None:
    slot = Slot(start=NOW + DAY, end=NOW + 2 * DAY)
    swap = Swap(id="s", asker_id="aino", asked_id="mikael", given=slot, key="digest", asked_at=NOW)
    await store.roster.add_swap(swap)
    assert await store.roster.swap("s") == await store.roster.swap_of("digest") == swap
    assert await store.roster.swap_of("another") is None
    agreed = answered(swap, SwapState.AGREED, NOW)
    await store.roster.save_swap(agreed)
    assert await store.roster.swaps(NOW - DAY, 10) == [agreed]
    with pytest.raises(StaleRevision):
        await store.roster.save_swap(answered(swap, SwapState.DECLINED, NOW))


async def test_a_closed_feed_is_at_no_address_and_several_may_be_closed(store: Store) -> None:
    for kind in ("roster", "supervisor"):
        opened = Feed.model_validate({"kind": kind, "of": "x", "generation": 1, "key": kind, "opened_at": NOW})
        await store.feeds.save(opened)
        assert await store.feeds.of_key(kind) == opened
        await store.feeds.save(opened.model_copy(update={"key": None}))
        assert await store.feeds.of_key(kind) is None
        known = await store.feeds.find(opened.id)
        assert known is not None
        assert known.generation == 1


async def test_what_was_told_is_replaced_by_its_id_and_forgotten_when_it_is_long_past(store: Store) -> None:
    def entry(until: datetime, sequence: int = 0) -> Entry:
        return Entry(id="e", supervisor_id="aino", since=NOW, until=until, sequence=sequence, changed_at=NOW)

    await store.feeds.save_entries([])
    await store.feeds.save_entries([entry(NOW + DAY)])
    await store.feeds.save_entries([entry(NOW + 2 * DAY, 1)])
    assert await store.feeds.entries(NOW, "aino") == await store.feeds.entries(NOW) == [entry(NOW + 2 * DAY, 1)]
    assert await store.feeds.entries(NOW, "mikael") == []
    await store.feeds.forget_entries(NOW + 2 * DAY)
    assert await store.feeds.entries(NOW) == []
