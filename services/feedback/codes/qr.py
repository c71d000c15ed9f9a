"""A QR code as one SVG path: attributes only, as our pages' rules on styles have it. Pure."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import segno

# As many light modules around it as readers want.
QUIET = 4


def drawn(text: str) -> tuple[int, str]:
    """The side of the square in modules, its quiet zone included, and the path of its dark modules.

    A tenth of it may be unreadable (M), as by a finger or a scratched screen.
    """
    rows = segno.make_qr(text, error="m").matrix
    return len(rows) + 2 * QUIET, "".join(part for y, row in enumerate(rows) for part in _dark(y, row))


def _dark(y: int, row: Sequence[int]) -> Iterator[str]:
    x = QUIET
    for is_dark, modules in groupby(row):
        length = len(list(modules))
        if is_dark:
            yield f"M{x} {y + QUIET}h{length}v1h-{length}z"
        x += length
