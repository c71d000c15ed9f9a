"""In whatever order events arrive and mails go out, everybody ends with what is true."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.letters.model import Appointed, Thing
from services.notifications.letters.outcome import reader_key
from shared.messages.base import Message
from shared.messages.booking import (
    BesideInvited,
    BesideReleased,
    DebriefingConfirmed,
    Interval,
    LeaderReleased,
    OfferClosed,
    SessionMoved,
)
from shared.messages.contracts import Beside, DebriefingWithdrawn, RequesterVerified
from tests.notifications import build
from tests.notifications.letters.fold import World

MAIJA, AINO, MIKAEL = "maija@liedonkoulu.example", "aino@verkosto.example", "mikael@verkosto.example"
GUEST = "maija@kallio.example"
VERIFIED = RequesterVerified(debriefing_id="case", verified_at=build.NOW)
HELD = {"session": (build.SLOT.start, build.SLOT.end)}


def closed_for_leaders() -> OfferClosed:
    """Booking has heard of the withdrawal: those who were to lead are told, with what is in their calendars."""
    event = build.closed("withdrawn", "withdrawn")
    names = ("Aino", "Mikael")
    led = tuple(
        each.model_copy(update={"email": f"{name.lower()}@verkosto.example", "name": name, "led": True})
        for each, name in zip(event.closed, names, strict=True)
    )
    return event.model_copy(update={"closed": led, "revision": 4, "appointment": build.APPOINTMENT})


def closed_for_leaders_but_not_over() -> OfferClosed:
    gone = closed_for_leaders()
    filled = tuple(each.model_copy(update={"reason": "filled"}) for each in gone.closed)
    return gone.model_copy(update={"closed": filled})


def confirmed() -> DebriefingConfirmed:
    return build.confirmed()


def withdrawn(*, knows: bool) -> DebriefingWithdrawn:
    """Contracts may not have heard yet of what it withdraws from."""
    return build.withdrawn().model_copy(update={"appointment": build.APPOINTMENT if knows else None})


def moved(sequence: int) -> SessionMoved:
    event = build.moved(sequence=sequence)
    by = timedelta(days=sequence)
    session = event.session.model_copy(update={"start": event.session.start + by, "end": event.session.end + by})
    return event.model_copy(update={"session": session})


CASE: list[Message] = [build.requested(), VERIFIED, build.offered(), confirmed()]
Steps = list[tuple[str, int]]
steps = st.lists(st.tuples(st.sampled_from(["begin", "end", "hear"]), st.integers(0, 5)), max_size=40)


def played(events: Sequence[Message], order: Sequence[int], sending: Steps) -> World:
    """Hear the events in an order, sending some letters in between and all in the end."""
    world = World()
    wait = iter(sending)
    for nth in order:
        world.hear(events[nth])
        for what, which in wait:
            if what == "hear":
                break
            (world.begin if what == "begin" else world.end)(which)
    world.send_all()
    return world


@given(data=st.data(), knows=st.booleans(), sending=steps)
def test_a_withdrawn_debriefing_is_in_nobodys_calendar(data: st.DataObject, sending: Steps, *, knows: bool) -> None:
    events = [*CASE, withdrawn(knows=knows), closed_for_leaders()]
    world = played(events, data.draw(st.permutations(range(len(events)))), sending)
    for who in (MAIJA, AINO, MIKAEL):
        assert world.calendars(who) == [{}, {}]
    assert world.kinds(MAIJA)[-1] == "withdrawn"
    assert all(world.kinds(who)[-1] == "no_longer_needed" for who in (AINO, MIKAEL))


@given(data=st.data(), sending=steps)
def test_a_confirmed_debriefing_is_in_everybodys_calendar(data: st.DataObject, sending: Steps) -> None:
    others = build.closed("declined", "filled")
    events = [*CASE, others, build.coordinator_needed("nobody_accepted").model_copy(update={"revision": 2})]
    world = played(events, data.draw(st.permutations(range(len(events)))), sending)
    for who in (MAIJA, AINO, MIKAEL):
        assert world.calendars(who) == [HELD, HELD]


@given(data=st.data(), sending=steps)
def test_a_leader_who_was_let_go_and_found_again_has_the_time_once_more(data: st.DataObject, sending: Steps) -> None:
    gone = closed_for_leaders_but_not_over()
    asked_again = build.offered().model_copy(update={"revision": 6})
    again = confirmed().model_copy(update={"revision": 9})
    events = [*CASE, gone, asked_again, again]
    world = played(events, data.draw(st.permutations(range(len(events)))), sending)
    for who in (AINO, MIKAEL):
        assert world.calendars(who) == [HELD, HELD]
    world = played(events[:-1], data.draw(st.permutations(range(len(events) - 1))), sending)
    for who in (AINO, MIKAEL):
        assert world.calendars(who) == [{}, {}]


def released(name: str, revision: int, remaining: tuple[str, ...]) -> LeaderReleased:
    return LeaderReleased(
        debriefing_id="case",
        revision=revision,
        organisation="Liedon koulu",
        contact=build.contact(),
        status_link=build.STATUS,
        supervisor_id=name,
        name=name,
        reading_key="0" * 64,
        remaining=tuple(build.colleague(each) for each in remaining),
        slot=build.SLOT if remaining else None,
        missing=2 - len(remaining),
        contact_made=False,
        released_at=build.NOW,
        appointment=build.APPOINTMENT if remaining else None,  # booking knows it only while all were found
    )


@given(data=st.data(), sending=steps, found=st.booleans(), ends=st.booleans())
def test_when_all_were_released_only_the_time_found_anew_is_in_calendars(
    data: st.DataObject, sending: Steps, *, found: bool, ends: bool
) -> None:
    (one, two) = closed_for_leaders().closed
    gone = [
        closed_for_leaders().model_copy(
            update={
                "closed": (each.model_copy(update={"reason": "released"}),),
                "revision": revision,
                "appointment": appointment,
            }
        )
        for each, revision, appointment in ((one, 4, build.APPOINTMENT), (two, 5, None))
    ]
    events = [*CASE, *gone, released("Aino", 4, ("Mikael",)), released("Mikael", 5, ())]
    later = Interval(start=build.SLOT.start + timedelta(days=1), end=build.SLOT.end + timedelta(days=1))
    if found:
        events.append(confirmed().model_copy(update={"revision": 9, "session_id": "another", "slot": later}))
    if ends:
        events += [
            withdrawn(knows=False),
            closed_for_leaders().model_copy(update={"revision": 11, "appointment": None}),
        ]
    world = played(events, data.draw(st.permutations(range(len(events)))), sending)
    truth = {"another": (later.start, later.end)} if found and not ends else {}
    assert world.calendars(MAIJA) == [truth, truth]
    if not ends:
        assert all(world.calendars(who) == [truth, truth] for who in (AINO, MIKAEL))


def test_a_release_that_is_heard_after_the_next_time_takes_the_first_one_out_of_calendars() -> None:
    later = Interval(start=build.SLOT.start + timedelta(days=1), end=build.SLOT.end + timedelta(days=1))
    again = confirmed().model_copy(update={"revision": 9, "session_id": "another", "slot": later})
    known = [build.requested(verified=True), confirmed(), again, released("Mikael", 5, ())]
    at_once = [("begin", 0), ("begin", 0), ("begin", 0), ("end", 0), ("end", 0), ("end", 0), ("hear", 0)]
    world = played(known, [0, 1, 2, 3], at_once * 4)
    assert world.kinds(MAIJA)[-1] == "time_withdrawn"
    assert world.calendars(MAIJA) == [{"another": (later.start, later.end)}] * 2
    unheard = played([known[0], again, released("Mikael", 5, ())], [0, 1, 2], at_once * 4)
    assert "looking_again" not in unheard.kinds(MAIJA)


def test_what_earlier_versions_remembered_of_one_time_is_read() -> None:
    now = {"revision": 3, "appointment": build.APPOINTMENT}
    before = {"id": "case:case", "appointed": 3, "appointment": build.APPOINTMENT}
    readers = [{"who": "a", "invited": "session"}, {"who": "b", "invited": ""}]
    thing = Thing.model_validate({**before, "readers": readers})
    assert thing.appointments == (Appointed.model_validate(now),)
    assert [each.invited for each in thing.readers] == [("session",), ()]


@given(data=st.data(), moves=st.integers(0, 3), ends=st.booleans(), sending=steps)
def test_a_session_is_in_everybodys_calendar_as_it_is_on_ours(
    data: st.DataObject, moves: int, sending: Steps, *, ends: bool
) -> None:
    events: list[Message] = [build.scheduled(), *(moved(n + 1) for n in range(moves))]
    last = moved(moves).session if moves else build.meeting()
    if ends:
        events.append(build.cancelled(sequence=moves + 1))
    world = played(events, data.draw(st.permutations(range(len(events)))), sending)
    truth = {} if ends else {"session-0": (last.start, last.end)}
    for who in (GUEST, AINO, MIKAEL):
        assert world.calendars(who) == [truth, truth]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_all_mail_goes_out_after_the_end_and_only_the_end_is_told(order: tuple[int, ...]) -> None:
    events: list[Message] = [build.scheduled(), moved(1), build.cancelled(sequence=2)]
    world = played(events, list(order), [])
    assert {tuple(world.kinds(who)) for who in (GUEST, AINO, MIKAEL)} == {("session_cancelled",)}


def test_while_no_mail_goes_out_an_offer_is_superseded_by_its_end() -> None:
    world = played([build.requested(), build.offered(), withdrawn(knows=False), closed_for_leaders()], [0, 1, 2, 3], [])
    assert world.kinds(MAIJA) == ["withdrawn"]
    assert world.kinds(AINO) == ["no_longer_needed"]


def test_a_confirmation_stands_for_the_first_letter_but_not_for_its_link() -> None:
    known = [build.requested(verified=True), confirmed()]
    assert played(known, [0, 1], []).kinds(MAIJA) == ["confirmed_requester"]
    assert played(known, [1, 0], []).kinds(MAIJA) == ["confirmed_requester"]
    stranger = [build.requested(verified=False), confirmed()]
    assert played(stranger, [0, 1], []).kinds(MAIJA) == ["received", "confirmed_requester"]


def test_an_offer_that_closed_itself_is_not_sent_any_more() -> None:
    world = World()
    world.hear(build.offered())
    lapsed = build.closed("lapsed")
    own = tuple(each.model_copy(update={"email": AINO}) for each in lapsed.closed)
    world.hear(lapsed.model_copy(update={"closed": own}))
    world.send_all()
    assert world.kinds(AINO) == []
    assert world.kinds(MIKAEL) == ["offered"]


def test_who_is_asked_again_is_told_though_the_end_of_the_first_offer_comes_late() -> None:
    world = World()
    closed = build.closed("filled")
    own = tuple(each.model_copy(update={"email": AINO}) for each in closed.closed)
    world.hear(build.offered())
    world.send_all()
    world.hear(build.offered(names=("Aino",)).model_copy(update={"revision": 7}))
    world.hear(closed.model_copy(update={"closed": own}))
    world.send_all()
    assert world.kinds(AINO) == ["offered", "offered"]


def test_a_cancellation_that_comes_late_takes_no_newer_offer_away() -> None:
    asked_again = build.offered().model_copy(update={"revision": 6})
    world = played([confirmed(), asked_again, closed_for_leaders_but_not_over()], [0, 1, 2], [])
    assert sorted(world.kinds(AINO)) == ["no_longer_needed", "offered"]


def test_the_coordinator_is_not_called_for_what_is_confirmed_or_over() -> None:
    for end in (build.confirmed().model_copy(update={"revision": 9}), withdrawn(knows=False)):
        for events in (
            [build.coordinator_needed("nobody_accepted"), end],
            [end, build.coordinator_needed("nobody_accepted")],
        ):
            world = played(events, [0, 1], [])
            assert world.kinds(build.COORDINATOR.email) == []


OONA = Beside(name="Oona", email="oona@terveys.example")


def invited(revision: int) -> BesideInvited:
    told = build.confirmed().model_dump(include=set(BesideInvited.model_fields) - {"beside", "revision"})
    return BesideInvited(**told, revision=revision, beside=OONA)


def let_go(revision: int) -> BesideReleased:
    return BesideReleased(debriefing_id="case", revision=revision, organisation="Liedon koulu", beside=OONA)


@pytest.mark.parametrize("order", [*permutations(range(3))])
@pytest.mark.parametrize(("last", "there"), [(invited(6), HELD), (let_go(6), {})])
def test_who_leads_beside_has_the_time_as_it_was_told_last(
    order: tuple[int, ...], last: Message, there: dict[str, object]
) -> None:
    events = [confirmed(), let_go(5) if there else invited(5), last]
    world = played(events, order, [])
    assert all(held == there for held in world.calendars(OONA.email))


def test_who_was_never_told_that_they_lead_beside_hears_of_no_end() -> None:
    world = played([confirmed(), let_go(5)], (0, 1), [])
    assert world.kinds(OONA.email) == []


def test_a_later_call_for_the_coordinator_stands_after_a_confirmation() -> None:
    late = build.coordinator_needed("contact_not_made")
    world = played([build.confirmed(), late], [1, 0], [])
    assert world.kinds(build.COORDINATOR.email) == ["coordinator"]


def test_who_was_not_sent_the_first_letter_hears_of_a_moved_session_as_of_a_new_one() -> None:
    world = played([build.scheduled(), moved(1)], [0, 1], [])
    (letter,) = [each for each in world.sent if each.to == GUEST]
    assert letter.kind == "session_scheduled"
    assert letter.facts.was is None
    assert letter.facts.sequence == 1


def test_a_newer_gap_in_the_roster_is_told_alone() -> None:
    later = build.duty_gap().model_copy(update={"foreseen_at": build.NOW + timedelta(hours=1)})
    for events in ([build.duty_gap(), later], [later, build.duty_gap()]):
        world = played(events, [0, 1], [])
        assert [each.facts.needed_at for each in world.sent] == [later.foreseen_at]


def test_an_answered_swap_is_not_asked_for_any_more() -> None:
    for events in ([build.swap_asked(), build.swap_agreed()], [build.swap_declined(), build.swap_asked()]):
        world = played(events, [0, 1], [])
        assert "swap_asked" not in world.kinds(MIKAEL)


@pytest.mark.parametrize(
    "over", [build.contract_declined(), build.contract_lapsed(), build.contract_withdrawn(), build.contract_signed()]
)
def test_nobody_is_asked_to_sign_what_is_not_to_be_signed_any_more(over: Message) -> None:
    for events in ([build.signature_awaited(), over], [over, build.signature_awaited()]):
        world = played(events, [0, 1], [])
        assert "signature_awaited" not in world.kinds("maija@verkosto.example")


def test_a_contract_that_is_offered_anew_is_asked_for_anew() -> None:
    world = played([build.contract_declined(), build.signature_awaited(revision=5)], [0, 1], [])
    assert "signature_awaited" in world.kinds("maija@verkosto.example")


def test_a_session_that_one_leads_and_takes_part_in_is_one_letter() -> None:
    facts = build.session_facts(guest=build.session_facts().guest.model_copy(update={"email": AINO}))  # type: ignore[union-attr]
    world = World()
    world.hear(build.scheduled().model_copy(update={"facts": facts}))
    world.send_all()
    assert world.kinds(AINO) == ["session_scheduled"]


def test_a_cancellation_has_a_sequence_that_calendars_follow() -> None:
    world = played(
        [confirmed(), withdrawn(knows=False), closed_for_leaders()], [0, 1, 2], [("begin", 0), ("end", 0)] * 3
    )
    cancelled = [each.facts for each in world.sent if each.kind in ("withdrawn", "no_longer_needed")]
    assert all(each.sequence > 0 and each.session_id == "session" for each in cancelled)


def test_a_reader_is_known_without_the_address() -> None:
    key = reader_key(AINO, "secret")
    assert key == reader_key("Aino@verkosto.example", "secret")
    assert key != reader_key(AINO, "another")
    assert "aino" not in key


def test_what_is_remembered_has_an_end_after_the_time_it_is_about() -> None:
    world = World()
    world.hear(build.scheduled().model_copy(update={"sessions": (build.meeting(30),)}))
    (thing,) = world.things.values()
    assert thing.forget_after is not None
    assert thing.forget_after - build.meeting(30).end == timedelta(days=35)
