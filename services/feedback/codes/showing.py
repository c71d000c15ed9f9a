"""Whether a supervisor may ask by codes after a session, and until when. Pure."""

from datetime import datetime, timedelta
from typing import Literal

from services.feedback.rounds import lifecycle
from services.feedback.rounds.model import Meeting, Round

# Codes are for who is still there, or was there a moment ago.
LATEST = timedelta(days=2)
Showing = Literal["coming", "count", "open", "over", "late", "unheld"]


def showing(meeting: Meeting, pulse: Round | None, codes: Round | None, now: datetime) -> Showing:
    """`coming`: it has not begun; `count`: the supervisor says how many are there; `open`: there are codes to be shown;
    `over`: nobody answers any more; `late`: it is too late to begin; `unheld`: it was marked as not held.
    """
    if any(each is not None and each.state == "void" for each in (pulse, codes)):
        return "unheld"
    if codes is not None:
        return "open" if lifecycle.is_open(codes, now) else "over"
    if now < meeting.start:
        return "coming"
    return "count" if now < meeting.end + LATEST else "late"
