"""When a calendar of somebody's own says that they are busy: read whole, kept as times alone, and bounded."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.own_calendars.busy import (
    LONGEST_WAIT,
    NotACalendarError,
    TooMuchError,
    busy,
    was_not_read,
    was_read,
)
from services.booking.own_calendars.handlers import NotAnAddressError, tidied
from services.booking.own_calendars.ical.busy_times import joined
from services.booking.own_calendars.ical_sandbox import expanded
from services.booking.own_calendars.model import EVERY, OwnCalendar
from services.booking.own_calendars.store import OwnCalendars
from services.booking.service import SERVICE
from shared.messages.booking import Interval
from shared.store.mongo import Database, StaleRevision, Tx
from tests.booking.build import HELSINKI, NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START, END = datetime(2026, 10, 19, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n"


def calendar(*events: str) -> bytes:
    body = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}@own.example\r\nDTSTAMP:20260101T000000Z\r\n{event.strip()}\r\nEND:VEVENT\r\n"
        for n, event in enumerate(events)
    )
    return f"{HEAD}{body}END:VCALENDAR\r\n".encode()


def at(start: str, end: str, how: str = "") -> str:
    return f"DTSTART{how}:{start}\r\nDTEND{how}:{end}"


def read(*events: str) -> list[str]:
    found = busy(calendar(*events), START, END, HELSINKI, "verkosto.example")
    return [
        f"{slot.start.astimezone(HELSINKI):%d.%m. %H:%M}-{slot.end.astimezone(HELSINKI):%d.%m. %H:%M}" for slot in found
    ]


def test_an_event_is_busy_from_its_start_to_its_end() -> None:
    assert read("DTSTART:20261020T070000Z\r\nDTEND:20261020T083000Z\r\nSUMMARY:Lääkäri") == [
        "20.10. 10:00-20.10. 11:30"
    ]


def test_what_recurs_keeps_its_hour_where_the_clock_changes() -> None:
    weekly = f"{at('20261021T090000', '20261021T100000', ';TZID=Europe/Helsinki')}\r\nRRULE:FREQ=WEEKLY"
    assert read(weekly) == ["21.10. 09:00-21.10. 10:00", "28.10. 09:00-28.10. 10:00"]


def test_an_exception_to_what_recurs_counts_as_it_is_written() -> None:
    moved = (
        b"BEGIN:VEVENT\r\nUID:w\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20261020T070000Z\r\nDTEND:20261020T080000Z\r\n"
        b"RRULE:FREQ=DAILY;COUNT=3\r\nEXDATE:20261021T070000Z\r\nEND:VEVENT\r\n"
        b"BEGIN:VEVENT\r\nUID:w\r\nDTSTAMP:20260101T000000Z\r\nRECURRENCE-ID:20261022T070000Z\r\n"
        b"DTSTART:20261022T120000Z\r\nDTEND:20261022T130000Z\r\nEND:VEVENT\r\n"
    )
    found = busy(HEAD.encode() + moved + b"END:VCALENDAR\r\n", START, END, HELSINKI, "verkosto.example")
    assert [slot.start for slot in found] == [
        datetime(2026, 10, 20, 7, tzinfo=UTC),
        datetime(2026, 10, 22, 12, tzinfo=UTC),
    ]


def test_a_day_without_hours_is_busy_from_midnight_to_midnight_also_where_it_is_longer() -> None:
    assert read("DTSTART;VALUE=DATE:20261025\r\nDTEND;VALUE=DATE:20261026") == ["25.10. 00:00-26.10. 00:00"]


@pytest.mark.parametrize("mark", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"])
def test_what_is_free_or_cancelled_is_not_busy(mark: str) -> None:
    assert read(f"DTSTART:20261020T070000Z\r\nDTEND:20261020T080000Z\r\n{mark}") == []


def test_our_own_sessions_read_back_are_not_busy_twice() -> None:
    ours = calendar("DTSTART:20261020T070000Z\r\nDTEND:20261020T080000Z").replace(b"own.example", b"verkosto.example")
    assert busy(ours, START, END, HELSINKI, "verkosto.example") == []


@pytest.mark.parametrize(
    "content", [b"", b"<html>Sign in</html>", b"BEGIN:VCALENDAR", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"\xff\xfe\x00"]
)
def test_what_is_no_calendar_is_told_so_and_never_free(content: bytes) -> None:
    with pytest.raises(NotACalendarError):
        busy(content, START, END, HELSINKI, "verkosto.example")


@pytest.mark.parametrize("frequency", ["SECONDLY", "MINUTELY", "secondly"])
async def test_a_calendar_that_would_be_counted_for_ever_is_refused(frequency: str) -> None:
    bomb = calendar(f"DTSTART:19700101T000000Z\r\nDTEND:19700101T000001Z\r\nRRULE:FREQ={frequency}")
    with pytest.raises(TooMuchError):
        await expanded(bomb, START, END, HELSINKI, "verkosto.example")


async def test_what_takes_too_long_ends_with_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.booking.own_calendars.ical_sandbox.SECONDS", 2)
    never = "RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30"
    many = [f"{at('19000101T000000Z', '19000101T003000Z')}\r\n{never}"] * 300
    with pytest.raises((TooMuchError, NotACalendarError)):
        await expanded(calendar(*many), START, END, HELSINKI, "verkosto.example")


async def test_a_process_of_its_own_gives_the_same_times() -> None:
    content = calendar("DTSTART:20261020T070000Z\r\nDTEND:20261020T083000Z\r\nRRULE:FREQ=DAILY")
    assert await expanded(content, START, END, HELSINKI, "verkosto.example") == busy(
        content, START, END, HELSINKI, "verkosto.example"
    )


HOURS = st.integers(-50, 400)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.tuples(HOURS, HOURS)))
def test_joined_times_are_in_order_apart_and_cover_the_same(pairs: list[tuple[int, int]]) -> None:
    times = [(START + min(a, b) * HOUR, START + max(a, b) * HOUR) for a, b in pairs]
    found = list(joined(times))
    assert all(one[1] < other[0] for one, other in pairwise(found))
    for hour in range(-50, 401):
        at = START + hour * HOUR
        assert any(opens <= at < closes for opens, closes in times) == any(a <= at < b for a, b in found)


def own(**changes: object) -> OwnCalendar:
    known: dict[str, object] = {"supervisor_id": "aino", "sealed": "x", "host": "calendar.example", "next_at": NOW}
    return OwnCalendar.model_validate(known | changes)


def test_a_calendar_that_fails_is_tried_ever_more_seldom_and_is_stale_since_the_first_time() -> None:
    failing, now = was_read(own(), NOW - HOUR), NOW
    waits = []
    for _ in range(8):
        failing = was_not_read(failing, "unreachable", now)
        waits.append(failing.next_at - now)
        now = failing.next_at
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT
    assert (failing.failing_since, failing.read_at) == (NOW, NOW - HOUR)
    again = was_read(failing, now)
    assert (again.failing_since, again.trouble, again.next_at) == (None, None, now + EVERY)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("webcal://calendar.example/c.ics", "https://calendar.example/c.ics"),
        (" WEBCALS://calendar.example/c.ics ", "https://calendar.example/c.ics"),
        ("https://calendar.example/c?key=1#here", "https://calendar.example/c?key=1"),
    ],
)
def test_an_address_is_read_over_the_web_however_it_is_written(written: str, read: str) -> None:
    assert tidied(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "",
        "calendar.example",
        "ftp://x.example/",
        "https://me:secret@x.example/",
        "https://x/ y",
        "https://x/" + "y" * 2000,
    ],
)
def test_what_is_no_address_of_a_calendar_is_refused(written: str) -> None:
    with pytest.raises(NotAnAddressError):
        tidied(written)


def test_the_zone_that_is_not_known_is_told_until_the_calendar_is_read() -> None:
    failing = was_not_read(own(), "zone", NOW, "GMT+0100")
    assert (failing.trouble, failing.detail) == ("zone", "GMT+0100")
    assert was_read(failing, NOW).detail == ""


@pytest.fixture
async def tx(database: Database) -> Tx:
    await SERVICE.prepare(database)
    return Tx(database)


async def test_busy_times_are_found_over_the_end_of_a_month_and_replaced_whole(tx: Tx) -> None:
    long = Interval(start=datetime(2026, 10, 31, 20, tzinfo=UTC), end=datetime(2026, 11, 1, 4, tzinfo=UTC))
    far = Interval(start=datetime(2027, 3, 1, tzinfo=UTC), end=datetime(2027, 3, 2, tzinfo=UTC))
    await OwnCalendars(tx).set_busy("aino", [long, far])
    for at in (long.start, datetime(2026, 11, 1, 3, tzinfo=UTC)):
        assert await OwnCalendars(tx).busy(["aino", "mikael"], at, at + HOUR) == {"aino": [long]}
    assert await OwnCalendars(tx).busy(["aino"], long.end, long.end + DAY) == {}
    await OwnCalendars(tx).set_busy("aino", [far])
    assert await OwnCalendars(tx).busy(["aino"], long.start, far.end) == {"aino": [far]}
    await OwnCalendars(tx).remove("aino")
    assert await OwnCalendars(tx).busy(["aino"], long.start, far.end) == {}


async def test_one_replica_reads_what_is_due_and_an_older_answer_is_not_written(tx: Tx) -> None:
    await OwnCalendars(tx).add(own())
    assert await OwnCalendars(tx).due(NOW - HOUR, 10) == []
    (due,) = await OwnCalendars(tx).due(NOW, 10)
    assert [await OwnCalendars(tx).claim(due, NOW + HOUR) for _ in range(2)] == [True, False]
    await OwnCalendars(tx).save(was_read(due, NOW))
    with pytest.raises(StaleRevision):
        await OwnCalendars(tx).save(was_read(due, NOW))
