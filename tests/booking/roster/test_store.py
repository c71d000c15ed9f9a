"""The roster's documents, in a real database."""

from datetime import date, datetime, time, timedelta

import pytest

from services.booking.feeds.model import Feed
from services.booking.feeds.store import Feeds
from services.booking.roster.model import (
    Duty,
    NoticeSent,
    Plan,
    PublishedShift,
    Rotation,
    Substitution,
    Swap,
    SwapState,
)
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
    assert await Roster(tx).swaps(NOW - DAY, "", 10) == [agreed]
    with pytest.raises(StaleRevision):
        await Roster(tx).save_swap(answered(swap, SwapState.DECLINED, NOW))


def swap_of(n: int, asker: str = "aino", asked: str = "mikael", given: timedelta = DAY) -> Swap:
    slot = Interval(start=NOW + given, end=NOW + given + DAY)
    at = NOW + timedelta(seconds=n // 3)  # some at the same instant
    return Swap(id=f"s{n:04}", asker_id=asker, asked_id=asked, given=slot, key=f"digest {n}", asked_at=at)


async def test_swaps_are_read_on_page_by_page_and_none_is_left_out_or_told_twice(tx: Tx) -> None:
    asked = [swap_of(n) for n in range(20)]
    for each in reversed(asked):
        await Roster(tx).add_swap(each)
    seen: list[Swap] = []
    while page := await Roster(tx).swaps(NOW - DAY, seen[-1].id if seen else "", 7):
        seen += page
    assert seen == asked


async def test_somebody_s_own_swaps_are_found_however_many_others_ask(tx: Tx) -> None:
    others = [swap_of(n, "sari", "liisa") for n in range(1200)]
    await tx.database["swaps"].insert_many([{"_id": each.id, **each.model_dump(exclude={"id"})} for each in others])
    past, asked, was_asked = swap_of(1200, given=-2 * DAY), swap_of(1201), swap_of(1202, "mikael", "aino")
    for each in (past, asked, was_asked):
        await Roster(tx).add_swap(each)
    assert await Roster(tx).swaps_of("aino", NOW) == [asked, was_asked]


async def test_however_many_duties_are_set_by_hand_none_is_left_out(tx: Tx) -> None:
    since = [NOW + n * timedelta(minutes=20) for n in range(2100)]
    duties = [Duty(id=f"d{n:04}", supervisor_id="aino", since=at, until=at + DAY / 24) for n, at in enumerate(since)]
    await Roster(tx).save(duties)
    found = await Roster(tx).overrides(NOW, NOW + 60 * DAY)
    assert {each.id for each in found} == {each.id for each in duties}


async def test_whoever_leaves_has_all_their_duties_named_however_many_others_come_first(tx: Tx) -> None:
    slots = [NOW + n * timedelta(minutes=20) for n in range(700)]
    others = [Duty(id=f"d{n}", supervisor_id="sari", since=at, until=at + DAY / 24) for n, at in enumerate(slots)]
    last = Duty(id="last", supervisor_id="aino", since=NOW + 30 * DAY, until=NOW + 31 * DAY)
    await Roster(tx).save([*others, last])
    assert await Roster(tx).coming_of("aino", NOW) == [last]


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
