"""How many letters one address is sent in an hour."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.letters.bounds import BOUNDS, HOUR, Recipient, is_counted, place
from services.notifications.letters.outcome import letters
from services.notifications.writing.model import Letter
from shared.messages.base import Message
from tests.notifications import build

(STRANGERS,) = letters(build.requested(), "e", build.COORDINATOR, build.NOW)
(KNOWN,) = letters(build.feedback(), "e", build.COORDINATOR, build.NOW)


def counted(event: Message, *, verified: bool = False) -> dict[str, bool]:
    known = build.VERIFIED if verified else None
    return {letter.to: is_counted(letter) for letter in letters(event, "e", build.COORDINATOR, build.NOW, known)}


def test_what_the_networks_own_people_must_get_is_never_counted() -> None:
    for event in (
        build.offered(),
        build.closed("filled", "withdrawn"),
        build.duty_near(),
        build.duty_gap(),
        build.swap_asked(),
        build.sign_in(),
    ):
        assert set(counted(event).values()) == {False}, event
    confirmed = counted(build.confirmed())
    assert [to for to, is_so in confirmed.items() if is_so] == ["maija@liedonkoulu.example"]
    assert counted(build.coordinator_needed("nobody_accepted"))[build.COORDINATOR.email] is False
    session = counted(build.scheduled())
    assert [to for to, is_so in session.items() if is_so] == ["maija@kallio.example"]


def test_an_address_that_nobody_has_confirmed_gets_few_letters() -> None:
    assert STRANGERS.allowance == "stranger"
    (verified,) = letters(build.requested(verified=True), "e", build.COORDINATOR, build.NOW)
    assert verified.allowance == "known"
    assert BOUNDS["stranger"].letters < BOUNDS["known"].letters


@given(
    asked=st.lists(st.integers(0, 7200), min_size=1, max_size=200).map(sorted),
    letter=st.sampled_from([STRANGERS, KNOWN]),
)
def test_in_no_hour_are_there_more_than_the_bound_and_their_order_holds(asked: list[int], letter: Letter) -> None:
    recipient = Recipient(who="x")
    moments: list[datetime] = []
    for seconds in asked:
        now = build.NOW + timedelta(seconds=seconds)
        recipient, at = place(recipient, letter, now)
        if at is not None:
            assert now <= at <= now + BOUNDS[letter.allowance].waits
            moments.append(at)
    assert moments == sorted(moments)
    bound = BOUNDS[letter.allowance].letters
    for nth, at in enumerate(moments):
        assert sum(at - HOUR < each <= at for each in moments[: nth + 1]) <= bound


def test_a_flood_is_cut_off_and_its_memory_is_short() -> None:
    recipient = Recipient(who="x")
    sent = []
    for second in range(1200):
        recipient, at = place(recipient, STRANGERS, build.NOW + timedelta(seconds=second))
        sent.append(at)
    assert sum(at is not None for at in sent) <= 2 * BOUNDS["stranger"].letters
    assert len(recipient.times) <= 2 * BOUNDS["stranger"].letters


def test_a_whole_series_goes_to_its_guest_at_once() -> None:
    recipient = Recipient(who="x")
    for _ in range(60):
        recipient, at = place(recipient, KNOWN, build.NOW)
        assert at == build.NOW
