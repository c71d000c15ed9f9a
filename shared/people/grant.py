"""What a program may do with a token that a service has given out."""

from shared.messages.base import Part


class Grant(Part):
    """`organisation` (its id) is whose token it is, and it opens nothing of another's; None is the network's own.
    `scopes` are what it is for, `name` is what people call it.
    """

    organisation: str | None
    name: str
    scopes: frozenset[str]
