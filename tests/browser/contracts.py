"""Contracts in every state that their pages show: drafted with gaps, to be signed, signed, come back."""

from collections.abc import Awaitable, Callable
from typing import Any

from services.contracts.inquiries.links import InquiryLinks
from tests.journeys.story import JSON, LINK, Story
from tests.patience import until

API = "/contracts/api/contracts"
HERE = "/contracts/agreements"
WHOLE: dict[str, Any] = {
    "form": "group",
    "orderer": {"name": "Maria Koskela", "email": "maria.koskela@kaarina.example", "language": "fi"},
    "participants_number": 6,
    "sessions": 10,
    "first_date": "2027-01-14",
    "weekday": 3,
    "time": "09:00",
    "place": "Lautakunnankatu 1, Kaarina",
    "price": "290.00",
    "goals": ["Kuormittavat tilanteet jaetaan, ei kanneta yksin", "Oman työn rajat ovat selvät"],
    "themes": ["Oman työn rajat", "Tiedonkulku tiimissä"],
    "methods": "Keskustelua, pienryhmätyötä ja kuvia.",
    "interruption": "Kumpikin osapuoli voi keskeyttää tai lopettaa prosessin kuukauden varoitusajalla.",
    "dissatisfaction": "Asiasta puhutaan ensin työnohjaajan, sitten verkoston koordinaattorin kanssa.",
}


async def contracts(story: Story) -> dict[str, str]:
    """Their pages, by what they show."""
    await story.post("/contracts/api/organisations", {"name": "Kaarinan kaupunki", "business_id": "0133226-9"})
    listed = await story.get("/contracts/api/organisations?limit=1000")
    kaarina = next(each["id"] for each in listed if each["name"] == "Kaarinan kaupunki")

    async def drafted(title: str, **changes: Any) -> str:
        body = {"title": title, "organisation": kaarina, "supervisors": ["aino", "mikael"], **WHOLE, **changes}
        found: str = (await story.post(API, body))["id"]
        return found

    async def offered(title: str, **changes: Any) -> str:
        found = await drafted(title, **changes)
        await story.post(f"{API}/{found}/offer", {})
        return found

    gaps = await drafted("Kaarinan kotihoito, ryhmä 2", dissatisfaction=None, late_percent=None)
    whole = await drafted("Kaarinan varhaiskasvatuksen johtoryhmä")
    waiting = await offered("Kaarinan lastensuojelun avopalvelujen työryhmä")
    turn = await _signing(story, "maria.koskela@kaarina.example")
    signed = await offered("Lehmusvaaran päiväkoti")
    mine = await _signing(story, "maria.koskela@kaarina.example", 2)
    await _sign(story, mine)
    for name in ("aino", "mikael"):
        last = await _signing(story, f"{name}@verkosto.example")
        await _sign(story, last)
    placed, unplaced = await _processes(story, [signed, await _signed(story, offered, "Kaarinan päiväkodit", 3)])
    returned = await offered("Kaarinan vanhuspalvelut")
    await story.network.http.post(
        await _signing(story, "maria.koskela@kaarina.example", 4),
        json={"answer": "decline", "reason": "Hinta pitäisi sopia uudelleen."},
        headers=JSON,
    )
    return {
        **await inquiries(story),
        "coordinator-agreements": HERE,
        "coordinator-agreement-new": f"{HERE}/new",
        "coordinator-agreement-gaps": f"{HERE}/{gaps}?part=cancel",
        "coordinator-agreement-form": f"{HERE}/{gaps}?part=form",
        "coordinator-agreement-parties": f"{HERE}/{gaps}?part=parties",
        "coordinator-agreement": f"{HERE}/{whole}",
        "coordinator-agreement-waiting": f"{HERE}/{waiting}",
        "coordinator-agreement-signed": f"{HERE}/{signed}",
        "coordinator-agreement-returned": f"{HERE}/{returned}",
        "verify-document": "/contracts/verify",
        "coordinator-processes": "/contracts/processes",
        "coordinator-process": f"/contracts/processes/{placed}",
        "supervisor-process": f"/contracts/processes/{placed}",
        "orderer-processes": "/contracts/processes",
        "supervisor-agreed": "/booking/agreed",
        "coordinator-register": f"/contracts/register?half={await _owed(story)}",
        "supervisor-agreed-placed": f"/booking/agreed/{placed}",
        "supervisor-agreed-unplaced": f"/booking/agreed/{unplaced}",
        "sign-turn": turn,
        "sign-done": mine,
    }


