"""How far a debriefing has come where facts cross: an offer too late, a letter that came back, a leader released."""

from typing import Any

import pytest

from services.contracts.debriefings.live import Progress, progress
from services.contracts.debriefings.model import Contacted, Fact, Marked, Released, Supervisor, Unreached, Withdrawn
from services.contracts.debriefings.timeline import TimelineEntry, condensed
from services.contracts.debriefings.trust import Trust
from tests.contracts.build import after, closed, confirmed, found, needed, offered, requested

SARI = Supervisor(id="sari", name="Sari", phone=None)


def released(revision: int, *left: Supervisor, **changes: Any) -> Released:
    known: dict[str, Any] = {"starts_at": after(90_000) if left else None, "missing": 1}
    return Released(revision=revision, at=after(revision), remaining=left, **(known | changes))


def contacted(revision: int) -> Contacted:
    return Contacted(revision=revision, at=after(revision), name="Aino")


def test_what_is_confirmed_stays_so_though_an_offer_of_later_is_heard_of() -> None:
    assert progress([confirmed(2, 9, "aino"), offered(3, 12, "sari")]).state == "confirmed"


def test_missed_contact_stays_the_coordinator_s_though_an_offer_is_heard_of() -> None:
    facts: list[Fact] = [confirmed(2, 9, "aino"), needed(3, 99, "contact_not_made"), offered(4, 120, "sari")]
    view = progress(facts)
    assert (view.state, view.needs) == ("needs_coordinator", "contact_not_made")


def test_who_is_found_is_shown_until_all_are_and_no_more_once_it_is_withdrawn() -> None:
    facts: list[Fact] = [requested(), offered(1, 1, "aino", "mikael"), found(2, 5, "aino")]
    assert progress(facts).found is not None
    assert progress([*facts, confirmed(3, 9, "aino", "mikael")]).found is None
    assert progress([*facts, Withdrawn(at=after(9))]).found is None


def test_nobody_waits_for_who_was_not_reached() -> None:
    facts: list[Fact] = [requested(), offered(1, 1, "aino", "mikael")]
    assert progress(facts).waiting == {"Aino", "Mikael"}
    view = progress([*facts, Unreached(at=after(2), about="offer", reference="offer-aino")])
    assert (set(view.waiting), view.unreachable) == ({"Mikael"}, False)
    other = progress([*facts, Unreached(at=after(2), about="contact", reference="offer-aino")])
    assert (set(other.waiting), other.unreachable) == ({"Aino", "Mikael"}, True)


@pytest.mark.parametrize("changes", [{}, {"starts_at": after(90_000)}])
def test_where_nobody_leads_any_more_nobody_is_shown_as_found(changes: dict[str, Any]) -> None:
    view = progress([found(2, 5, "aino"), released(3, **changes)])
    assert (view.found, view.confirmed) == (None, None)


def test_without_a_time_nobody_is_shown_as_found() -> None:
    assert progress([confirmed(2, 9, "aino", "sari"), released(3, SARI, starts_at=None)]).found is None


def test_who_leads_still_is_shown_as_found_until_another_is() -> None:
    both: list[Fact] = [confirmed(2, 9, "aino", "sari"), released(3, SARI)]
    view = progress(both)
    assert view.found is not None
    assert (view.found.supervisor, view.found.missing, view.confirmed) == (SARI, 1, None)
    again = progress([*both, confirmed(4, 20, "sari", "outi")])
    assert again.confirmed is not None
    assert again.found is None


@pytest.mark.parametrize(
    ("facts", "made"),
    [
        ([], False),
        ([contacted(3)], True),
        ([contacted(3), released(4)], False),
        ([contacted(3), released(4, SARI, contact_made=True)], True),
        ([contacted(3), released(4), contacted(5)], True),
    ],
)
def test_contact_that_was_made_counts_while_somebody_leads_who_knows_of_it(facts: list[Fact], made: bool) -> None:  # noqa: FBT001
    assert progress([confirmed(2, 2, "aino"), *facts]).contact_made is made


def test_a_stranger_s_request_is_nobody_s_until_something_is_known_of_it() -> None:
    assert Trust().is_limited
    assert not Trust(vouched=True).is_limited
    assert not Trust(confirmed=True).is_limited


# The steps as a page tells them


def entries(what: Any, *names: str | None) -> list[TimelineEntry]:
    return [TimelineEntry(after(n), what, name) for n, name in enumerate(names)]


def told(*steps: TimelineEntry) -> list[tuple[str, str | None, int | None]]:
    return [(each.what, each.supervisor, each.count) for each in condensed(steps)]


def test_what_happens_to_several_at_once_is_told_together() -> None:
    assert told(*entries("offered", "Aino")) == [("offered", "Aino", None)]
    assert told(*entries("offered", "Aino", "Sari")) == [("offered", "Aino, Sari", 2)]
    assert told(*entries("lapsed", *"ABCDEF")) == [("lapsed", "A, B, C, D, E, F", 6)]
    assert told(*entries("lapsed", *"ABCDEFG")) == [("lapsed", None, 7)]


def test_what_each_does_for_themself_is_told_of_each() -> None:
    assert told(*entries("declined", "Aino", "Sari")) == [("declined", "Aino", None), ("declined", "Sari", None)]
    assert told(*entries("declined", *"ABCDEF")) == [("declined", name, None) for name in "ABCDEF"]
    assert told(*entries("declined", *"ABCDEFG")) == [("declined", None, 7)]


def test_several_of_whom_no_name_is_told_are_counted() -> None:
    assert told(*entries("declined", None, None)) == [("declined", None, 2)]
    assert told(*entries("confirmed", None)) == [("confirmed", None, None)]
    assert told(*entries("offered", "Aino"), *entries("lapsed", "Aino")) == [
        ("offered", "Aino", None),
        ("lapsed", "Aino", None),
    ]


def steps(view: Progress) -> list[tuple[str, str | None]]:
    return [(entry.what, entry.supervisor) for entry in view.timeline]


def test_how_it_went_is_told_last_though_another_clock_says_otherwise() -> None:
    marked = Marked(at=after(-5), sequence=1, held=True)
    assert steps(progress([requested(), marked, confirmed(2, 9, "aino")]))[-1] == ("held", None)
    same = Marked(at=after(9), sequence=1, held=True)
    assert (
        steps(progress([requested(), same, confirmed(2, 9, "aino"), closed(2, 9, "filled", "sari")]))[-1][0] == "held"
    )


def test_a_letter_that_came_back_names_whose_it_was_as_far_as_it_is_known() -> None:
    lost = Unreached(at=after(2), about="offer", reference="offer-aino")
    assert steps(progress([requested(), lost]))[-1] == ("undelivered", None)
    assert steps(progress([requested(), lost, closed(2, 3, "undelivered", "aino")]))[-1] == ("undelivered", "Aino")
