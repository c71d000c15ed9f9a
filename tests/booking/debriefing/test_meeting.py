"""A debriefing at a distance has a link: the network's own room's, or what a leader gives."""

import pytest

from services.booking.debriefing import leading, lifecycle, mending, unconfirmed
from services.booking.debriefing.leading import NotLeadingError
from services.booking.debriefing.lifecycle import Decision
from services.booking.debriefing.model import Case
from shared.messages.booking import BesideInvited, BesideReleased, DebriefingConfirmed
from shared.messages.contracts import Beside, DebriefingChanged, Place
from tests.booking.build import LINKS, NOW, asked, need
from tests.booking.debriefing.test_lifecycle import accept, offer_of

ROOM, OTHER = "https://kokous.example/verkosto", "https://kokous.example/aino"
OONA = Beside(name="Oona", email="oona@terveys.example")
PETRI = Beside(name="Petri", email="petri@terveys.example")


def led(*, remote: bool = True, leaders: int = 1, **changes: object) -> Case:
    """Aino leads it; where two are wanted Mikael is asked still."""
    wanted = need(leaders=leaders, **({"place": Place(remote=True)} if remote else {}), **changes)
    case = lifecycle.opened(wanted).model_copy(update={"room": ROOM})
    return accept(asked(case, "aino", "mikael").case, "aino").case


def meets(case: Case, link: str | None, name: str = "aino") -> Decision:
    return leading.met_at(case, offer_of(case, name), link, LINKS, NOW)


def told(decision: Decision) -> list[str | None]:
    return [each.place.link for each in decision.events if isinstance(each, DebriefingConfirmed)]


def test_it_is_in_the_network_s_room_and_so_is_its_session() -> None:
    case = led()
    assert case.place.link == ROOM
    assert case.slot is not None
    assert leading.session_of(case, case.slot, NOW).venue.link == ROOM
    assert led(remote=False).place.link is None


def test_another_link_is_told_to_all_and_the_same_one_to_nobody() -> None:
    decision = meets(led(), OTHER)
    assert (told(decision), decision.case.state) == ([OTHER], "confirmed")
    assert decision.session is not None
    assert decision.session.venue.link == OTHER
    assert told(meets(decision.case, OTHER)) == []
    assert told(meets(decision.case, None)) == [ROOM]


def test_while_another_leader_is_sought_it_is_kept_and_told_with_the_confirmation() -> None:
    decision = meets(led(leaders=2), OTHER)
    assert (decision.events, decision.case.meeting_link) == ((), OTHER)
    confirmed = accept(decision.case, "mikael")
    assert told(confirmed) == [OTHER]


@pytest.mark.parametrize(("remote", "name"), [(False, "aino"), (True, "mikael")])
def test_only_who_leads_one_at_a_distance_says_where_it_is(remote: bool, name: str) -> None:  # noqa: FBT001
    with pytest.raises(NotLeadingError):
        meets(led(remote=remote), OTHER, name)


@pytest.mark.parametrize(("known", "beside"), [(True, OONA), (False, None)])
def test_who_leads_beside_is_told_once_it_is_known_whose_request_it_is(known: bool, beside: Beside | None) -> None:  # noqa: FBT001
    case = asked(lifecycle.opened(need(leaders=1, beside=OONA, verified=known)), "aino").case
    confirmed = [each for each in accept(case, "aino").events if isinstance(each, DebriefingConfirmed)]
    assert [each.beside for each in confirmed] == [beside]


def test_who_leads_beside_is_told_as_soon_as_it_is_known_whose_request_it_is_and_once() -> None:
    case = led(beside=OONA, verified=False)
    known = unconfirmed.confirmed(case, LINKS, speaks=False)
    (invited,) = known.events
    assert isinstance(invited, BesideInvited)
    assert (invited.beside, invited.slot) == (OONA, case.slot)
    assert unconfirmed.confirmed(known.case, LINKS, speaks=True).events == ()


def test_who_leads_beside_is_told_too_where_nobody_has_talked_with_the_workplace_yet() -> None:
    late = leading.contact_missed(led(beside=OONA, verified=False), LINKS, NOW).case
    assert [type(each) for each in unconfirmed.confirmed(late, LINKS, speaks=False).events] == [BesideInvited]
    withdrawn = lifecycle.withdrawn(led(beside=OONA, verified=False), NOW).case
    assert unconfirmed.confirmed(withdrawn, LINKS, speaks=False).events == ()


def test_who_leads_beside_a_search_still_open_is_told_with_its_confirmation() -> None:
    known = unconfirmed.confirmed(led(leaders=2, beside=OONA, verified=False), LINKS, speaks=False)
    assert known.events == ()
    (said,) = [each for each in accept(known.case, "mikael").events if isinstance(each, DebriefingConfirmed)]
    assert said.beside == OONA


def now_with(case: Case, beside: Beside | None, **sent: object) -> Decision:
    wanted = case.need.model_dump(include={"organisation", "contact", "place", "participants", "languages", "leaders"})
    known = wanted | {"window": case.need.window, "beside": beside, "changed": ("beside",), "status_link": "https://x"}
    change = DebriefingChanged(debriefing_id=case.id, revision=7, changed_at=NOW, **(known | sent))
    return mending.changed(case, change, LINKS, NOW)


@pytest.mark.parametrize(
    ("before", "after", "released"),
    [
        (None, OONA, []),
        (OONA, None, [OONA]),
        (OONA, PETRI, [OONA]),
        (OONA, OONA.model_copy(update={"phone": "+358401234567"}), []),
    ],
)
def test_who_leads_beside_now_is_told_and_so_is_who_is_not_any_more(
    before: Beside | None, after: Beside | None, released: list[Beside]
) -> None:
    told_now = now_with(led(beside=before, verified=True), after).events
    confirmed = [each for each in told_now if isinstance(each, DebriefingConfirmed)]
    assert [(each.beside, each.changed) for each in confirmed] == [(after, ("beside",))]
    assert [each.beside for each in told_now if isinstance(each, BesideReleased)] == released


def test_nobody_beside_is_lost_or_told_where_the_sender_knew_of_none_or_who_asks_is_unknown() -> None:
    case = led(beside=OONA, verified=True)
    wanted = case.need.model_dump(include={"organisation", "contact", "place", "participants", "languages", "leaders"})
    said = {"window": case.need.window, "changed": ("participants",), "status_link": "https://x", "participants": 3}
    change = DebriefingChanged(debriefing_id=case.id, revision=7, changed_at=NOW, **(wanted | said))
    assert mending.changed(case, change, LINKS, NOW).case.need.beside == OONA
    stranger = now_with(led(beside=OONA, verified=False), None).events
    assert [each for each in stranger if isinstance(each, BesideReleased)] == []
