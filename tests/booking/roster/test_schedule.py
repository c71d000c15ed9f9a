"""Who is on call: the same answer as a slow and obvious one, at any instant, also where the clock changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.roster.model import Duty, OnCall, Plan, Rotation, Substitution
from services.booking.roster.schedule import gaps, on_duty, shifts_between
from shared.messages.booking import Interval
from tests.booking.build import HELSINKI

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CHANGES = (date(2026, 3, 29), date(2026, 10, 25))
NAMES = ("aino", "mikael", "sari", "outi")


def wall_clock(around: date) -> dict[datetime, datetime]:
    """What the clock on the wall shows, and the instant at which it does for the first time: three weeks of minutes."""
    shown: dict[datetime, datetime] = {}
    first = datetime.combine(around - 11 * DAY, time(), tzinfo=UTC)
    for n in range(22 * 24 * 60):
        shown.setdefault((first + n * MINUTE).astimezone(HELSINKI).replace(tzinfo=None), first + n * MINUTE)
    return shown


WALL = {around: wall_clock(around) for around in CHANGES}


def slow_turns(rotation: Rotation, around: date) -> Iterator[tuple[str, datetime, datetime]]:
    """Each turn in the window, read off the wall: where no clock shows the hour on that day, an hour later."""

    def handed_over(day: date) -> datetime:
        shown, wall = datetime.combine(day, rotation.hour), WALL[around]
        return wall[shown] if shown in wall else wall[shown + HOUR]

    day, n = rotation.starts, 0
    while day < around + 9 * DAY and (rotation.ends is None or day < rotation.ends):
        following = day + DAY
        yield (
            rotation.supervisors[n // rotation.days % len(rotation.supervisors)],
            handed_over(day),
            handed_over(following),
        )
        day, n = following, n + 1


def overruled(duty: Duty, overrides: list[Duty], at: datetime) -> bool:
    """Whether another was set in the same rotation's place after it."""

    def order(each: Duty) -> tuple[bool, datetime, str, bool, datetime]:
        return each.set_at is not None, each.set_at or each.since, each.id, each.backup, each.until

    there = [each for each in overrides if each.since <= at < each.until and each.rotation_id == duty.rotation_id]
    return duty.rotation_id is not None and any(order(each) > order(duty) for each in there)


def slow_standing(
    plan: Plan, overrides: list[Duty], at: datetime, around: date
) -> Iterator[tuple[str, bool, datetime | None]]:
    """Who would stand if nobody had swapped, and since when that is set."""
    hand = [duty for duty in overrides if duty.since <= at < duty.until and not overruled(duty, overrides, at)]
    for duty in hand:
        yield duty.supervisor_id, duty.backup, duty.set_at
    for rotation in plan.rotations:
        if all(duty.rotation_id != rotation.id for duty in hand):
            for who, since, until in slow_turns(rotation, around):
                if since <= at < until:
                    yield who, rotation.backup, None


def slow_on_duty(plan: Plan, overrides: list[Duty], at: datetime, around: date) -> set[OnCall]:
    """Everybody who stands, one swap after another."""
    found = set()
    for who, backup, set_at in slow_standing(plan, overrides, at, around):
        stands = who
        for swap in plan.substitutions:
            later = set_at is None or swap.agreed_at > set_at
            if later and swap.supervisor_id == stands and swap.since <= at < swap.until:
                stands = swap.by
        found.add(OnCall(stands, backup))
    return {each for each in found if not (each.backup and OnCall(each.supervisor_id) in found)}


