"""Why a calendar that somebody gave us is not read.

Half a calendar is free time that isn't: it is read whole or refused.
"""

from typing import ClassVar, Literal


class NotACalendarError(Exception):
    """What was read is no calendar that we understand. `detail`: what the owner must look for in it, if anything."""

    trouble: ClassVar[Literal["not_calendar", "broken", "zone"]] = "not_calendar"

    def __init__(self, detail: str = "") -> None:
        super().__init__(self.trouble)
        self.detail = detail


class BrokenError(NotACalendarError):
    """A calendar, but it breaks off or has something in it that can be read in no way or in more than one."""

    trouble = "broken"


class UnknownZoneError(NotACalendarError):
    """It names a time zone that is not known for certain: `detail`."""

    trouble = "zone"


class TooMuchError(Exception):
    """The calendar has more than anybody's can."""
