"""When no mail is sent to an address any more: at once where it is wrong, else where it goes on failing. Pure."""

from datetime import datetime, timedelta

from services.notifications.bounces.model import Failing, Report
from services.notifications.bounces.reports import is_lasting
from services.notifications.writing.model import Kind

# So many letters in so long a time, for whatever reason: a mailbox that is full for a month is nobody's.
MOST = 3
WITHIN = timedelta(days=30)
FORGOTTEN_AFTER = timedelta(days=365)
# Who asks for it now shows by that alone that the address may be right again.
ALWAYS: frozenset[Kind] = frozenset({"sign_in"})


def noted(known: Failing, report: Report, now: datetime) -> Failing:
    """The address after one more letter came back."""
    times = (*(each for each in known.times if each > now - WITHIN), now)
    suppressed = known.suppressed or is_lasting(report.status) or len(times) >= MOST
    since = known.since if known.suppressed else now if suppressed else None
    return Failing(
        email=known.email,
        times=times[-MOST:],
        suppressed=suppressed,
        since=since,
        status=report.status,
        said=report.said,
    )


def released(known: Failing) -> Failing:
    """Mail goes there again, and what was before does not count."""
    return known.model_copy(update={"times": (), "suppressed": False, "since": None})
