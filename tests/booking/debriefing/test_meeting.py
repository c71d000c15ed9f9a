"""A debriefing at a distance has a link: the network's own room's, or what a leader gives."""

import pytest

from services.booking.debriefing import leading, lifecycle
from services.booking.debriefing.leading import NotLeadingError
from services.booking.debriefing.lifecycle import Decision
from services.booking.debriefing.model import Case
from shared.messages.booking import DebriefingConfirmed
from shared.messages.contracts import Beside, Place
from tests.booking.build import LINKS, NOW, asked, need
from tests.booking.debriefing.test_lifecycle import accept, offer_of

ROOM, OTHER = "https://kokous.example/verkosto", "https://kokous.example/aino"
OONA = Beside(name="Oona", email="oona@terveys.example")


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
