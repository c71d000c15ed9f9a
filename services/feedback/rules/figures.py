"""When a figure about people may be shown: never for fewer than five (the network's promise to those who answer)."""

from collections import Counter
from collections.abc import Sequence

FEWEST = 5


def summary(marks: Sequence[int], wanted: int | None = None) -> dict[str, object]:
    """How many answered, and how; only that they were too few where they were. A network may want more than five, never
    fewer.
    """
    fewest = max(FEWEST, wanted or FEWEST)
    if len(marks) < fewest:
        return {"shown": False, "fewest": fewest}
    counts = Counter(marks)
    return {
        "shown": True,
        "answers": len(marks),
        "mean": round(sum(marks) / len(marks), 1),
        "marks": {str(mark): counts.get(mark, 0) for mark in range(1, 6)},
    }
