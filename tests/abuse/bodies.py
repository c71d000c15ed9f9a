"""Good bodies, and every way of spoiling one of their fields."""

import copy
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.journeys.story import request, supervisor

Path = tuple[str | int, ...]

MISSING = object()
SPOILT: tuple[Any, ...] = (
    MISSING,
    None,
    "",
    " ",
    "x" * 100_001,
    "\x00",
    "a\r\nBcc: all@example.org",
    "<script>alert(1)</script>",
    "\ud83d" + "\ude00" * 3,
    "2199-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999-23:59",
    "2026-02-30T10:00:00Z",
    -1,
    0,
    10**30,
    1.5,
    True,
    [],
    {},
    [[]],
    {"$gt": ""},
)


def ask() -> dict[str, Any]:
    """A request with every field filled in."""
    opens = datetime.now(UTC) + timedelta(days=1)
    window = {"from": opens.isoformat(), "to": (opens + timedelta(days=2)).isoformat()}
    return request(window=window)


def person() -> dict[str, Any]:
    """A supervisor with every field filled in."""
    hours = [{"day": 1, "from": "08:00", "to": "16:00"}]
    return supervisor(
        "aino",
        phone="+358 40 1234567",
        language="fi",
        remote=True,
        working_hours=hours,
        urgent_hours=hours,
        conflicts=["Liedon koulu"],
    )


def duty() -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "supervisor": "aino",
        "from": now.isoformat(),
        "to": (now + timedelta(hours=8)).isoformat(),
        "backup": False,
    }


def network() -> dict[str, Any]:
    return {
        "waves": [{"whom": "on_call", "minutes": 10, "most": 5}],
        "length_minutes": 120,
        "contact_minutes": 60,
        "conflicts": "leave_out",
    }


def contract() -> dict[str, Any]:
    return {
        "title": "Kaarinan kotihoito, ryhmä 2",
        "form": "group",
        "organisation": "kaarina",
        "language": "fi",
        "orderer": {"name": "Maria Koskela", "email": "maria@kaarina.example", "language": "fi"},
        "supervisors": ["aino"],
        "participants": [{"name": "Leena Aho", "email": "leena@kaarina.example"}],
        "minutes": 90,
        "time": "09:00",
        "first_date": "2027-01-14",
        "place": "Lautakunnankatu 1, Kaarina",
        "goals": ["Kuormittavat tilanteet jaetaan"],
        "methods": "Keskustelua.",
        "price": "290,00",
        "vat": "25,5",
    }


def inquiry() -> dict[str, Any]:
    return {
        "organisation": "Kaarinan kaupunki",
        "need": "Yhteisiä toimintatapoja kaivataan.",
        "form": "group",
        "participants": 6,
        "municipality": "Kaarina",
        "supervisor": "Aino",
        "contact": {"name": "Maria Koskela", "email": "maria@kaarina.example", "language": "fi"},
    }


def session() -> dict[str, Any]:
    return {
        "organisation": "Kallion koulu",
        "supervisors": ["aino"],
        "first": "2027-01-13",
        "at": "10:00",
        "minutes": 90,
        "place": {"address": "Porthaninkatu 2, Helsinki"},
        "series": {"every_weeks": 1, "count": 2},
        "themes": ["Työn rajat"],
        "guest": {"name": "Leena Aho", "email": "leena@kallio.example", "language": "fi"},
    }


def absence() -> dict[str, Any]:
    opens = datetime.now(UTC) + timedelta(days=9)
    return {"supervisor": "aino", "from": opens.isoformat(), "to": (opens + timedelta(days=2)).isoformat()}


def rotation() -> dict[str, Any]:
    return {"name": "Länsi", "supervisors": ["aino"], "starts": "2027-01-13", "hour": "08:00", "days": 7}


def swap() -> dict[str, Any]:
    times = {name: value for name, value in duty().items() if name in {"from", "to"}}
    return {"asker": "aino", "asked": "mikael", "given": times, "in_return": times}


def leading() -> dict[str, Any]:
    return {"supervisor": "aino", "slot": (datetime.now(UTC) + timedelta(days=1)).isoformat()}


def replacing() -> dict[str, Any]:
    return {"leader": "aino", "supervisor": "mikael"}


def room() -> dict[str, Any]:
    return {"name": "Iso huone", "place": "Turku", "seats": 8}


def organisation() -> dict[str, Any]:
    return {"name": "Kaarinan kaupunki", "business_id": "0133226-9"}


def spoilt(body: Any) -> Iterator[tuple[Path, Any, Any]]:
    """Where, with what, and the body that comes of it: each field of `body`, one at a time."""
    for path in _paths(body):
        for value in SPOILT:
            worse = copy.deepcopy(body)
            holder = worse
            for step in path[:-1]:
                holder = holder[step]
            if value is MISSING:
                del holder[path[-1]]
            else:
                holder[path[-1]] = value
            yield path, value, worse


def _paths(body: Any, path: Path = ()) -> Iterator[Path]:
    steps = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for step, value in steps:
        yield (*path, step)
        yield from _paths(value, (*path, step))
