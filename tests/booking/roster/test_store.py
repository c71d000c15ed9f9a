"""The roster's documents, in a real database."""

from datetime import date, datetime, time, timedelta

import pytest

from services.booking.feeds.model import Feed
from services.booking.feeds.store import Feeds
from services.booking.roster.model import NoticeSent, Plan, PublishedShift, Rotation, Substitution, Swap, SwapState
from services.booking.roster.store import PublishedShifts, Roster
from services.booking.roster.swaps import answered
from services.booking.service import SERVICE
from shared.messages.booking import Interval
from shared.store.mongo import Database, StaleRevision, Tx
from tests.booking.build import NOW

DAY = timedelta(days=1)
PLAN = Plan(
    revision=1,
    rotations=(Rotation(id="r", name="R", supervisors=("aino",), starts=date(2026, 12, 1), hour=time(8, 30)),),
    substitutions=(Substitution(supervisor_id="aino", by="mikael", since=NOW, until=NOW + DAY, agreed_at=NOW - DAY),),
    told=(NoticeSent(key="k", until=NOW),),
)


@pytest.fixture
async def tx(database: Database) -> Tx:
    await SERVICE.prepare(database)
    return Tx(database)


async def test_a_plan_comes_back_as_it_was_saved_and_only_its_next_revision_is_taken(tx: Tx) -> None:
    assert await Roster(tx).plan() == Plan()
    await Roster(tx).save_plan(PLAN)
    assert await Roster(tx).plan() == PLAN
    empty = Plan(revision=2)
    await Roster(tx).save_plan(empty)
    assert await Roster(tx).plan() == empty
    for late in (PLAN, empty, Plan(revision=4)):
        with pytest.raises(StaleRevision):
            await Roster(tx).save_plan(late)


async def test_a_swap_is_found_by_its_id_and_its_link_and_is_answered_once(tx: Tx) -> None:
    slot = Interval(start=NOW + DAY, end=NOW + 2 * DAY)
    swap = Swap(id="s", asker_id="aino", asked_id="mikael", given=slot, key="digest", asked_at=NOW)
    await Roster(tx).add_swap(swap)
    assert await Roster(tx).swap("s") == await Roster(tx).swap_of("digest") == swap
    assert await Roster(tx).swap_of("another") is None
    agreed = answered(swap, SwapState.AGREED, NOW)
    await Roster(tx).save_swap(agreed)
    assert await Roster(tx).swaps(NOW - DAY, 10) == [agreed]
    with pytest.raises(StaleRevision):
        await Roster(tx).save_swap(answered(swap, SwapState.DECLINED, NOW))


async def test_a_closed_feed_is_at_no_address_and_several_may_be_closed(tx: Tx) -> None:
    for kind in ("roster", "supervisor"):
        opened = Feed.model_validate({"kind": kind, "of": "x", "generation": 1, "key": kind, "opened_at": NOW})
        await Feeds(tx).save(opened)
        assert await Feeds(tx).of_key(kind) == opened
        await Feeds(tx).save(opened.model_copy(update={"key": None}))
        assert await Feeds(tx).of_key(kind) is None
        known = await Feeds(tx).find(opened.id)
        assert known is not None
        assert known.generation == 1


async def test_what_was_told_is_replaced_by_its_id_and_forgotten_when_it_is_long_past(tx: Tx) -> None:
    def entry(until: datetime, sequence: int = 0) -> PublishedShift:
        return PublishedShift(id="e", supervisor_id="aino", since=NOW, until=until, sequence=sequence, changed_at=NOW)

    await PublishedShifts(tx).save_entries([])
    await PublishedShifts(tx).save_entries([entry(NOW + DAY)])
    await PublishedShifts(tx).save_entries([entry(NOW + 2 * DAY, 1)])
    assert (
        await PublishedShifts(tx).entries(NOW, "aino")
        == await PublishedShifts(tx).entries(NOW)
        == [entry(NOW + 2 * DAY, 1)]
    )
    assert await PublishedShifts(tx).entries(NOW, "mikael") == []
    await PublishedShifts(tx).forget_entries(NOW + 2 * DAY)
    assert await PublishedShifts(tx).entries(NOW) == []
