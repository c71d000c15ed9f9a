"""What is shown of the answers."""

from shared.messages.base import Part


class Figures(Part):
    """What is shown of the answers: how many there were, and how often each mark was given. It is renewed only when
    enough answers have come since.
    """

    answers: int
    marks: dict[str, int]
