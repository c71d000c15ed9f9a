"""What contracts' tests are about, made in a line: a request as an organisation sends it, facts as booking tells."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.contracts.debriefings.model import (
    Asked,
    Closed,
    ClosedOne,
    Confirmed,
    Found,
    Needed,
    Offered,
    Requested,
    Supervisor,
)
from services.contracts.debriefings.schemas import RequestDebriefing
from shared.messages.contracts import Place

NOW = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
MARK = "Tikkailta putosi kirjainmerkki XQ7"


def request(now: datetime = NOW, **changes: Any) -> dict[str, Any]:
    """A school in Lieto asks, as JSON; a double underscore leads into a part (`contact__email`)."""
    known: dict[str, Any] = {
        "organisation": "Liedon koulu",
        "contact": {
            "name": "Maija Salo",
            "email": "maija@liedonkoulu.example",
            "phone": "+358 40 123 4567",
            "language": "fi",
        },
        "incident": {
            "kind": "accident",
            "occurred_at": (now - timedelta(hours=2)).isoformat(),
            "description": MARK,
        },
        "place": {"municipality": "Lieto", "address": "Keskuskatu 4"},
        "participants": 9,
        "languages": ["fi"],
        "leaders": 2,
    }
    for name, value in changes.items():
        *path, last = name.split("__")
        part = known
        for step in path:
            part = part[step]
        part[last] = value
    return known


def asked(**changes: Any) -> RequestDebriefing:
    return RequestDebriefing.model_validate(request(**changes), context={"now": NOW})


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def requested() -> Requested:
    return Requested(at=NOW)


def offered(revision: int, seconds: float, *names: str) -> Offered:
    each = tuple(Asked(offer_id=f"offer-{name}", supervisor_id=name, name=name.title()) for name in names)
    return Offered(revision=revision, at=after(seconds), answer_by=after(seconds + 600), asked=each)


def closed(revision: int, seconds: float, reason: Any, *names: str) -> Closed:
    each = tuple(ClosedOne(offer_id=f"offer-{name}", name=name.title(), reason=reason) for name in names)
    return Closed(revision=revision, at=after(seconds), closed=each)


def found(revision: int, seconds: float, name: str) -> Found:
    leader = Supervisor(id=name, name=name.title(), phone="+358 50 1")
    return Found(revision=revision, at=after(seconds), supervisor=leader, starts_at=after(90_000), missing=1)


def confirmed(revision: int, seconds: float, *names: str) -> Confirmed:
    return Confirmed(
        revision=revision,
        at=after(seconds),
        supervisors=tuple(Supervisor(id=name, name=name.title(), phone="+358 50 1") for name in names),
        starts_at=after(90_000),
        ends_at=after(97_200),
        place=Place(municipality="Lieto", address="Keskuskatu 4", region="02"),
    )


def needed(revision: int, seconds: float, reason: Any = "nobody_accepted") -> Needed:
    return Needed(revision=revision, at=after(seconds), reason=reason, asked=3)
