"""Times taken out of a time."""

from collections.abc import Iterable

from shared.messages.booking import Interval


def without(slot: Interval, taken: Iterable[Interval]) -> list[Interval]:
    """What is left of a time, in order, when those are taken out of it."""
    left, start = [], slot.start
    for each in sorted(taken, key=lambda one: one.start):
        if each.end <= start or each.start >= slot.end:
            continue
        if each.start > start:
            left.append(Interval(start=start, end=each.start))
        start = max(start, each.end)
    return [*left, Interval(start=start, end=slot.end)] if start < slot.end else left
