"""A typed address is no proof: what is known of who asks, and how many strangers' requests are taken."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.debriefings import limits
from services.contracts.debriefings.limits import DAY, HOUR, Counted, Refused, refused, with_one_more
from services.contracts.debriefings.live import nameless, progress
from services.contracts.debriefings.model import Fact
from services.contracts.debriefings.timeline import condensed
from services.contracts.debriefings.trust import Asker, Trust, trust
from services.contracts.network.model import Network
from services.contracts.organisations.model import Contact, Organisation
from shared.web.security.limits import prefix_of
from tests.contracts.build import confirmed, found, offered

MAIJA = "maija@koulu.example"
NOW = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
SCHOOL = Organisation(
    id="koulu",
    name="Liedon koulu",
    contacts=(Contact(id="1", email=MAIJA, orders=True), Contact(id="2", email="pekka@koulu.example")),
)


@pytest.mark.parametrize(
    ("asker", "email", "known"),
    [
        (Asker(), MAIJA, Trust()),
        (Asker(), "attacker@x.example", Trust()),
        (Asker(email=MAIJA), MAIJA, Trust(SCHOOL, confirmed=True)),
        (Asker(email="Maija@Koulu.example"), "sijainen@koulu.example", Trust(SCHOOL, confirmed=True)),
        (Asker(email="pekka@koulu.example"), "pekka@koulu.example", Trust(confirmed=True)),
        (Asker(email="attacker@x.example"), "attacker@x.example", Trust(confirmed=True)),
        (Asker(email="attacker@x.example"), MAIJA, Trust()),
        (Asker(coordinator=True), MAIJA, Trust(SCHOOL, confirmed=True, vouched=True)),
        (Asker(coordinator=True), "uusi@koulu.example", Trust(vouched=True)),
    ],
)
def test_a_session_or_the_coordinator_confirms_and_what_is_typed_does_not(
    asker: Asker, email: str, known: Trust
) -> None:
    assert trust(asker, None, SCHOOL, email) == known
    assert known.is_limited is (not known.confirmed and not known.vouched)


def test_an_organisation_s_own_program_is_believed_whatever_it_names() -> None:
    other = Organisation(id="muu", name="Muu")
    assert trust(Asker(organisation="koulu"), SCHOOL, other, "x@y.example") == Trust(SCHOOL, confirmed=True)


def test_nobody_speaks_for_an_organisation_that_is_not_known() -> None:
    assert trust(Asker(email=MAIJA), None, None, MAIJA) == Trust(confirmed=True)


def counted(minutes: float, address: str = "a", prefix: str = "p", organisation: str = "o") -> Counted:
    return Counted(at=NOW + timedelta(minutes=minutes), address=address, prefix=prefix, organisation=organisation)


FEW = Network(unconfirmed_per_address=2, unconfirmed_per_prefix=3, unconfirmed_per_organisation=4, unconfirmed_in_all=5)


@pytest.mark.parametrize(
    ("earlier", "by"),
    [
        ([counted(n, prefix=f"p{n}", organisation=f"o{n}") for n in range(2)], "address"),
        ([counted(n, address=f"a{n}", organisation=f"o{n}") for n in range(3)], "prefix"),
        ([counted(n, address=f"a{n}", prefix=f"p{n}") for n in range(4)], "organisation"),
        ([counted(n, address=f"a{n}", prefix=f"p{n}", organisation=f"o{n}") for n in range(5)], "all"),
    ],
)
def test_each_limit_holds_by_itself_and_ends_when_the_oldest_is_an_hour_old(earlier: list[Counted], by: str) -> None:
    assert refused(earlier[1:], counted(10), FEW) is None
    assert refused(earlier, counted(10), FEW) == Refused(by, HOUR - timedelta(minutes=10))  # type: ignore[arg-type]
    assert refused(earlier, counted(60), FEW) is None


def test_in_a_day_only_so_many_as_in_four_hours() -> None:
    earlier = [counted(90 * n) for n in range(8)]
    assert refused(earlier, counted(90 * 8), FEW) == Refused("address", DAY - timedelta(minutes=720))
    assert refused(earlier, counted(24 * 60), FEW) is None


@given(st.lists(st.tuples(st.integers(0, 90), st.sampled_from("abc"), st.sampled_from("pq"), st.sampled_from("op"))))
def test_whatever_comes_no_more_are_taken_in_any_hour_than_the_limits_say(
    tries: list[tuple[int, str, str, str]],
) -> None:
    kept: tuple[Counted, ...] = ()
    taken: list[Counted] = []
    minutes = 0
    for wait, address, prefix, organisation in tries:
        minutes += wait
        new = counted(minutes, address, prefix, organisation)
        if refused(kept, new, FEW) is None:
            kept = with_one_more(kept, new)
            taken.append(new)
    for each in taken:
        hour = [other for other in taken if each.at - HOUR < other.at <= each.at]
        assert len(hour) <= FEW.unconfirmed_in_all
        assert sum(other.address == each.address for other in hour) <= FEW.unconfirmed_per_address
        assert sum(other.prefix == each.prefix for other in hour) <= FEW.unconfirmed_per_prefix
        assert sum(other.organisation == each.organisation for other in hour) <= FEW.unconfirmed_per_organisation
    assert all(each.at > kept[-1].at - DAY for each in kept)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Maija@Koulu.example", "maija@koulu.example"), ("maija+1@koulu.example", "maija+zz@koulu.example")],
)
def test_a_mailbox_is_one_however_it_is_written(one: str, other: str) -> None:
    assert limits.mailbox(one) == limits.mailbox(other)


@pytest.mark.parametrize("name", ["liedon KOULU", "Liedon  koulu.", "Liedon-koulu", "Liedon\N{ZERO WIDTH SPACE}koulu"])
def test_an_organisation_is_counted_by_its_letters(name: str) -> None:
    assert limits.named(name) == limits.named("Liedon koulu")


@pytest.mark.parametrize(
    ("host", "prefix"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("192.0.2.1", "192.0.2.0/24"),
        ("::ffff:192.0.2.9", "192.0.2.0/24"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_network_is_a_24_or_a_64(host: str, prefix: str) -> None:
    assert prefix_of(Request({"type": "http", "client": (host, 1), "headers": []})) == prefix


def test_without_names_the_steps_stand_with_their_counts_alone() -> None:
    facts: list[Fact] = [offered(1, 0, "aino", "mikael"), found(2, 5, "aino"), confirmed(3, 9, "aino", "mikael")]
    view = nameless(progress(facts))
    assert view.confirmed is not None
    assert view.confirmed.supervisors == ()
    assert view.confirmed.starts_at == progress(facts).confirmed.starts_at  # type: ignore[union-attr]
    steps = condensed(view.timeline)
    assert "aino" not in repr((view, steps)).casefold()
    assert [(step.what, step.count) for step in steps if step.what == "offered"] == [("offered", 2)]


def test_what_no_limit_looks_at_any_more_is_not_kept() -> None:
    def at(ago: timedelta) -> Counted:
        return Counted(at=NOW - ago, address="a", prefix="p", organisation="o")

    kept = with_one_more([at(DAY + HOUR), at(DAY), at(DAY - timedelta(seconds=1))], at(timedelta(0)))
    assert [NOW - each.at for each in kept] == [DAY - timedelta(seconds=1), timedelta(0)]
