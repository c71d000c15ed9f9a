"""Contracts for tests: terms in order, and the whole way by the API."""

from datetime import UTC, date, datetime
from typing import Any

from services.contracts.agreements.model import Agreement, Leader, Orderer, Participant, Terms
from services.contracts.agreements.presets import preset
from services.contracts.network.handlers import admit_supervisor
from shared.messages.booking import SupervisorAdmitted
from tests.contracts.conftest import Office

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
MARIA = {"name": "Maria Koskela", "email": "maria@kaarina.example", "language": "fi"}
WHOLE: dict[str, Any] = {
    "orderer": MARIA,
    "supervisors": ["kaisa", "pekka"],
    "participants_number": 6,
    "sessions": 10,
    "first_date": "2027-01-14",
    "weekday": 3,
    "time": "09:00",
    "place": "Lautakunnankatu 1, Kaarina",
    "price": "290,00",
    "goals": ["Kuormittavat tilanteet jaetaan, ei kanneta yksin"],
    "themes": ["Oman työn rajat"],
    "methods": "Keskustelua ja pienryhmätyötä.",
    "interruption": "Kumpikin osapuoli voi keskeyttää kuukauden varoitusajalla.",
    "dissatisfaction": "Asiasta puhutaan ensin työnohjaajan kanssa.",
}


def terms(**changes: Any) -> Terms:
    """Terms in which nothing is missing."""
    known: dict[str, Any] = {
        **preset("group"),
        "title": "Kaarinan kotihoito, ryhmä 2",
        "form": "group",
        "organisation": "Kaarinan kaupunki",
        "orderer": Orderer.model_validate(MARIA),
        "supervisors": (
            Leader(id="pekka", name="Pekka Virtanen", email="pekka@verkosto.example"),
            Leader(id="kaisa", name="Kaisa Rantala", email="kaisa@verkosto.example"),
        ),
        "participants": (Participant(name="Maija Salo", email="maija@kaarina.example"), Participant(name="Timo Aho")),
        "sessions": 10,
        "first_date": date(2027, 1, 14),
        "weekday": 3,
        "time": "09:00",
        "place": "Lautakunnankatu 1, Kaarina",
        "goals": ("jakaa kuormittavia tilanteita",),
        "themes": ("Oman työn rajat",),
        "methods": "Keskustelua.",
        "price": 29000,
        "interruption": "Kuukauden varoitusaika.",
        "dissatisfaction": "Asiasta puhutaan.",
    }
    return Terms.model_validate({**known, **changes})


def agreement(**changes: Any) -> Agreement:
    known: dict[str, Any] = {
        "id": "6f1a0c9e2b7d4a53a1c4e8f0b2d39571",
        "number": "2026-6F1A0C",
        "process_id": "process",
        "by": "koordinaattori@example.org",
        "created_at": NOW,
        "changed_at": NOW,
        "terms": terms(),
    }
    return Agreement.model_validate({**known, **changes})


async def settled_network(office: Office) -> str:
    """Kaisa and Pekka are of the network, Kaarina is known; its id."""
    for revision, (name, called) in enumerate((("kaisa", "Kaisa Rantala"), ("pekka", "Pekka Virtanen")), 1):
        admitted = SupervisorAdmitted(
            supervisor_id=name, revision=revision, name=called, email=f"{name}@verkosto.example", language="fi"
        )
        await office.desk.run(lambda unit, told=admitted: admit_supervisor(told, unit))  # type: ignore[misc]
    sent = await office.http.post(
        "/contracts/api/organisations",
        json={"name": "Kaarinan kaupunki", "business_id": "0133226-9"},
        headers=office.coordinator,
    )
    assert sent.status_code == 201, sent.text
    listed = await office.http.get("/contracts/api/organisations", headers=office.coordinator)
    found: str = listed.json()[0]["id"]
    return found


async def drafted(office: Office, **changes: Any) -> dict[str, Any]:
    """A draft in which nothing is missing, by the API."""
    organisation = await settled_network(office)
    body = {"title": "Kaarinan kotihoito, ryhmä 2", "form": "group", "organisation": organisation, **WHOLE, **changes}
    sent = await office.http.post("/contracts/api/contracts", json=body, headers=office.coordinator)
    assert sent.status_code == 201, sent.text
    told: dict[str, Any] = sent.json()
    return told
