"""Contracts of the sample network, in the states that a coordinator meets: asked for, with gaps, to be signed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import httpx

API = "/contracts/api/contracts"
TEACHERS = ("Eino Mattila", "Helmi Laitinen", "Onni Korpela", "Venla Salonen", "Toivo Rinne", "Saima Kallio")
INQUIRIES = "/contracts/api/inquiries"
ORGANISATIONS = "/contracts/api/organisations"

_USUAL: Mapping[str, Any] = {
    "methods": "Keskustelua, pienryhmätyötä ja kuvia.",
    "interruption": "Kumpikin osapuoli voi keskeyttää tai lopettaa prosessin kuukauden varoitusajalla.",
    "dissatisfaction": "Asiasta puhutaan ensin työnohjaajan, sitten verkoston koordinaattorin kanssa.",
    "payer": "Liedon kunta",
}


def running(first: date, weekday: int, at: str) -> dict[str, Any]:
    """A whole contract: two supervisors, four themes from a survey of well-being at work, six participants."""
    return {
        **_USUAL,
        "title": f"Liedon koulu, opettajat {first:%-d.%-m.%Y}",
        "form": "community",
        "supervisors": ["pekka-virtanen", "kaisa-rantala"],
        "orderer": {"name": "Marja Aaltonen", "email": "rehtori@liedonkoulu.example.org", "language": "fi"},
        "participants": [
            {"name": name, "email": f"{name.split()[0].lower()}@liedonkoulu.example.org"} for name in TEACHERS
        ],
        "sessions": 8,
        "months": None,
        "every_weeks": 3,
        "first_date": first.isoformat(),
        "weekday": weekday,
        "time": at,
        "place": "Keskuskatu 4, Lieto",
        "price": "290,00",
        "goals": ["Kuormittavat tilanteet jaetaan", "Yhteiset toimintatavat löytyvät"],
        "themes": ["Kuormitus ja palautuminen", "Yhteinen suunta", "Tiedonkulku", "Oman työn rajat"],
    }


def with_gaps() -> dict[str, Any]:
    """Of it the coordinator knows as yet little."""
    return {"title": "Oulun perheneuvola, uusi työryhmä", "form": "group", "supervisors": ["eeva-niskanen"]}


def waiting(now: datetime) -> dict[str, Any]:
    """Whole, and on its way to be signed."""
    first = (now + timedelta(days=60)).date()
    return {
        **running(first, 1, "13:00"),
        "title": "Kallion päiväkoti, johtoryhmä",
        "form": "leadership",
        "supervisors": ["marjatta-laine"],
        "orderer": {"name": "Noora Hakala", "email": "johtaja@kallio.example.org", "language": "fi"},
        "participants": None,
        "participants_number": 5,
        "payer": "Kallion päiväkoti",
        "remote": True,
        "place": None,
    }


INQUIRY: Mapping[str, Any] = {
    "organisation": "Turun kotihoito",
    "unit": "Itäinen alue",
    "need": "Työryhmä on vaihtunut, ja yhteisiä toimintatapoja kaivataan.",
    "form": "group",
    "participants": 6,
    "municipality": "Turku",
    "every_weeks": 4,
    "contact": {"name": "Riikka Tammi", "email": "riikka.tammi@kotihoito.example.org"},
}


async def load(http: httpx.AsyncClient, coordinator: Mapping[str, str], now: datetime) -> None:
    """Send them, those that are there already aside. Raises httpx.HTTPStatusError."""
    there = {each["title"] for each in await read(http, API, coordinator)}
    by_name = {each["name"]: each["id"] for each in await read(http, ORGANISATIONS, coordinator)}
    for row, organisation in ((with_gaps(), "Oulun perheneuvola"), (waiting(now), "Kallion päiväkoti")):
        if row["title"] not in there:
            drafted = await post(http, API, {**row, "organisation": by_name[organisation]}, coordinator)
            if not drafted["missing"]:
                await post(http, f"{API}/{drafted['id']}/offer", {}, coordinator)
    await post(http, INQUIRIES, INQUIRY, {**coordinator, "Idempotency-Key": "sample"})


async def read(http: httpx.AsyncClient, path: str, coordinator: Mapping[str, str]) -> list[dict[str, Any]]:
    """A list as the coordinator's tools read it: the latest hundred."""
    answer = await http.get(path, params={"limit": 100}, headers=coordinator)
    found: list[dict[str, Any]] = answer.raise_for_status().json()
    return found


async def post(
    http: httpx.AsyncClient, path: str, row: Mapping[str, Any], headers: Mapping[str, str]
) -> dict[str, Any]:
    """What the answer says. Raises httpx.HTTPStatusError."""
    answer = await http.post(path, json=row, headers=dict(headers))
    told: dict[str, Any] = answer.raise_for_status().json()
    return told
