"""What a program may do with a token that a service has given out."""

from shared.messages.base import Part


class Grant(Part):
    """`organisation` (its id) is whose token it is: it opens nothing of another's. `scopes` are what it is for."""

    organisation: str
    scopes: frozenset[str]
