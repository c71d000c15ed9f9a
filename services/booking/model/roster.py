"""Who is on call."""

from shared.messages.base import Instant, Part


class Duty(Part):
    """On call [since, until); the backup is asked with, and ranked behind, the first in line."""

    supervisor_id: str
    since: Instant
    until: Instant
    backup: bool = False
