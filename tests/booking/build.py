"""What booking's tests are about, made in a line: a request, supervisors, a case at a given point of its life."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.booking.debriefing import lifecycle, routing
from services.booking.debriefing.model import Case
from services.booking.debriefing.routing import Candidate
from services.booking.directory.model import Supervisor
from services.booking.links import Links
from services.booking.network.model import Network, WaveRule
from shared.messages.booking import Interval
from shared.messages.contracts import Contact, DebriefingRequested, Place, Window

NOW = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
HELSINKI = ZoneInfo("Europe/Helsinki")
LINKS = Links("k" * 40, "https://verkosto.example")
NETWORK = Network()


def need(**changes: Any) -> DebriefingRequested:
    """A school in Lieto asks for two leaders; the window is tomorrow and the day after."""
    known: dict[str, Any] = {
        "debriefing_id": "case",
        "organisation": "Liedon koulu",
        "verified": True,
        "contact": Contact(
            name="Maija Salo", email="maija@liedonkoulu.example", phone="+358 40 123 4567", language="fi"
        ),
        "kind": "accident",
        "occurred_at": NOW - timedelta(hours=2),
        "place": Place(municipality="Lieto", address="Keskuskatu 4", region="02"),
        "participants": 9,
        "languages": ("fi",),
        "leaders": 2,
        "window": Window(opens=NOW + timedelta(hours=22), closes=NOW + timedelta(hours=70)),
        "requested_at": NOW,
        "status_link": "https://verkosto.example/contracts/debriefings/x",
        "verify_link": None,
    }
    return DebriefingRequested(**(known | changes))


def supervisor(name: str, /, **changes: Any) -> Supervisor:
    known: dict[str, Any] = {
        "id": name,
        "name": name.capitalize(),
        "email": f"{name}@verkosto.example",
        "languages": ("fi", "sv"),
        "regions": ("02",),
        "competences": ("debriefing",),
    }
    return Supervisor(**(known | changes))


def candidates(*names: str, busy: tuple[Interval, ...] = (), duty: int | None = None) -> list[Candidate]:
    return [Candidate(supervisor(name), busy, duty) for name in names]


def asked(case: Case, *names: str, rule: WaveRule | None = None) -> lifecycle.Decision:
    """The case after a wave to these supervisors."""
    rule = rule or NETWORK.waves[0]
    chosen, considered = routing.choose(candidates(*names), case, NETWORK, rule.most, HELSINKI, NOW)
    offers = routing.offers(chosen, case, LINKS.answer_key, NOW)
    return lifecycle.asked(case, rule, offers, considered, NETWORK, LINKS, NOW)
