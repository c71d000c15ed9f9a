"""Whatever is mended, and whenever: nobody too many leads, nobody who stays is lost, everybody knows what holds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.debriefing.model import CaseState, OfferState
from tests.booking.debriefing.lives import NAMES, Life

DEEDS = (
    "accept",
    "accept",
    "accept",
    "decline",
    "lapse",
    "step down",
    "give",
    "replace",
    "move",
    "change",
    "ask again",
    "contact",
    "missed",
    "withdraw",
)
deeds = st.lists(st.tuples(st.sampled_from(DEEDS), st.sampled_from(NAMES), st.integers(0, 7)), max_size=40)


@given(deeds, st.sampled_from((1, 2)))
@settings(max_examples=400)
def test_whatever_is_mended_calendar_and_case_agree_and_everybody_knows(
    done: list[tuple[str, str, int]], leaders: int
) -> None:
    life = Life(leaders)
    for deed, name, pick in done:
        before = {each.supervisor_id for each in life.case.leaders}
        life.do(deed, name, pick)
        case = life.case
        leading = [each.supervisor_id for each in case.leaders]
        assert len(leading) == len(set(leading)) <= max(case.need.leaders, len(before))
        if deed not in ("step down", "replace", "withdraw"):
            assert before <= set(leading), "who stays is lost"
        if case.state is CaseState.WITHDRAWN:
            assert (life.calendar, leading) == (None, [])
            continue
        assert set(life.calendar.supervisors if life.calendar else ()) == set(leading)
        if life.calendar is not None and case.slot is not None:
            assert (life.calendar.id, life.calendar.start) == (case.session_id, case.slot.start)
        assert (case.slot is not None) == bool(leading) == (case.session_id is not None)
        assert all(life.known_slot(each) == (case.slot if each in leading else None) for each in NAMES)
        told = life.known_to_contact()
        if case.missing == 0 and case.slot is not None:
            assert told == f"confirmed {case.slot.start} {sorted(leading)}"
        else:
            assert told == "searching"
        assert all(life.known_place(each) == case.need.place for each in leading)
        open_to = [each.supervisor_id for each in case.open_offers]
        assert len(open_to) == len(set(open_to))
        assert not set(open_to) & set(leading)
        assert case.missing > 0 or not open_to
        assert case.state is not CaseState.SEARCHING or open_to, "nobody waits, and nobody is asked"
    assert max(life.asked_for().values(), default=0) <= 1


@given(deeds)
def test_whoever_declined_is_asked_again_only_for_another_time(done: list[tuple[str, str, int]]) -> None:
    life = Life()
    for deed, name, pick in done:
        if deed in ("move", "change"):
            continue
        life.do(deed, name, pick)
        for who in NAMES:
            theirs = [each for each in life.case.offers if each.supervisor_id == who and not each.by_hand]
            ended = [n for n, each in enumerate(theirs) if each.state in (OfferState.DECLINED, OfferState.RELEASED)]
            assert not ended or ended[0] == len(theirs) - 1 or any(each.state is OfferState.ACCEPTED for each in theirs)
