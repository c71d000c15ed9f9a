"""Offers' and swaps' links end, and cases and swaps are forgotten when they have been over for long."""

from datetime import timedelta

import pytest

from services.booking.debriefing import leading, lifecycle
from services.booking.debriefing.model import OfferState
from services.booking.network.model import Network, TidyingDue
from services.booking.retention.handlers import tidy
from services.booking.roster.model import Swap
from services.booking.roster.swaps import swap_link_has_ended
from shared.messages.booking import Interval
from tests.booking.build import LINKS, NETWORK, NOW, asked, need
from tests.booking.conftest import Office

DAY = timedelta(days=1)
TEN = Network(links_days=10, kept_days=100)


def test_an_offer_s_link_ends_some_days_after_the_session_the_withdrawal_or_the_window() -> None:
    case = asked(lifecycle.opened(need(leaders=1)), "aino").case
    offer = case.offers[0]
    closes = case.need.window.closes
    assert not lifecycle.offer_link_has_ended(case, offer, TEN, closes + 10 * DAY - timedelta(seconds=1))
    assert lifecycle.offer_link_has_ended(case, offer, TEN, closes + 10 * DAY)
    led = leading.accepted(case, offer, offer.slots[-1], NETWORK, LINKS, "session", NOW).case
    assert led.slot is not None
    assert lifecycle.offer_is_over_at(led, led.offers[0]) == led.slot.end
    gone = lifecycle.withdrawn(case, NOW + timedelta(hours=1)).case
    assert gone.offers[0].state is OfferState.WITHDRAWN
    assert lifecycle.offer_is_over_at(gone, gone.offers[0]) == NOW + timedelta(hours=1)


@pytest.mark.parametrize("in_return", [None, Interval(start=NOW + 5 * DAY, end=NOW + 6 * DAY)])
def test_a_swap_s_link_ends_some_days_after_its_last_time(in_return: Interval | None) -> None:
    given = Interval(start=NOW, end=NOW + DAY)
    swap = Swap(id="s", asker_id="a", asked_id="b", given=given, in_return=in_return, key="k", asked_at=NOW)
    end = (in_return or given).end + 10 * DAY
    assert not swap_link_has_ended(swap, TEN, end - timedelta(seconds=1))
    assert swap_link_has_ended(swap, TEN, end)


async def test_cases_and_swaps_are_forgotten_when_they_have_been_over_for_long(office: Office) -> None:
    cases, swaps = office.database["cases"], office.database["swaps"]
    old, ages_ago = office.now - 700 * DAY, office.now - 731 * DAY
    for n, (asked_at, slot, closes) in enumerate(
        [(ages_ago, None, ages_ago), (ages_ago, ages_ago, ages_ago), (ages_ago, old, ages_ago), (old, None, old)]
    ):
        need_ = {"requested_at": asked_at - DAY, "window": {"closes": closes - DAY}}
        taken = {"start": slot - 2 * DAY, "end": slot - DAY} if slot else None
        await cases.insert_one({"_id": str(n), "need": need_, "slot": taken, "offers": [{"key": str(n)}]})
    for n, end in enumerate([ages_ago - DAY, old]):
        await swaps.insert_one({"_id": str(n), "key": str(n), "asked_at": end - DAY, "given": {"end": end}})
    await office.app.run(lambda unit: tidy(TidyingDue(), unit))
    assert sorted([each["_id"] async for each in cases.find({}, {"_id": 1})]) == ["2", "3"]
    assert [each["_id"] async for each in swaps.find({}, {"_id": 1})] == ["1"]
