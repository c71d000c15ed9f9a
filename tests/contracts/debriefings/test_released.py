"""A leader can't come after all: whoever waits sees that another is looked for, in whatever order the news come."""

from itertools import permutations

from services.contracts.debriefings.live import progress
from services.contracts.debriefings.model import Contacted, Fact, Released, Supervisor
from tests.contracts.build import after, closed, confirmed, found, needed, offered, requested

BOTH: list[Fact] = [
    requested(),
    offered(1, 1, "aino", "mikael"),
    found(2, 2, "aino"),
    confirmed(3, 3, "aino", "mikael"),
]
MIKAEL = Supervisor(id="mikael", name="Mikael", phone=None)


def released(revision: int, *remaining: Supervisor, contact_made: bool = False) -> Released:
    return Released(
        revision=revision,
        at=after(revision),
        remaining=remaining,
        starts_at=after(10_000) if remaining else None,
        missing=2 - len(remaining),
        contact_made=contact_made,
    )


def test_where_nobody_leads_any_more_it_is_looked_for_as_at_first() -> None:
    news: list[Fact] = [confirmed(3, 3, "aino"), closed(4, 4, "released", "aino"), released(4)]
    for facts in permutations(news):
        view = progress([requested(), offered(1, 1, "aino"), *facts])
        assert (view.state, view.confirmed, view.found) == ("searching", None, None)
        assert ("released", "Aino") in [(entry.what, entry.supervisor) for entry in view.timeline]


def test_who_leads_still_is_shown_as_the_one_who_was_found() -> None:
    for facts in permutations([*BOTH[2:], released(4, MIKAEL)]):
        view = progress([*BOTH[:2], *facts])
        assert (view.state, view.confirmed) == ("searching", None)
        assert view.found is not None
        assert (view.found.supervisor.name, view.found.missing) == ("Mikael", 1)


def test_once_another_is_found_it_is_confirmed_again() -> None:
    news: list[Fact] = [confirmed(3, 3, "aino", "mikael"), released(4, MIKAEL), confirmed(6, 6, "mikael", "sari")]
    for facts in permutations(news):
        view = progress([*BOTH[:2], *facts])
        assert view.state == "confirmed"
        assert view.confirmed is not None
        assert view.confirmed.revision == 6


def test_contact_counts_on_where_who_leads_still_is_bound_by_it_and_not_else() -> None:
    talked = Contacted(revision=4, at=after(4), name="Aino")
    assert progress([*BOTH, talked, released(5, MIKAEL, contact_made=True)]).contact_made
    assert not progress([*BOTH, talked, released(5)]).contact_made
    assert progress([*BOTH, released(5), Contacted(revision=7, at=after(7), name="Sari")]).contact_made


def test_where_nobody_else_can_be_asked_a_person_helps() -> None:
    assert progress([*BOTH, released(4), needed(4, 4)]).state == "needs_coordinator"
