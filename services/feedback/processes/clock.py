"""When a process is evaluated. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from services.feedback.processes.model import Process


def next_evaluation(process: Process, now: datetime, zone: ZoneInfo) -> tuple[int, datetime] | None:
    """Which evaluation comes next, and when: so many months after the first day, at noon on the network's clock. One
    whose day has passed unnoticed is not made up for.
    """
    if process.evaluation_months <= 0 or process.begins is None or process.state == "ended":
        return None
    first, nth = process.begins.astimezone(zone), process.evaluations + 1
    while (at := first + relativedelta(months=nth * process.evaluation_months)) <= now:
        nth += 1
    return nth, at
