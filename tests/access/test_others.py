"""Another's ids, at every address that takes one from somebody signed in: as if they were not there, and all stays."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.services import NAMES, table
from services.booking.entitlements.model import Entitlement, EntitlementState
from services.booking.entitlements.store import Entitlements
from services.contracts.processes.model import Process
from services.contracts.processes.store import Processes
from services.feedback.processes.model import Process as FeedbackProcess
from services.feedback.processes.store import Processes as FeedbackProcesses
from shared.people.person import Person
from shared.store.mongo import Tx
from tests.abuse.state import everything, quiet
from tests.booking.entitlements.build import signed
from tests.journeys.story import Story
from tests.parts import Network
from tests.patience import until
from tests.workdays import workday

AINO = Person(email="aino@verkosto.example", name="Aino", supervisor="aino")
ORDERER = Person(email="olli@verkosto.example", name="Olli", organisations=("nobodys",))
DAY = {"from": "2031-01-07T09:00Z", "to": "2031-01-08T09:00Z"}
BODIES: dict[str, Any] = {
    "{contract_id}": {"title": "Aino's now"},
    "move": {"start": "2031-01-07T09:00:00+02:00"},
    "cancel": {"scope": "one"},
    "mark": {"held": True},
    "interrupt": {},
    "end": {"why": "It is Aino's now"},
}


@pytest.fixture
async def story(network: Network) -> Story:
    told = Story(network)
    await told.supervisors("aino", "mikael", "sari")
    return told


def _plan(who: str) -> dict[str, Any]:
    series = {"every_weeks": 1, "count": 2}
    place = {"address": "Porthaninkatu 2, Helsinki"}
    base = {"organisation": "Liedon koulu", "supervisors": [who], "first": workday(30).isoformat(), "at": "09:00"}
    return base | {"minutes": 90, "place": place, "series": series, "holidays": True}


async def _mikaels(story: Story) -> dict[str, str]:
    """One of each thing that Mikael has, by the name of its id in the addresses."""
    placed = await story.post("/booking/api/sessions", _plan("mikael"))
    sessions = placed["sessions"] if isinstance(placed, dict) else placed
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    span = {"from": (now + timedelta(days=3)).isoformat(), "to": (now + timedelta(days=4)).isoformat()}
    away = await story.post("/booking/api/absences", {"supervisor": "mikael", **span})
    day = (now + timedelta(days=5)).date().isoformat()
    hours = {"supervisor": "mikael", "day": day}
    await story.network.http.put("/booking/api/hours", json=hours, headers=story.network.coordinator)
    await story.post("/booking/api/duties", [{"supervisor": "mikael", **span}])
    swap = await story.post("/booking/api/swaps", {"asker": "mikael", "asked": "sari", "given": span})
    async with story.sign_in("mikael@verkosto.example"):
        device = await story.network.database("booking")["devices"].find_one({"person.supervisor": "mikael"})
    assert device is not None
    return {
        "session_id": sessions[0]["id"],
        "series_id": sessions[0]["series_id"],
        "absence_id": away["absence"]["id"],
        "supervisor_id": "mikael",
        "day": day,
        "swap_id": swap["id"],
        "key": device["_id"],
        "case_id": await _case_without_aino(story),
        **await _loimaas(story),
        **await _mikaels_contract(story),
        **await _mikaels_process(story),
        "channel_id": await _mikaels_way(story),
    }


async def _case_without_aino(story: Story) -> str:
    """A debriefing that others are asked to lead."""
    asked = await story.ask()
    await story.offer("aino")
    left_out = {"$pull": {"offers": {"supervisor_id": "aino"}}}
    await story.network.database("booking")["cases"].update_one({"_id": asked.id}, left_out)
    return asked.id


async def _loimaas(story: Story) -> dict[str, str]:
    """An organisation that somebody else orders for, with a token of its own."""
    await story.post("/contracts/api/organisations", {"name": "Loimaan koulu", "emails": ["mikael@verkosto.example"]})
    (loimaa,) = await story.get("/contracts/api/organisations")
    async with story.network.browser(Person(email="koordinaattori@example.org", name="", coordinator=True)) as ulla:
        form = {"name": "HR", "scopes": "debriefings:read"}
        assert (await ulla.post(f"/contracts/organisations/{loimaa['id']}/tokens", data=form)).status_code == 200
    token = await story.network.database("contracts")["tokens"].find_one({})
    assert token is not None
    return {"organisation_id": loimaa["id"], "organisation": "Loimaan koulu", "token_id": token["_id"]}


async def _mikaels_contract(story: Story) -> dict[str, str]:
    """A draft that Mikael alone leads."""
    (loimaa,) = await story.get("/contracts/api/organisations")
    body = {"title": "Loimaa", "form": "group", "organisation": loimaa["id"], "supervisors": ["mikael"]}

    async def drafted() -> str:
        sent = await story.network.http.post("/contracts/api/contracts", json=body, headers=story.network.coordinator)
        return str(sent.json()["id"]) if sent.status_code == 201 else ""  # contracts may not have heard of Mikael yet

    made = await until(drafted)
    return {"contract_id": made, "agreement_id": made}


async def _mikaels_process(story: Story) -> dict[str, str]:
    """A process that Mikael alone leads, and what it entitles to."""
    terms = signed(supervisors=("mikael",), process_id="mikaels")
    entitled = Entitlement(id="mikaels", state=EntitlementState.UNPLACED, terms=terms)
    await Entitlements(Tx(story.network.database("booking"))).add(entitled)
    process = Process(id="mikaels", terms=terms, contracts=("contract",), leaders=())
    await Processes(Tx(story.network.database("contracts"))).add(process)
    over = FeedbackProcess(id="mikaels", organisation="Loimaan koulu", supervisors=("mikael",), state="ended")
    await FeedbackProcesses(Tx(story.network.database("feedback"))).save(over)
    return {"process_id": "mikaels"}


async def _mikaels_way(story: Story) -> str:
    """A way that Mikael is woken by."""
    mikael = Person(email="mikael@verkosto.example", name="Mikael", supervisor="mikael")
    async with story.network.browser(mikael) as browser:
        row = {"kind": "ntfy", "target": "https://ntfy.sh/mikaels", "after": "0"}
        assert (await browser.post("/notifications/reach", data=row)).status_code == 303
    kept = await story.network.database("notifications")["channels"].find_one({})
    assert kept is not None
    return str(kept["channels"][0]["id"])


def _with_ids(roles: set[str]) -> list[tuple[str, str, str]]:
    """Addresses with an id in them that people in these roles may open."""
    return [
        (service, *address.split(" ", 1))  # type: ignore[misc]
        for service in NAMES
        for address, rule in table(service).access.items()
        if "{" in address and rule.roles & roles
    ]


async def test_whatever_is_another_s_is_refused_and_stays_as_it_is(story: Story) -> None:
    ids = await _mikaels(story)
    orders = {"organisation": "nobodys", "called": "Nobody's", "name": "Olli", "language": "fi", "revision": 1}
    await story.network.database("booking")["orderers"].insert_one({"_id": "o", "email": ORDERER.email, **orders})
    await quiet(story.network)
    before = await everything(story.network)
    refused: dict[str, int] = {}
    for person, roles in ((AINO, {"supervisor"}), (ORDERER, {"orderer"})):
        async with story.network.browser(person) as browser:
            for service, method, path in _with_ids(roles):
                body = BODIES.get(path.rpartition("/")[2])
                sent = {"json": body} if "/api/" in path else {"data": body}
                answer = await browser.request(method, f"/{service}{path.format(**ids)}", **sent)  # type: ignore[arg-type]
                refused[f"{person.name} {method} /{service}{path}"] = answer.status_code
    assert {address: status for address, status in refused.items() if status not in (403, 404)} == {}
    assert len(refused) > 10
    assert await everything(story.network) == before


FOR_ANOTHER: tuple[tuple[str, str, Any], ...] = (
    (
        "POST",
        "/booking/api/absences",
        {"supervisor": "mikael", "from": "2031-01-07T09:00Z", "to": "2031-01-08T09:00Z"},
    ),
    ("PUT", "/booking/api/hours", {"supervisor": "mikael", "day": "2031-01-07", "hours": []}),
    ("GET", "/booking/api/hours?supervisor=aino&supervisor=mikael&first=2031-01-07&last=2031-01-08", None),
    ("DELETE", "/booking/api/hours?supervisor=mikael&day=2031-01-07", None),
    ("POST", "/booking/api/sessions", _plan("mikael")),
    ("GET", "/booking/api/absences?supervisor=mikael&from=2031-01-07T09:00Z&to=2031-01-08T09:00Z", None),
    ("GET", "/booking/api/sessions?supervisor=mikael&from=2031-01-07T09:00Z&to=2031-01-08T09:00Z", None),
)


async def test_nobody_speaks_for_another_supervisor(story: Story) -> None:
    async with story.network.browser(AINO) as browser:
        for method, path, body in FOR_ANOTHER:
            answer = await browser.request(method, path, json=body)
            assert answer.status_code == 403, f"{method} {path}: {answer.text}"
