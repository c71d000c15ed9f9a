"""Which letter stands for which, and what is left to tell of a thing that is over."""

import pytest

from services.notifications.letters import news, staleness
from services.notifications.letters.bounds import BOUNDS, HOUR, Recipient, place
from services.notifications.letters.model import Appointed, News, Noted, Reader, Thing
from services.notifications.letters.outcome import letters
from services.notifications.letters.staleness import _is_stale, _supersedes, _without_needless
from services.notifications.letters.told import debriefings, people
from services.notifications.writing.model import Kind
from services.notifications.writing.typed import GAP, is_typed, without_typed
from shared.messages.contracts import Appointment, RequesterVerified
from tests.notifications import build
from tests.notifications.letters.fold import World
from tests.notifications.letters.test_bounds import STRANGERS
from tests.notifications.letters.test_stale import GUEST, MAIJA, moved, released, withdrawn

SESSION = "session"
TIME = Appointment(
    session_id=SESSION, starts_at=build.SLOT.start, ends_at=build.SLOT.end, place=build.requested().place
)


def noted(kind: Kind, revision: int = 1, method: str | None = None, session: str = "", **known: object) -> Noted:
    return Noted.model_validate({"kind": kind, "revision": revision, "method": method, "session": session, **known})


@pytest.mark.parametrize(
    ("later", "earlier", "stands"),
    [
        (noted("no_longer_needed"), noted("offered"), True),
        (noted("no_longer_needed", 1), noted("offered", 2), False),
        (noted("no_longer_needed", 2), noted("offered", 1), True),
        (noted("confirmed_leader", 2, "REQUEST", SESSION), noted("coordinator"), False),
        (noted("coordinator", 2), noted("confirmed_leader", 1, "REQUEST", SESSION), False),
        (noted("session_moved", 2, "REQUEST", SESSION), noted("session_scheduled", 1, "REQUEST", SESSION), True),
        (noted("withdrawn", 2), noted("coordinator"), False),
        (noted("withdrawn", 2), noted("confirmed_requester", 1, "REQUEST", SESSION), True),
        (noted("person_looking", 2), noted("confirmed_requester", 1, "REQUEST", SESSION), False),
        (noted("withdrawn", 2, "CANCEL", "other"), noted("time_withdrawn", 1, "CANCEL", SESSION), False),
        (noted("withdrawn", 2, "CANCEL", SESSION), noted("time_withdrawn", 1, "CANCEL", SESSION), True),
        (noted("confirmed_requester", 2, "REQUEST", SESSION), noted("received", needed=True), False),
        (noted("received", 2), noted("verify_first", needed=True), True),
        (noted("withdrawn", 2), noted("received", needed=True), True),
    ],
    ids=str,
)
def test_a_later_letter_stands_for_an_earlier_one_where_it_says_all_that_matters_of_it(
    later: Noted,
    earlier: Noted,
    stands: bool,  # noqa: FBT001
) -> None:
    assert _supersedes(later, earlier) is stands


INVITED = Reader(who="maija", invited=(SESSION,))


@pytest.mark.parametrize(
    ("note", "reader", "is_stale"),
    [
        (noted("time_withdrawn", 1, "CANCEL", SESSION), INVITED, False),
        (noted("time_withdrawn", 1, "CANCEL", "other"), INVITED, True),
        (noted("time_withdrawn", 1, "CANCEL"), INVITED, True),
        (noted("time_withdrawn", 1, "CANCEL", SESSION), Reader(who="maija"), True),
        (noted("confirmed_requester", 1, "REQUEST", SESSION), INVITED, True),
        (noted("received"), INVITED, True),
        (noted("withdrawn"), INVITED, False),
    ],
    ids=str,
)
def test_of_what_is_over_only_its_end_is_told_and_what_takes_it_out_of_a_calendar(
    note: Noted,
    reader: Reader,
    is_stale: bool,  # noqa: FBT001
) -> None:
    assert _is_stale(note, Thing(id="case:x", over=True), reader) is is_stale


def test_letters_on_their_way_about_what_is_over_are_called_back_but_for_its_end_and_what_frees_calendars() -> None:
    notes = (
        noted("received", id="received"),
        noted("time_withdrawn", 1, "CANCEL", SESSION, id="frees"),
        noted("looking_again", 1, "CANCEL", id="nothing to free"),
        noted("confirmed_requester", 1, "REQUEST", SESSION, id="invites"),
        noted("withdrawn", id="end"),
    )
    reader = Reader(who="maija", noted=notes)
    left, gone = _without_needless(Thing(id="case:x", over=True, readers=(reader,)))
    assert gone == {"received", "nothing to free", "invites"}
    assert [each.id for each in left.readers[0].noted] == ["frees", "end"]
    assert _without_needless(Thing(id="case:x", readers=(reader,)))[1] == set()


def test_what_is_settled_is_told_no_more_before_that_revision() -> None:
    reader = Reader(who="x", noted=(noted("coordinator", 2, id="old"), noted("coordinator", 3, id="new")))
    assert _without_needless(Thing(id="case:x", settled={"coordinator": 3}, readers=(reader,)))[1] == {"old"}


def test_each_telling_is_the_thing_s_next_version() -> None:
    assert staleness.tell(Thing(id="case:x", version=4), News("case:x"), [], frozenset()).thing.version == 5


def test_a_letter_waits_for_those_before_it_that_are_still_on_their_way() -> None:
    world = World()
    world.hear(build.requested(verified=True))
    (first,) = world.waiting
    world.hear(build.coordinator_needed("nobody_accepted"))
    second = next(each for each in world.waiting if each.to == MAIJA and each.id != first.id)
    assert second.after == (first.id,)
    world.send_all()
    world.hear(build.confirmed().model_copy(update={"revision": 9}))
    assert next(each for each in world.waiting if each.to == MAIJA).after == ()


