"""What mail servers report of letters that they had taken, and addresses to which none is sent for it. All frozen."""

from typing import Literal

from shared.messages.base import Instant, Part

What = Literal["failed", "delayed", "complained"]


class Report(Part):
    """Of one letter. `status` is RFC 3463's (5.1.1), `said` the server's own words on one line."""

    letter: str
    what: What
    status: str = ""
    said: str = ""


class Failing(Part):
    """An address from which letters came back. `suppressed`: no mail goes there until the coordinator releases it."""

    email: str
    times: tuple[Instant, ...] = ()
    suppressed: bool = False
    since: Instant | None = None
    status: str = ""
    said: str = ""
