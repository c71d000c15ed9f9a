"""A list read a page at a time: in the order of a field, and of ids where that is the same for many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from shared.i18n import form_times
from shared.store.mongo import ASCENDING, Collection, Document, Session

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list; `more`: what to ask for the others with, None where there are none."""

    rows: Sequence[T]
    more: str | None


async def page(
    collection: Collection, session: Session | None, wanted: Document, field: str, after: str, limit: int
) -> Page[Document]:
    """Those that are `wanted`, behind the place `after` ('' is the beginning), at most `limit` of them.

    `field` holds an instant or a text; an index on what is wanted, `field` and `_id` serves it.
    """
    order = [(field, ASCENDING), ("_id", ASCENDING)]
    place = _place(after)
    found: list[Document] = []
    if place is not None:
        value, last = place
        same = {**wanted, field: value, "_id": {"$gt": last}}
        if not _within(wanted.get(field), value):
            return Page((), None)
        found = await collection.find(same, session=session).sort(order).limit(limit + 1).to_list(limit + 1)
        wanted = {**wanted, field: {**wanted.get(field, {}), "$gt": value}}
    if (left := limit + 1 - len(found)) > 0:
        found += await collection.find(wanted, session=session).sort(order).limit(left).to_list(left)
    more = _written(found[limit - 1], field) if len(found) > limit else None
    return Page(found[:limit], more)


def _written(document: Document, field: str) -> str:
    value = document[field]
    return f"{value.isoformat() if isinstance(value, datetime) else value}~{document['_id']}"


def _place(after: str) -> tuple[Any, str] | None:
    """The place that was written; None where nothing was, or what no page has ever given."""
    value, between, last = after.partition("~")
    if not between:
        return None
    for read in (lambda: form_times.moment(value, None), lambda: form_times.day(value).isoformat()):
        try:
            return read(), last
        except form_times.NotATimeError:
            continue
    return None


def _within(bounds: Any, value: Any) -> bool:
    """Whether a place lies in what is asked for: one that was written down by somebody else need not."""
    try:
        return not bounds or all(_HOLDS[op](value, bound) for op, bound in bounds.items())
    except TypeError:
        return False


_HOLDS: dict[str, Any] = {
    "$gt": lambda value, bound: value > bound,
    "$gte": lambda value, bound: value >= bound,
    "$lt": lambda value, bound: value < bound,
    "$lte": lambda value, bound: value <= bound,
}
