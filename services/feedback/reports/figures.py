"""When a figure about people may be shown: never for fewer than five (the network's promise to those who answer).

A figure that grew with each answer would show each answer: what is shown changes only when as many have come since.
"""

from collections.abc import Mapping

from services.feedback.reports.model import Figures

FEWEST = 5


def fewest(wanted: int | None) -> int:
    """For how many answers a figure is shown. A network may want more than five, never fewer."""
    return max(FEWEST, wanted or FEWEST)


def shown_next(shown: Figures | None, marks: Mapping[int, int], wanted: int | None) -> Figures | None:
    """What is to be shown from now on, where so many answers have come that none can be found out; else None.

    `marks`: how often each mark has been given by now.
    """
    answers = sum(marks.values())
    if answers - (shown.answers if shown else 0) < fewest(wanted):
        return None
    return Figures(answers=answers, marks={str(mark): marks.get(mark, 0) for mark in range(1, 6)})


def summary(shown: Figures | None, wanted: int | None = None) -> dict[str, object]:
    """How many answered, and how; only that they were too few where they were."""
    if shown is None or shown.answers < fewest(wanted):
        return {"shown": False, "fewest": fewest(wanted)}
    total = sum(int(mark) * count for mark, count in shown.marks.items())
    return {
        "shown": True,
        "answers": shown.answers,
        "mean": round(total / shown.answers, 1),
        "marks": shown.marks,
    }
