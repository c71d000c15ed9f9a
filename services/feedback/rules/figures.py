"""When a figure about people may be shown: never for fewer than five (the network's promise to those who answer)."""

from collections import Counter
from collections.abc import Sequence

FEWEST = 5


def summary(marks: Sequence[int]) -> dict[str, object]:
    """How many answered, and how; only that they were too few where they were."""
    if len(marks) < FEWEST:
        return {"shown": False, "fewest": FEWEST}
    counts = Counter(marks)
    return {
        "shown": True,
        "answers": len(marks),
        "mean": round(sum(marks) / len(marks), 1),
        "marks": {str(mark): counts.get(mark, 0) for mark in range(1, 6)},
    }
