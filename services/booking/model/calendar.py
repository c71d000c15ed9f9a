"""Sessions on the calendar."""

from datetime import timedelta

from shared.messages.base import Instant, Part

QUARTER = timedelta(minutes=15)


class Session(Part):
    """A meeting on the calendar. It claims every quarter of an hour of every supervisor in it; no two may claim one."""

    id: str
    debriefing_id: str
    organisation: str
    start: Instant
    end: Instant
    supervisors: tuple[str, ...]

    @property
    def claims(self) -> list[str]:
        """One string for each supervisor and quarter begun; a unique index refuses the second."""
        first = self.start - timedelta(minutes=self.start.minute % 15, seconds=self.start.second)
        quarters = [first + n * QUARTER for n in range(-(-(self.end - first) // QUARTER))]
        return [f"{who}@{quarter:%Y%m%dT%H%M}" for who in self.supervisors for quarter in quarters]
