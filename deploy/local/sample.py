"""A believable network: supervisors across Finland, who is on call, and known organisations. Nobody in it is real."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

ROSTER_DAYS = 14
ZONE = ZoneInfo("Europe/Helsinki")
CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Person:
    """`area` is who shares a roster; `regions` are codes of Statistics Finland. Languages: the first is their own."""

    name: str
    area: str
    regions: tuple[str, ...]
    languages: tuple[str, ...] = ("fi",)
    competences: tuple[str, ...] = ("debriefing",)
    remote: bool = True
    conflicts: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self._plain}@example.org"

    @property
    def id(self) -> str:
        return self._plain.replace(".", "-")

    @property
    def _plain(self) -> str:
        return self.name.lower().translate(str.maketrans("åäö ", "aao."))


PEOPLE = (
    Person("Aino Lehtonen", "capital", ("01",), ("fi", "en"), ("debriefing", "health_care")),
    Person("Mikael Lindqvist", "capital", ("01", "02"), ("sv", "fi", "en"), ("debriefing", "social_care")),
    Person("Noora Saarinen", "capital", ("01", "07"), ("fi", "sv"), ("debriefing", "child_protection")),
    Person("Pekka Virtanen", "south-west", ("02",), ("fi",), ("debriefing", "rescue")),
    Person("Hanna Salmi", "south-west", ("02", "04"), ("fi", "sv"), ("debriefing", "psychologists")),
    Person("Kaisa Rantala", "south-west", ("02", "05"), ("fi", "en"), ("debriefing", "social_care")),
    Person("Tiina Aalto", "south-west", ("04", "02"), conflicts=("Satakunnan pelastuslaitos",)),
    Person("Sari Nieminen", "inland", ("06", "05"), ("fi",), ("debriefing", "health_care")),
    Person("Ville Hakala", "inland", ("07", "06", "08"), ("fi", "en"), ("debriefing", "management")),
    Person("Marjatta Laine", "inland", ("13",), competences=("management", "process_consultation")),
    Person("Johan Bergström", "west", ("15", "16", "14"), ("sv", "fi", "en"), ("debriefing", "rescue")),
    Person("Tuula Mattila", "west", ("14", "15"), ("fi",), ("debriefing", "child_protection")),
    Person("Anna Nordström", "west", ("21", "02"), ("sv", "en"), ("debriefing",)),
    Person("Antti Heikkinen", "east", ("11", "10"), ("fi",), ("debriefing", "health_care")),
    Person("Risto Karjalainen", "east", ("12", "11"), ("fi", "en"), ("debriefing",)),
    Person("Jukka Koskinen", "east", ("09", "08"), ("fi",), ("debriefing", "rescue"), remote=False),
    Person("Leena Korhonen", "north", ("17", "18"), ("fi", "en"), ("debriefing", "social_care")),
    Person("Eeva Niskanen", "north", ("19", "17"), ("fi", "sv"), ("debriefing", "psychologists")),
)


def _organisation(name: str, language: str, *people: tuple[str, str]) -> dict[str, Any]:
    """An organisation whose people, by name and address, may order."""
    contacts = [{"name": who, "email": email, "language": language, "orders": True} for who, email in people]
    return {"name": name, "contacts": contacts}


ORGANISATIONS = (
    _organisation("Liedon koulu", "fi", ("Marja Aaltonen", "rehtori@liedonkoulu.example.org")),
    _organisation("Kallion päiväkoti", "fi", ("Noora Hakala", "johtaja@kallio.example.org")),
    _organisation("Österbottens räddningsverk", "sv", ("Kenneth Backlund", "ledning@raddning.example.org")),
    _organisation(
        "Oulun perheneuvola",
        "fi",
        ("Eero Pulkkinen", "esihenkilo@perheneuvola.example.org"),
        ("Päivystys", "paivystys@perheneuvola.example.org"),
    ),
)
FIRST_IN_LINE = 2
ROOMS = {
    "aura": {"name": "Aurakabinetti", "place": "Linnankatu 12, Turku", "seats": 10},
    "vuoksi": {"name": "Vuoksi", "place": "Porthaninkatu 2, Helsinki", "seats": 14},
}
# Who is supervised, by whom, and where: one series each, a weekday and hour apart so that nobody meets two at once.
SERIES = (
    ("Liedon koulu", ("Hanna Salmi",), {"room": "aura"}),
    ("Kallion päiväkoti", ("Noora Saarinen", "Aino Lehtonen"), {"room": "vuoksi"}),
    ("Oulun perheneuvola", ("Eeva Niskanen",), {"link": "https://meet.example.org/oulun-perheneuvola"}),
    ("Österbottens räddningsverk", ("Johan Bergström",), {"address": "Brandgatan 3, Vasa"}),
    ("Tampereen kotihoito", ("Sari Nieminen",), {"address": "Hatanpäänkatu 3, Tampere"}),
    ("Helsingfors stadsmission", ("Mikael Lindqvist",), {"room": "vuoksi"}),
    ("Jyväskylän esihenkilöt", ("Ville Hakala", "Marjatta Laine"), {"link": "https://meet.example.org/esihenkilot"}),
    ("Kuopion sairaala, teho-osasto", ("Antti Heikkinen",), {"address": "Puijonlaaksontie 2, Kuopio"}),
    ("Rovaniemen perhetyö", ("Leena Korhonen",), {"address": "Hallituskatu 7, Rovaniemi"}),
    ("Ålands skolpsykologer", ("Anna Nordström",), {"link": "https://meet.example.org/skolpsykologer"}),
)
THEMES = ("Kuormitus ja palautuminen", "Yhteinen suunta")


def supervisors() -> list[dict[str, Any]]:
    """Rows for POST /booking/api/supervisors."""
    return [
        {
            "id": person.id,
            "name": person.name,
            "email": person.email,
            # No subscriber's number begins so.
            "phone": f"+358 00 555 {number:04}",
            "language": person.languages[0],
            "languages": person.languages,
            "regions": person.regions,
            "remote": person.remote,
            "competences": person.competences,
            "working_hours": [{"day": day, "from": "08:00", "to": "16:30"} for day in range(1, 6)],
            "urgent_hours": [{"day": day, "from": "08:00", "to": "20:00"} for day in range(1, 8)],
            "conflicts": person.conflicts,
        }
        for number, person in enumerate(PEOPLE, start=1)
    ]


def duties(now: datetime) -> list[dict[str, Any]]:
    """Rows for POST /booking/api/duties: two weeks of days from this midnight, in each area in turn."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return [row for day in range(ROSTER_DAYS) for row in _day(today + timedelta(days=day), day)]