async def _signed(story: Story, offered: Callable[[str], Awaitable[str]], title: str, nth: int) -> str:
    """One more, for the same hours as the first: its sessions don't fit."""
    contract = await offered(title)
    await _sign(story, await _signing(story, "maria.koskela@kaarina.example", nth))
    for name in ("aino", "mikael"):
        await _sign(story, await _signing(story, f"{name}@verkosto.example", 2))
    return contract


async def _processes(story: Story, contracts: list[str]) -> list[str]:
    """The processes that came of these contracts, once booking has heard of them."""

    async def found() -> list[str]:
        running = await story.get("/contracts/api/processes")
        by_contract = {each["contract_id"]: each["id"] for each in running}
        return [by_contract[each] for each in contracts if each in by_contract]

    processes = await until(found, lambda known: len(known) == len(contracts))
    entitled = story.network.database("booking")["entitlements"]
    settled = {"_id": {"$in": processes}, "state": {"$in": ["placed", "unplaced"]}}
    await until(lambda: entitled.count_documents(settled), lambda count: count == len(processes))
    return processes


async def _owed(story: Story) -> str:
    """Two units of a demanding field in the first half of 2027, as of today nothing of it past."""
    known = story.network.database("contracts")["processes"]
    await known.update_many({}, {"$set": {"terms.form": "demanding"}})
    return "2027-1"


async def _signing(story: Story, to: str, count: int = 1) -> str:
    """The page of the latest link for signing that somebody was mailed, once there are `count` of them."""

    async def found() -> list[str]:
        mails = story.network.inbox.box.mails(to)
        paths = [str(path) for mail in mails for path in LINK.findall(mail.text) if "/signatures/" in path]
        links = list(dict.fromkeys(paths))
        return links if len(links) >= count else []

    return (await until(found))[-1]


async def _sign(story: Story, path: str) -> None:
    answer = await story.network.http.post(path, json={"answer": "sign", "name": "Oma Nimi"}, headers=JSON)
    assert answer.status_code == 200, answer.text


async def inquiries(story: Story) -> dict[str, str]:
    """An inquiry that a supervisor is asked about, and one that is theirs."""
    here = "/contracts/inquiries"
    async with story.sign_in(story.network.settings.coordinator_email) as coordinator:
        pages: dict[str, str] = {}
        for name, organisation in (("open", "Kaarinan kaupunki"), ("matched", "Lehmusvaaran päiväkoti")):
            told = await story.network.http.post(
                "/contracts/api/inquiries",
                json={
                    "organisation": organisation,
                    "unit": "Kotihoito, ryhmä 2",
                    "need": "Työryhmä on vaihtunut, ja yhteisiä toimintatapoja kaivataan.",
                    "form": "group",
                    "participants": 6,
                    "municipality": "Kaarina",
                    "every_weeks": 4,
                    "supervisor": "Aino",
                    "contact": {"name": "Maria Koskela", "email": "maria.koskela@kaarina.example"},
                },
                headers=story.network.coordinator,
            )
            page = f"{here}/{told.json()['id']}"
            await coordinator.post(f"{page}/offer", data={"supervisors": ["aino", "mikael"]})
            links = InquiryLinks.of(await story.network.settings_of("contracts"))
            offer = links.offer(told.json()["id"], "aino").removeprefix(story.network.settings.public_url)
            if name == "matched":
                await story.network.http.post(offer, data={"answer": "yes"})
                await coordinator.post(f"{page}/choose", data={"supervisor": "aino"})
            pages |= {
                f"coordinator-inquiry-{name}": page,
                f"inquiry-offer-{name}": offer,
                f"inquiry-status-{name}": told.json()["status_url"].removeprefix(story.network.settings.public_url),
            }
    return {"inquiry-new": f"{here}/new", "coordinator-inquiries": here, **pages}
