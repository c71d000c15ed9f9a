"""What messages of several subjects are made of."""

from shared.messages.base import Address, Instant, Language, Part, Text


class Interval(Part):
    """A time on the supervisors' calendar, [start, end)."""

    start: Instant
    end: Instant


class Colleague(Part):
    """A supervisor, as another one is told of them."""

    supervisor_id: str
    name: Text
    email: Address
    language: Language
