"""Who has still to answer is said of a case whenever it changes, and only then."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.booking.debriefing.model import Case, CaseOffer, OfferState
from services.booking.debriefing.routing import awaited
from tests.booking import build

NOW = datetime(2026, 12, 1, 7, 30, tzinfo=UTC)
STATES = st.lists(st.sampled_from(list(OfferState)), max_size=4)


def case(states: list[OfferState], revision: int = 1, minutes: int = 5) -> Case:
    offers = tuple(
        CaseOffer(
            id=f"o{n}",
            key=f"k{n}",
            supervisor_id=f"s{n}",
            name=f"S {n}",
            email=f"s{n}@x.example",
            language="fi",
            phone=None,
            wave=1,
            slots=(NOW,),
            state=state,
            offered_at=NOW,
        )
        for n, state in enumerate(states)
    )
    need = build.need()
    return Case(id="c", revision=revision, need=need, offers=offers, answer_by=NOW + timedelta(minutes=minutes))


@given(STATES, STATES)
def test_everybody_with_an_open_offer_is_named_and_nobody_else(was: list[OfferState], will: list[OfferState]) -> None:
    before, after = case(was), case(will, revision=2)
    said = awaited(before, after, NOW)
    wanted = tuple(f"s{n}@x.example" for n, state in enumerate(will) if state is OfferState.OPEN)
    if {offer.email for offer in before.open_offers} == set(wanted):
        assert said == ()
    else:
        (event,) = said
        assert (event.people, event.revision, event.about) == (wanted, 2, "c")
        assert event.until == (after.answer_by if wanted else None)


def test_a_later_time_for_the_same_people_is_said() -> None:
    (event,) = awaited(case([OfferState.OPEN]), case([OfferState.OPEN], 2, minutes=9), NOW)
    assert event.until == NOW + timedelta(minutes=9)
