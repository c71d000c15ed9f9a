"""A feed as a file: other programs' parsers read the very instants we meant, over both changes of the clock."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject
from babel.support import NullTranslations

from services.booking.feeds import feed_entries
from services.booking.feeds.handlers import FeedContent
from services.booking.feeds.model import Booked, Feed
from services.booking.feeds.pages.feeds import calendar
from services.booking.roster.model import PublishedShift
from shared.app.settings import Settings
from shared.i18n import Text, say
from tests import parts
from tests.booking.build import NOW

# Each begins before a change of the clock in Finland and ends after it; the last is in the hour that comes twice.
OVER_CHANGES = [
    (datetime(2026, 10, 24, 5, tzinfo=UTC), datetime(2026, 10, 25, 6, tzinfo=UTC)),
    (datetime(2027, 3, 27, 6, tzinfo=UTC), datetime(2027, 3, 28, 5, tzinfo=UTC)),
    (datetime(2027, 10, 30, 5, tzinfo=UTC), datetime(2027, 10, 31, 6, tzinfo=UTC)),
    (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return parts.settings(tmp_path, "amqp://x", "mongodb://x", "smtp://x")


def english(text: Text) -> str:
    return say(text, NullTranslations())


def entry(n: int, since: datetime, until: datetime, **changes: Any) -> PublishedShift:
    return PublishedShift(id=f"d{n}", supervisor_id="aino", since=since, until=until, changed_at=NOW, **changes)


def file(feed: Feed, settings: Settings, *entries: PublishedShift, booked: tuple[Booked, ...] = ()) -> str:
    names = {"aino": "Aino Ålander; ja, muut"}
    found = (*feed_entries.duties(feed, entries, names), *feed_entries.sessions(feed, booked, names))
    return calendar(FeedContent(feed, "Aino", found), settings, english).decode()


MINE = Feed(kind="supervisor", of="aino", opened_at=NOW)
ROSTER = Feed(kind="roster", opened_at=NOW)


def test_two_parsers_read_the_same_instants_over_both_changes_of_the_clock(settings: Settings) -> None:
    content = file(MINE, settings, *(entry(n, *span) for n, span in enumerate(OVER_CHANGES)))
    ours: Any = icalendar.Calendar.from_ical(content)
    theirs = vobject.readOne(content).vevent_list
    for event in (*ours.walk("VEVENT"),):
        read = (event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC))
        assert read == OVER_CHANGES[int(str(event["UID"])[1])]
    assert len(theirs) == len(OVER_CHANGES)
    for event in theirs:
        read = (event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC))
        assert read == OVER_CHANGES[int(event.uid.value[1])]


def test_what_google_outlook_and_apple_ask_of_a_feed_stands_in_it(settings: Settings) -> None:
    content = file(ROSTER, settings, entry(0, *OVER_CHANGES[0]))
    assert content.startswith("BEGIN:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))
    assert "\n" not in content.replace("\r\n", "")
    for line in ("VERSION:2.0", "METHOD:PUBLISH", "X-WR-CALNAME:", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"):
        assert f"\r\n{line}" in content
    assert re.search(r"\r\nDTSTART;TZID=Europe/Helsinki:20261024T080000\r\n", content)
    assert content.count("BEGIN:VTIMEZONE") == 1
    event = vobject.readOne(content).vevent
    for name in ("uid", "sequence", "dtstamp", "last-modified", "status", "summary"):
        assert event.contents[name][0].value
    assert event.summary.value == "On call: Aino Ålander; ja, muut"


def test_what_is_cancelled_stays_in_it_marked_so_and_takes_no_time(settings: Settings) -> None:
    booked = Booked(
        id="s1",
        organisation="Liedon koulu",
        start=NOW,
        end=NOW + timedelta(hours=2),
        supervisors=("aino",),
        debriefing_id="case",
        sequence=1,
        cancelled=True,
    )
    event = vobject.readOne(file(MINE, settings, booked=(booked,))).vevent
    assert (event.status.value, event.transp.value, event.sequence.value) == ("CANCELLED", "TRANSPARENT", "1")
    assert event.uid.value == "s1@127.0.0.1"


def test_a_rooms_calendar_says_who_leads_and_not_whose_session_it_is(settings: Settings) -> None:
    booked = Booked(
        id="s1", organisation="Liedon koulu", start=NOW, end=NOW + timedelta(hours=2), supervisors=("aino",)
    )
    room = Feed(kind="room", of="r1", opened_at=NOW)
    content = file(room, settings, booked=(booked,))
    assert "Liedon" not in content
    assert vobject.readOne(content).vevent.summary.value == "Aino Ålander; ja, muut"


def test_the_same_content_is_the_same_bytes(settings: Settings) -> None:
    once, again = (file(MINE, settings, entry(0, *OVER_CHANGES[0])) for _ in range(2))
    assert once == again
