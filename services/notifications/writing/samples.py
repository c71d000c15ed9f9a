"""A letter of each kind with made-up facts, for whoever wants to see what people are sent."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, get_args

from services.notifications.writing.model import Facts, Invited, Kind, Letter
from shared.messages.base import Language
from shared.messages.booking import Interval, Leader, LostSwap, Meeting, Shift
from shared.messages.contracts import Beside, Contact, Place, Window

ADDRESS = "esimerkki@verkosto.example"
# Where one kind says different things: what differs. A kind that is not here has one sample.
VARIANTS: Mapping[Kind, tuple[Mapping[str, Any], ...]] = {
    "address_dead": ({"reason": "5.1.1 user unknown"},),
    "received": ({}, {"verified": True, "second_link": None}),
    "offered": ({"verified": True}, {}),
    "no_longer_needed": (
        {"reason": "filled"},
        {"reason": "withdrawn"},
        {"reason": "released"},
        {"reason": "not_beside"},
    ),
    "looking_again": ({"slot": None}, {}),
    "request_changed": ({"changed": ("place", "participants")},),
    "leader_found": ({"was": None}, {"was": None, "by_hand": True}, {}),
    "confirmed_requester": (
        {"verified": True, "was": None},
        {"leaders": (), "was": None},
        {"verified": True},
        {"verified": True, "was": None, "instead_of": "Sari Laine"},
    ),
    "confirmed_leader": (
        {"was": None},
        {"was": None, "calls": False, "caller": "Aino Lehto"},
        {},
        {"was": None, "changed": ("place", "languages")},
    ),
    "coordinator": (
        {"reason": "nobody_accepted"},
        {"reason": "nobody_accepted", "asked": 0},
        {"reason": "too_few"},
        {"reason": "not_confirmed"},
        {"reason": "second_leader_missing"},
        {"reason": "contact_not_made"},
    ),
    "person_looking": ({}, {"asked": 0}),
    "answers_wished": ({"reason": "pulse"}, {"reason": "evaluation"}, {"reason": "benefit"}),
    "reference_withdrawn": ({"reason": ""}, {"reason": "print+talks"}),
    "process_ended": ({"reason": "completed", "misfits": 0}, {"reason": "ended_early"}, {"reason": "expired"}),
    "feedback_reminded": ({"reason": "pulse"}, {"reason": "benefit"}),
    "duty_near": ({"backup": False}, {}),
    "duties_changed": ({}, {"gained": ()}),
    "swap_asked": ({}, {"in_return": None}),
    "inquiry_answered": ({"willing": True}, {}),
    "signature_awaited": ({}, {"reminder": 1, "last": True}),
}
LED: frozenset[Kind] = frozenset(
    {"session_scheduled", "session_moved", "session_cancelled", "session_near", "series_planned", "sessions_cancelled"}
)


def samples(kind: Kind, language: Language, now: datetime, url: str) -> Iterator[Letter]:
    """The letters of a kind; `url` is where the network's pages are."""
    for n, differs in enumerate(VARIANTS.get(kind, ({},))):
        facts = _facts(kind, now, url).model_copy(update=dict(differs))
        yield Letter(
            id=f"sample-{kind}-{n}",
            lane="normal",
            kind=kind,
            to=ADDRESS,
            language=language,
            about="person",
            reference="",
            debriefing_id="",
            facts=facts,
            written_at=now,
        )


def kinds() -> tuple[Kind, ...]:
    return get_args(Kind)


def _facts(kind: Kind, now: datetime, url: str) -> Facts:
    """Everything that any letter could tell."""
    start = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=1, hours=2)
    slot = Interval(start=start, end=start + timedelta(minutes=90))
    later = Interval(start=start + timedelta(days=7), end=slot.end + timedelta(days=7))
    led = kind in LED
    return Facts(
        organisation="Esimerkkilän koulu",
        name="Maija Salo",
        link=f"{url}/sample/first",
        second_link=f"{url}/sample/second",
        contact=Contact(name="Kaisa Niemi", email="kaisa@koulu.example", phone="+358401234567", language="fi"),
        place=Place(municipality="Lieto", address="Keskuskatu 4", region="02"),
        participants=9,
        slot=slot,
        window=Window(opens=start, closes=start + timedelta(days=2)),
        answer_by=now + timedelta(minutes=10),
        verified=led or kind not in ("received", "offered", "confirmed_requester"),
        leaders=tuple(_leader(name, url) for name in ("Aino Lehto", "Mikael Holm")),
        beside=Beside(name="Oona Laakso", email="oona@terveys.example", phone="+358407654321"),
        asked=7,
        session_id="sample",
        needed_at=now,
        backup=True,
        gaps=(slot, later),
        gained=(Shift(slot=slot),),
        lost=(Shift(slot=later, backup=True),),
        lost_swaps=(LostSwap(colleague="Sari Laine", slot=later),),
        colleague="Sari Laine",
        in_return=later,
        was=later,
        where="Porthaninkatu 2, Helsinki",
        meeting_link="https://kokous.example/sample",
        led_by=(Invited(name="Johan Berg", email="johan@verkosto.example"),) if led else (),
        guest=Invited(name="Leena Vuori", email="leena@koulu.example") if led else None,
        nth=2,
        of=6,
        host="kalenteri.example",
        title="Esimerkkilä, ryhmä 2",
        misfits=2,
        meetings=tuple(
            Meeting(session_id=f"sample{n}", sequence=0, start=at.start, end=at.end)
            for n, at in enumerate((slot, later))
        ),
    )


def _leader(name: str, url: str) -> Leader:
    return Leader(
        supervisor_id=name,
        name=name,
        email=f"{name.split(maxsplit=1)[0].lower()}@verkosto.example",
        language="fi",
        phone="+358500000000",
        answer_link=f"{url}/sample/{name.split(maxsplit=1)[0]}",
        reading_key="0" * 64,
    )
