"""A crowd at one hour, through two replicas: one has it, and everybody else is told what else could be had."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import combinations
from typing import Any

import httpx
import pytest

from services.booking.service import SERVICE
from shared.app.lifecycle import build
from tests import parts
from tests.booking.build import HELSINKI
from tests.booking.calendar.diary import BEFORE, MONDAY, wall
from tests.booking.conftest import Office

CROWD = 500
PEOPLE = ("aino", "mikael", "sari", "johan")


@contextlib.asynccontextmanager
async def another(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    """A second replica of the same booking."""
    app = build(SERVICE, office.app.settings.model_copy(update={"http_port": 8099}), lambda: BEFORE)
    async with parts.serving(app) as url, httpx.AsyncClient(base_url=url, timeout=300, trust_env=False) as http:
        await parts.ready(http, "booking")
        yield http


def wish(n: int) -> dict[str, Any]:
    """Within one morning, of one or two of four supervisors and of one room: every one overlaps many others."""
    start = wall(MONDAY, 9) + (n * 7 % 9) * timedelta(minutes=15)
    return {
        "organisation": f"Työpaikka {n}",
        "supervisors": list(dict.fromkeys((PEOPLE[n % 4], PEOPLE[n * 3 % 4]))),
        "first": MONDAY.isoformat(),
        "at": start.astimezone(HELSINKI).strftime("%H:%M"),
        "minutes": 60,
        "place": {"room": "kallio"} if n % 5 == 0 else {"address": "Keskuskatu 4, Lieto"},
    }


@pytest.mark.timeout(400)  # a crowd of 500 ends slowly on two busy cores
async def test_of_five_hundred_who_want_one_morning_no_two_overlap_and_each_loser_is_told_what_is_free(
    office: Office,
) -> None:
    await office.supervisors(*PEOPLE)
    await office.put("/rooms/kallio", {"name": "Kallio", "place": "Helsinki", "seats": 8})
    async with another(office) as second:
        office.http.timeout = httpx.Timeout(300)
        doors = (office.http, second)
        answers = await asyncio.gather(
            *(
                doors[n % 2].post("/booking/api/sessions", json=wish(n), headers=office.coordinator)
                for n in range(CROWD)
            )
        )
    statuses = Counter(answer.status_code for answer in answers)
    assert set(statuses) == {201, 409}
    kept = [each async for each in office.database["sessions"].find({})]
    assert len(kept) == statuses[201] >= 4
    for one, other in combinations(kept, 2):
        if set(one["supervisors"]) & set(other["supervisors"]):
            assert one["end"] <= other["start"] or other["end"] <= one["start"]
    for answer in answers:
        if answer.status_code == 409:
            (misfit,) = answer.json()["misfits"]
            assert misfit["obstacles"]
            assert misfit["alternatives"]
