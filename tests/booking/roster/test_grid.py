"""The roster as a grid of days and regions: who covers what, what is missing, and what of it can be told together."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from services.booking.directory.model import Supervisor
from services.booking.roster import grid
from services.booking.roster.grid import REMOTE
from services.booking.roster.model import Duty
from shared.messages.booking import Interval
from tests.booking.build import supervisor

ZONE = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)  # 7.00 there: the day that began yesterday at 8 is under way
HOUR = timedelta(hours=1)
DAY = Interval(start=NOW, end=NOW + 24 * HOUR)
PEOPLE = {
    "aino": supervisor("aino", regions=("01", "02"), remote=False, languages=("fi", "sv")),
    "eeva": supervisor("eeva", regions=("02",), remote=True, languages=("fi",)),
}


def duty(who: str, begins: int, ends: int, *, backup: bool = False) -> Duty:
    return Duty(supervisor_id=who, since=NOW + begins * HOUR, until=NOW + ends * HOUR, backup=backup)


def cell(column: str, *duties: Duty, me: str | None = None) -> grid.Cell:
    ((one,),) = [row.cells for row in grid.rows(duties, PEOPLE, (column,), [(NOW, DAY)], me)]
    return one


def test_whoever_is_on_call_covers_the_regions_in_which_they_work_and_no_other() -> None:
    assert cell("01", duty("aino", 0, 24)).state == "covered"
    assert cell("02", duty("aino", 0, 24)).first == ("aino",)
    assert cell("01", duty("eeva", 0, 24)).state == "gap"
    assert cell(REMOTE, duty("eeva", 0, 24)).state == "covered"
    assert cell(REMOTE, duty("aino", 0, 24)).state == "gap"


def test_what_is_missing_of_a_day_is_told_by_its_hours() -> None:
    found = cell("01", duty("aino", 0, 9))
    assert (found.state, found.first) == ("gap", ("aino",))
    assert found.holes == (Interval(start=NOW + 9 * HOUR, end=DAY.end),)


def test_a_backup_alone_is_less_than_somebody_and_more_than_nobody() -> None:
    assert cell("02", duty("eeva", 0, 24, backup=True)).state == "backup"
    assert cell("02", duty("eeva", 0, 10, backup=True)).state == "gap"


def test_one_s_own_day_is_marked() -> None:
    assert cell("02", duty("aino", 0, 24), duty("eeva", 0, 24, backup=True), me="aino").state == "mine"
    assert cell("02", duty("aino", 0, 24), duty("eeva", 0, 24, backup=True), me="eeva").state == "covered"


def test_a_day_begins_at_the_hour_at_which_turns_change_and_what_is_past_is_left_out() -> None:
    found = grid.days(NOW, time(8), ZONE, 2)
    assert [each.date() for each, _ in found] == [date(2026, 11, 25), date(2026, 11, 26)]
    assert found[0][1] == Interval(start=NOW, end=NOW + HOUR)
    assert found[1][1].end - found[1][1].start == 24 * HOUR


def test_own_regions_stand_first_and_at_a_distance_last() -> None:
    assert grid.columns(PEOPLE.values(), ("02",)) == ("02", "01", REMOTE)
    assert grid.columns([]) == (REMOTE,)


def test_regions_that_lack_somebody_at_the_same_time_are_told_together() -> None:
    (hole,) = grid.holes([duty("aino", 0, 12)], PEOPLE, ("01", "02"), DAY)
    assert (hole.columns, hole.slot.start, hole.backups) == (("01", "02"), NOW + 12 * HOUR, False)


def test_a_language_that_nobody_first_in_line_speaks_is_told() -> None:
    duties = [duty("aino", 0, 12), duty("eeva", 12, 24)]
    assert grid.unspoken(duties, PEOPLE, ("fi", "sv"), DAY) == [("sv", Interval(start=NOW + 12 * HOUR, end=DAY.end))]


def test_weeks_without_holes_merge_and_one_with_holes_stands_alone() -> None:
    weeks = Interval(start=NOW, end=NOW + timedelta(weeks=5))
    duties = [duty("aino", 0, 24 * 14), duty("aino", 24 * 15, 24 * 40)]
    found = grid.later(duties, PEOPLE, ("01",), weeks, ZONE)
    assert [(each.first, each.last, len(each.holes)) for each in found] == [(48, 49, 0), (50, 50, 1), (51, 53, 0)]


SPANS = st.tuples(st.sampled_from(["aino", "eeva"]), st.integers(0, 30), st.integers(1, 30), st.booleans())


@given(st.lists(SPANS, max_size=6))
def test_a_cell_says_gap_exactly_where_a_moment_has_nobody(spans: list[tuple[str, int, int, bool]]) -> None:
    duties = [duty(who, begins, begins + lasts, backup=backup) for who, begins, lasts, backup in spans]
    for column in ("01", "02", REMOTE):
        found = cell(column, *duties)
        for hour in range(24):
            at = NOW + hour * HOUR
            there = any(
                not each.backup and each.since <= at < each.until and _works(PEOPLE[each.supervisor_id], column)
                for each in duties
            )
            assert there != any(hole.start <= at < hole.end for hole in found.holes)


def _works(who: Supervisor, column: str) -> bool:
    return who.remote if column == REMOTE else column in who.regions