@st.composite
def rosters(draw: st.DrawFn) -> tuple[date, Plan, list[Duty]]:
    """A plan and duties set by hand, in the days around a change of the clock."""
    around = draw(st.sampled_from(CHANGES))
    noon = datetime.combine(around, time(12), tzinfo=UTC)
    instants = st.integers(-7 * 24 * 4, 7 * 24 * 4).map(lambda n: noon + n * 15 * MINUTE)
    days = st.integers(-9, 8).map(lambda n: around + n * DAY)
    names = st.sampled_from(NAMES)

    def rotation(name: str) -> Rotation:
        starts = draw(days)
        return Rotation(
            id=name,
            name=name,
            supervisors=tuple(draw(st.lists(names, min_size=1, max_size=4))),
            starts=starts,
            hour=draw(
                st.one_of(st.sampled_from([time(0), time(3), time(3, 30), time(4), time(8)]), st.times())
            ).replace(second=0, microsecond=0),
            days=draw(st.sampled_from([1, 1, 2, 7])),
            ends=draw(st.none() | st.integers(1, 10).map(lambda n: starts + n * DAY)),
            backup=draw(st.booleans()),
        )

    def span() -> dict[str, datetime]:
        one, other = sorted([draw(instants), draw(instants)])
        return {"since": one, "until": other + 15 * MINUTE}

    rotations = tuple(rotation(name) for name in ("r1", "r2")[: draw(st.integers(0, 2))])
    overrides = [
        Duty(
            supervisor_id=draw(names),
            backup=draw(st.booleans()),
            rotation_id=draw(st.sampled_from([None, "r1"])),
            set_at=draw(st.none() | instants),
            **span(),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    swaps = tuple(
        Substitution(supervisor_id=draw(names), by=draw(names), agreed_at=draw(instants), **span())
        for _ in range(draw(st.integers(0, 3)))
    )
    return around, Plan(rotations=rotations, substitutions=swaps), overrides


def instants(around: date, minutes: list[int]) -> list[datetime]:
    start = datetime.combine(around - 7 * DAY, time(), tzinfo=UTC)
    return [start + n * MINUTE for n in minutes]


MINUTES = st.lists(st.integers(0, 14 * 24 * 60), min_size=5, max_size=20)


@settings(max_examples=300, deadline=None)
@given(rosters(), MINUTES)
def test_at_any_instant_the_roster_answers_as_the_wall_clock_does(
    known: tuple[date, Plan, list[Duty]], minutes: list[int]
) -> None:
    around, plan, overrides = known
    for at in instants(around, minutes):
        assert set(on_duty(plan, overrides, at, HELSINKI)) == slow_on_duty(plan, overrides, at, around)


@settings(max_examples=200, deadline=None)
@given(rosters(), MINUTES)
def test_duties_and_gaps_are_what_the_instants_between_say(
    known: tuple[date, Plan, list[Duty]], minutes: list[int]
) -> None:
    around, plan, overrides = known
    start, end = instants(around, [0, 14 * 24 * 60])
    duties = shifts_between(plan, overrides, start, end, HELSINKI)
    open_times = gaps(duties, start, end)
    for at in instants(around, minutes):
        if at == end:
            continue
        standing = {OnCall(duty.supervisor_id, duty.backup) for duty in duties if duty.since <= at < duty.until}
        assert standing == set(on_duty(plan, overrides, at, HELSINKI))
        assert any(gap.start <= at < gap.end for gap in open_times) == all(each.backup for each in standing)


@settings(max_examples=100, deadline=None)
@given(rosters())
def test_nobodys_duties_overlap_or_touch(known: tuple[date, Plan, list[Duty]]) -> None:
    around, plan, overrides = known
    start, end = instants(around, [0, 14 * 24 * 60])
    duties = shifts_between(plan, overrides, start, end, HELSINKI)
    for who in {(duty.supervisor_id, duty.backup) for duty in duties}:
        own = [duty for duty in duties if (duty.supervisor_id, duty.backup) == who]
        assert all(earlier.until < later.since for earlier, later in pairwise(own))


DAILY = Rotation(id="r", name="First in line", supervisors=NAMES[:3], starts=date(2026, 10, 23), hour=time(8), days=1)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=HELSINKI)  # type: ignore[arg-type,misc]  # year, month, day, hour, minute


def test_a_day_of_duty_has_twenty_five_hours_where_the_clock_goes_back() -> None:
    found = shifts_between(Plan(rotations=(DAILY,)), [], local(2026, 10, 23), local(2026, 10, 27, 8), HELSINKI)
    assert [(duty.supervisor_id, duty.until - duty.since) for duty in found] == [
        ("aino", DAY),
        ("mikael", DAY + HOUR),
        ("sari", DAY),
        ("aino", DAY),
    ]


def test_a_duty_set_by_hand_takes_the_rotations_place_or_stands_beside_it() -> None:
    since, until = local(2026, 10, 23, 12), local(2026, 10, 23, 18)
    beside = Duty(supervisor_id="outi", since=since, until=until)
    instead = beside.model_copy(update={"rotation_id": "r"})
    plan = Plan(rotations=(DAILY,))
    assert on_duty(plan, [beside], since, HELSINKI) == [OnCall("aino"), OnCall("outi")]
    assert on_duty(plan, [instead], since, HELSINKI) == [OnCall("outi")]
    assert on_duty(plan, [instead], until, HELSINKI) == [OnCall("aino")]


def test_a_duty_set_after_a_swap_is_not_swapped() -> None:
    since, until = local(2026, 10, 23, 12), local(2026, 10, 23, 18)
    swap = Substitution(supervisor_id="aino", by="outi", since=since, until=until, agreed_at=local(2026, 10, 1))
    plan = Plan(substitutions=(swap,))
    before = Duty(supervisor_id="aino", since=since, until=until, set_at=local(2026, 9, 1))
    after = before.model_copy(update={"set_at": local(2026, 10, 2)})
    assert on_duty(plan, [before], since, HELSINKI) == [OnCall("outi")]
    assert on_duty(plan, [after], since, HELSINKI) == [OnCall("aino")]


def test_a_backup_alone_leaves_a_gap() -> None:
    start, end = local(2026, 10, 23), local(2026, 10, 24)
    alone = Duty(supervisor_id="aino", since=start, until=end, backup=True)
    assert gaps([alone], start, end) == [Interval(start=start, end=end)]


def test_whoever_is_first_in_line_is_not_their_own_backup() -> None:
    backups = DAILY.model_copy(update={"id": "b", "backup": True, "supervisors": ("aino", "outi")})
    plan = Plan(rotations=(DAILY, backups))
    assert on_duty(plan, [], local(2026, 10, 23, 9), HELSINKI) == [OnCall("aino")]
    assert on_duty(plan, [], local(2026, 10, 24, 9), HELSINKI) == [OnCall("mikael"), OnCall("outi", backup=True)]


def test_counting_days_of_twenty_four_hours_is_found_out() -> None:
    """The canary of the comparison with the wall clock: this is the mistake it is there for."""

    def naive(at: datetime) -> str:
        first = datetime.combine(DAILY.starts, DAILY.hour, tzinfo=HELSINKI).astimezone(UTC)
        return DAILY.supervisors[(at - first) // DAY % len(DAILY.supervisors)]

    start = local(2026, 10, 23, 8).astimezone(UTC)
    wrong = [
        at
        for at in (start + n * MINUTE * 15 for n in range(4 * 24 * 4))
        if {OnCall(naive(at))} != slow_on_duty(Plan(rotations=(DAILY,)), [], at, CHANGES[1])
    ]
    assert len(wrong) == 4 * 2  # the last hour of each turn since the clock went back
