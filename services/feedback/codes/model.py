"""A code: who has it may answer once. Nobody stands in it, and nothing says to whom it was shown."""

from dataclasses import dataclass

from shared.messages.base import Instant, Part


class Code(Part):
    """`key` is the digest of what is typed or scanned; it opens the round `round_id` until `until`, once."""

    key: str
    round_id: str
    used: bool = False
    until: Instant


@dataclass(frozen=True, slots=True)
class Drawing:
    """A code as it is shown: `link` is the whole address, `address` and `code` what is typed; the QR code is a square
    of `size` modules with its quiet zone, `path` its dark ones as SVG.
    """

    nth: int
    link: str
    address: str
    code: str
    size: int
    path: str