def test_who_was_sent_the_first_letter_hears_of_a_moved_session_as_moved() -> None:
    world = World()
    world.hear(build.scheduled())
    world.send_all()
    world.hear(moved(1))
    world.send_all()
    assert world.kinds(GUEST) == ["session_scheduled", "session_moved"]


def test_an_invitation_begins_at_0_and_a_cancellation_alone_at_1() -> None:
    world = World()
    world.hear(build.confirmed())
    assert {each.facts.sequence for each in world.waiting} == {0}
    other = World()
    other.hear(withdrawn(knows=True))
    assert [each.facts.sequence for each in other.waiting] == [1]


def test_only_the_end_takes_a_time_out_of_the_calendar() -> None:
    world = World()
    world.hear(build.confirmed())
    world.send_all()
    world.hear(build.coordinator_needed("nobody_accepted"))
    looking = next(each for each in world.waiting if each.kind == "person_looking")
    assert (looking.facts.session_id, looking.facts.slot) == (None, None)
    reader = next(each for each in world.things[looking.thing].readers if each.noted[-1].kind == "person_looking")
    assert reader.noted[-1].method is None


@pytest.mark.parametrize(("revision", "has_it"), [(2, False), (3, True), (4, True)])
def test_a_time_is_in_the_calendar_from_the_revision_on_that_made_it(revision: int, has_it: bool) -> None:  # noqa: FBT001
    thing = Thing(id="case:x", appointments=(Appointed(revision=3, appointment=TIME),), readers=(INVITED,))
    assert (staleness._in_calendar(thing, "maija", revision) is not None) is has_it


def test_a_letter_tells_the_revision_of_the_thing_that_it_is_about() -> None:
    sessions = (build.meeting(0, 3), build.meeting(1, 5))
    found = letters(build.scheduled().model_copy(update={"sessions": sessions}), "e", build.COORDINATOR, build.NOW)
    assert {(each.thing, each.revision) for each in found} == {("session:session-0", 3), ("session:session-1", 5)}
    (alone,) = letters(build.sign_in(), "e", build.COORDINATOR, build.NOW)
    assert (alone.thing, alone.revision) == ("", 0)


def test_a_thing_heard_of_again_is_remembered_no_longer() -> None:
    world = World()
    world.hear(build.scheduled())
    (once,) = world.things.values()
    world.hear(build.scheduled())
    (again,) = world.things.values()
    assert again.forget_after == once.forget_after


# What an event says


def test_a_requester_who_opened_the_link_is_known_and_a_cancelled_session_is_over() -> None:
    (known,) = news.verified(RequesterVerified(debriefing_id="case", verified_at=build.NOW))
    (over,) = news.cancelled(build.cancelled())
    assert (known.verified, over.over) == (True, True)


def test_where_nobody_leads_any_more_the_letter_names_the_time_that_goes() -> None:
    def told(*remaining: str) -> tuple[str, str | None]:
        event = released("Aino", 5, remaining).model_copy(update={"appointment": TIME, "slot": None})
        draft = debriefings.released(event, build.COORDINATOR)[0]
        return draft.kind, draft.facts.session_id

    assert told() == ("time_withdrawn", SESSION)
    assert told("Mikael") == ("looking_again", None)


def test_who_is_asked_afterwards_is_nobody_known_any_more() -> None:
    (draft,) = people.feedback(build.feedback(), build.COORDINATOR)
    assert draft.facts.verified is False


# Letters that are counted, and what a stranger typed


def test_a_letter_that_would_wait_just_so_long_is_sent_and_no_other() -> None:
    recipient, bound = Recipient(who="x"), BOUNDS["stranger"]
    assert bound.waits == HOUR
    for _ in range(bound.letters):
        recipient, _ = place(recipient, STRANGERS, build.NOW)
    recipient, at = place(recipient, STRANGERS, build.NOW)
    assert at == build.NOW + HOUR


def test_what_was_sent_an_hour_ago_is_not_counted_any_more() -> None:
    recipient, _ = place(Recipient(who="x"), STRANGERS, build.NOW)
    later, at = place(recipient, STRANGERS, build.NOW + HOUR)
    assert (at, later.times) == (build.NOW + HOUR, (build.NOW + HOUR,))


def test_only_letters_to_an_address_that_anybody_may_have_typed_are_without_what_was_typed() -> None:
    (to_contact,) = letters(build.requested(), "e", build.COORDINATOR, build.NOW)
    (offer, *_) = letters(build.offered(), "e", build.COORDINATOR, build.NOW)
    (verified,) = letters(build.requested(verified=True), "e", build.COORDINATOR, build.NOW)
    assert [is_typed(each) for each in (to_contact, offer, verified)] == [True, False, False]


def test_nothing_that_was_typed_can_be_pressed() -> None:
    (letter,) = letters(build.requested(organisation="Koulu www.x.example"), "e", build.COORDINATOR, build.NOW)
    place = letter.facts.place
    assert place is not None
    named = place.model_copy(update={"address": "Katu 1 http://x.example", "municipality": None})
    bare = without_typed(letter.model_copy(update={"facts": letter.facts.model_copy(update={"place": named})})).facts
    assert (bare.organisation, bare.name) == (f"Koulu {GAP}", "")
    assert bare.place is not None
    assert (bare.place.address, bare.place.municipality) == (f"Katu 1 {GAP}", None)