def series(now: datetime) -> list[dict[str, Any]]:
    """Rows for POST /booking/api/sessions: from tomorrow on, each every second week, holidays left out."""
    ids = {person.name: person.id for person in PEOPLE}
    tomorrow = now.date() + timedelta(days=1)
    return [
        {
            "organisation": organisation,
            "supervisors": [ids[name] for name in names],
            "first": next(
                day.isoformat()
                for day in (tomorrow + timedelta(days=ahead) for ahead in range(7))
                if day.weekday() == number % 5
            ),
            "at": ("09:00", "12:30")[number // 5 % 2],
            "minutes": 90,
            "place": place,
            "series": {"every_weeks": 2, "count": 6},
            "holidays": True,
            "themes": THEMES,
        }
        for number, (organisation, names, place) in enumerate(SERIES)
    ]


async def load(http: httpx.AsyncClient, coordinator: Mapping[str, str], now: datetime) -> None:
    """Send everything. Sent again it changes nothing but the roster's days. Raises httpx.HTTPStatusError."""
    for path, rows in (
        ("/booking/api/supervisors", supervisors()),
        ("/booking/api/duties", duties(now)),
        ("/contracts/api/organisations", list(ORGANISATIONS)),
    ):
        answer = await http.post(path, json=rows, headers=coordinator)
        answer.raise_for_status()
    for room, row in ROOMS.items():
        (await http.put(f"/booking/api/rooms/{room}", json=row, headers=coordinator)).raise_for_status()
    for row in series(now):
        answer = await http.post("/booking/api/sessions", json=row, headers=coordinator)
        if answer.status_code != CONFLICT:  # it stands there already
            answer.raise_for_status()


def _day(midnight: datetime, number: int) -> Iterator[dict[str, Any]]:
    for area in dict.fromkeys(person.area for person in PEOPLE):
        members = [person for person in PEOPLE if person.area == area and "debriefing" in person.competences]
        for turn, person in enumerate(members):
            place = (turn - number) % len(members)
            if place > FIRST_IN_LINE:
                continue  # their day off
            yield {
                "supervisor": person.email,
                "from": midnight.isoformat(),
                "to": (midnight + timedelta(days=1)).isoformat(),
                "backup": place >= FIRST_IN_LINE,
            }
