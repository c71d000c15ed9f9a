"""The life of a process, from its contract to its end, as its parties see it and the other services hear it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.contracts.agreements.handlers import drafting
from services.contracts.agreements.handlers.viewing import Viewer as Drafter
from services.contracts.agreements.model import Agreement
from services.contracts.agreements.schemas import DraftGiven
from services.contracts.agreements.store import Agreements
from services.contracts.network.model import Supervisor
from services.contracts.network.store import Supervisors
from services.contracts.organisations.model import Contact, Organisation
from services.contracts.organisations.store import Organisations
from services.contracts.processes import handlers
from services.contracts.processes.model import Goals
from services.contracts.processes.store import Processes, ProcessSessions
from shared.messages.booking import (
    Interval,
    Meeting,
    Occurrence,
    SessionCancelled,
    SessionFacts,
    SessionHeld,
    SessionMoved,
    SessionsScheduled,
)
from shared.messages.processes import GapForeseen, MarksAwaited, ProcessEnded, ProcessInterrupted, ProcessResumed
from shared.people.person import Person
from tests.booking.entitlements.build import LEENA, MAIJA, signed
from tests.contracts.conftest import Office

PAGE = "/contracts/processes/process"
AINO = Person(email="aino@verkosto.example", name="Aino", supervisor="aino")
SARI = Person(email="sari@verkosto.example", name="Sari", supervisor="sari")
ORDERER = Person(email=MAIJA.email, name="Maija Salo", organisations=("kallio",))
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
A_WEEK, LENGTH = timedelta(weeks=1), timedelta(minutes=90)
FACTS = SessionFacts(
    organisation="Kallion koulu",
    contract_id="contract",
    series_id="series",
    hosts=(),
    guest=None,
    address=None,
    link=None,
    process_id="process",
)


def meeting(weeks: int, sequence: int = 0, name: str = "") -> Meeting:
    start = NOW + weeks * A_WEEK + timedelta(days=1)  # so that no day for marking is over while tests run
    return Meeting(session_id=name or f"s{weeks}", sequence=sequence, start=start, end=start + LENGTH)


def scheduled(*weeks: int) -> SessionsScheduled:
    return SessionsScheduled(facts=FACTS, sessions=tuple(map(meeting, weeks)), scheduled_at=NOW)


def held(weeks: int, *themes: str, sequence: int = 1) -> SessionHeld:
    at = meeting(weeks)
    occurrence = Occurrence(
        session_id=at.session_id,
        sequence=sequence,
        debriefing_id=None,
        contract_id="contract",
        series_id="series",
        organisation="Kallion koulu",
        slot=Interval(start=at.start, end=at.end),
        supervisors=("aino",),
        process_id="process",
    )
    return SessionHeld(occurrence=occurrence, themes=themes, marked_at=NOW)


class Life:
    """What happens to the process."""

    def __init__(self, office: Office) -> None:
        self.office = office

    async def happens(self, handler: Any, event: Any) -> None:
        await self.office.desk.run(lambda unit: handler(event, unit))

    async def signs(self, **changes: Any) -> None:
        known = {"first_date": (NOW - 20 * A_WEEK).date(), "longest_gap_weeks": None}
        await self.happens(handlers.begin_or_go_on, signed(**{**known, **changes}))

    async def state(self) -> str:
        found = await Processes(self.office.desk.tx).find("process")
        return found.state.value if found else ""


@pytest.fixture
async def life(office: Office) -> Life:
    tx = office.desk.tx
    await Supervisors(tx).admit(
        Supervisor(id="aino", revision=1, name="Aino Lehto", email="aino@verkosto.example", language="fi")
    )
    contact = Contact(id="maija", name=MAIJA.name, email=MAIJA.email, phone=None, language="fi", orders=True)
    await Organisations(tx).add(
        Organisation(id="kallio", name="Kallion koulu", contacts=(contact,), revision=1, changed_at=NOW)
    )
    return Life(office)


async def test_the_parties_see_how_far_it_has_come_and_nobody_else_that_there_is_one(life: Life) -> None:
    await life.signs()
    await life.happens(handlers.note_scheduled, scheduled(-2, -1, 1, 2, 3))
    await life.happens(handlers.note_marked, held(-2, "Kuormitus"))
    for person in (AINO, ORDERER, Person(email="koordinaattori@example.org", name="", coordinator=True)):
        async with life.office.browser(person) as browser:
            found = (await browser.get("/contracts/api/processes/process")).json()
            assert (found["agreed"], found["held"], found["unmarked"], len(found["ahead"])) == (5, 1, 1, 3)
            assert found["themes"] == [{"theme": "Työnjako", "sessions": 0}, {"theme": "Kuormitus", "sessions": 1}]
            assert [each["state"] for each in found["chain"]] == ["held", "unmarked", "planned", "planned", "planned"]
            assert "Kallio, ryhmä 2" in (await browser.get(PAGE)).text
            assert [each["id"] for each in (await browser.get("/contracts/api/processes")).json()] == ["process"]
    async with life.office.browser(SARI) as browser:
        assert (await browser.get(PAGE)).status_code == 404
        assert (await browser.get("/contracts/api/processes")).json() == []


async def test_goals_are_seen_by_the_orderer_only_where_the_participants_agreed(life: Life) -> None:
    await life.signs()
    async with life.office.browser(AINO) as aino, life.office.browser(ORDERER) as orderer:
        goals = {"points": "Selkeä työnjako\n\nRauha"}
        assert (await aino.post(f"{PAGE}/goals", data=goals)).status_code == 303
        assert "Selkeä työnjako" in (await aino.get(PAGE)).text
        assert "Selkeä työnjako" not in (await orderer.get(PAGE)).text
        assert (await orderer.get("/contracts/api/processes/process")).json()["goals"] is None
        assert (await orderer.post(f"{PAGE}/goals", data=goals)).status_code == 403
        await aino.post(f"{PAGE}/goals", data=goals | {"shared": "yes"})
        assert "Selkeä työnjako" in (await orderer.get(PAGE)).text
        many = await aino.post(f"{PAGE}/goals", data={"points": "\n".join(map(str, range(11)))})
        assert many.status_code == 422
    found = await Processes(life.office.desk.tx).find("process")
    assert found is not None
    assert found.goals == Goals(points=("Selkeä työnjako", "Rauha"), shared=True)


async def test_it_is_interrupted_goes_on_and_is_ended_and_everybody_hears_it_without_the_reason(life: Life) -> None:
    await life.signs()
    async with life.office.browser(AINO) as aino:
        for odd in ("0001-01-01", "9999-12-31", "2026-02-30", "1", "2026-W01-1"):
            assert (await aino.post(f"{PAGE}/interrupt", data={"until": odd})).status_code == 422, odd
        until = (NOW + 8 * A_WEEK).date().isoformat()
        assert (await aino.post(f"{PAGE}/interrupt", data={"until": until, "why": "Salaista"})).status_code == 303
        assert (await aino.post(f"{PAGE}/interrupt", data={})).status_code == 409
        assert "Salaista" in (await aino.get(PAGE)).text
        assert (await aino.post(f"{PAGE}/resume")).status_code == 303
        assert (await aino.post(f"{PAGE}/end", data={"end_why": " "})).status_code == 422
        assert (await aino.post(f"{PAGE}/end", data={"end_why": "Salaista"})).status_code == 303
        assert (await aino.post(f"{PAGE}/resume")).status_code == 409
    for message in (ProcessInterrupted, ProcessResumed, ProcessEnded):
        told = await life.office.said(message, "booking")
        assert [each["email"] for each in told["leaders"]] == ["aino@verkosto.example"]
        assert [each["email"] for each in told["process"]["participants"]] == [LEENA.email]
        assert "Salaista" not in str(told)
    async with life.office.browser(ORDERER) as orderer:
        assert "Salaista" not in (await orderer.get(PAGE)).text


async def test_what_follows_is_drafted_once_with_the_terms_in_force(life: Life) -> None:
    """The page of a supervisor; the process is the same, so its sessions go on."""
    first = await _drafted(life)
    await life.signs(contract_id=first.id, process_id=first.process_id)
    page = f"/contracts/processes/{first.process_id}"
    async with life.office.browser(AINO) as aino, life.office.browser(SARI) as sari:
        made = await aino.post(f"{page}/renew")
        assert made.status_code == 303
        assert (await aino.post(f"{page}/renew")).headers["location"] == made.headers["location"]
        assert (await sari.post(f"{page}/renew")).status_code == 404
    draft = await Agreements(life.office.desk.tx).find(made.headers["location"].rpartition("/")[2])
    assert draft is not None
    assert (draft.process_id, draft.state, draft.terms.title) == (first.process_id, "draft", "Kallio, ryhmä 2")
    assert draft.terms.first_date is not None
    assert draft.terms.first_date > NOW.date()
    assert draft.id != first.id


async def _drafted(life: Life) -> Agreement:
    """The contract that the process began with."""
    given = DraftGiven(title="Kallio, ryhmä 2", form="group", organisation="kallio", supervisors=("aino",))
    by = Drafter("koordinaattori", coordinator=True)
    made = await life.office.desk.run(lambda unit: drafting.draft(unit, given, by))
    signed_one = made.model_copy(update={"state": "signed", "revision": made.revision + 1})
    await life.office.desk.run(lambda unit: Agreements(unit.tx).save(signed_one))
    return signed_one


async def test_the_last_session_held_completes_it_once(life: Life) -> None:
    await life.signs(sessions=2)
    await life.happens(handlers.note_scheduled, scheduled(-2, -1))
    for mark in (held(-1), held(-2), held(-2), held(-1, sequence=2)):
        await life.happens(handlers.note_marked, mark)
    assert await life.state() == "ended"
    told = await life.office.said(ProcessEnded, "booking")
    assert (told["how"], told["planned"], told["held"], told["unmarked"]) == ("completed", 2, 2, 0)
    found = await Processes(life.office.desk.tx).find("process")
    assert found is not None
    assert found.revision == told["revision"]


async def test_whatever_is_heard_first_it_comes_to_the_same(life: Life) -> None:
    late = SessionMoved(facts=FACTS, session=meeting(2, 1, "s1"), was=Interval(start=NOW, end=NOW), moved_at=NOW)
    await life.happens(handlers.note_moved, late)
    await life.happens(handlers.note_cancelled, SessionCancelled(facts=FACTS, session=meeting(3, 1), cancelled_at=NOW))
    await life.happens(handlers.note_scheduled, scheduled(1, 2, 3))
    await life.signs()
    async with life.office.browser(AINO) as aino:
        found = (await aino.get("/contracts/api/processes/process")).json()
    assert sorted(each["id"] for each in found["ahead"]) == ["s1", "s2"]
    assert {each.id: each.sequence for each in await ProcessSessions(life.office.desk.tx).of("process")}["s1"] == 1


async def test_a_pause_too_long_is_told_once_and_a_new_one_again(life: Life) -> None:
    await life.signs(longest_gap_weeks=3)
    await life.happens(handlers.note_scheduled, scheduled(1, 2, 6))
    await life.happens(handlers.note_scheduled, scheduled(1, 2, 6))
    first = await life.office.said(GapForeseen, "notifications")
    assert first["gap_from"] == meeting(2).end.isoformat().replace("+00:00", "Z")
    moved = SessionMoved(facts=FACTS, session=meeting(7, 1, "s6"), was=Interval(start=NOW, end=NOW), moved_at=NOW)
    await life.happens(handlers.note_moved, moved)
    second = await life.office.said(GapForeseen, "notifications")
    assert second["revision"] == first["revision"] + 1


async def test_who_leads_is_asked_once_whether_a_past_session_was_held(life: Life) -> None:
    await life.signs()
    await life.happens(handlers.note_scheduled, scheduled(-1, 1))
    await life.happens(handlers.note_scheduled, scheduled(-1, 1))
    asked = await life.office.said(MarksAwaited, "notifications")
    assert [each["start"] for each in asked["sessions"]] == [meeting(-1).start.isoformat().replace("+00:00", "Z")]
    assert [each["email"] for each in asked["leaders"]] == ["aino@verkosto.example"]
    assert await life.office.silent(MarksAwaited, "notifications")
    found = await Processes(life.office.desk.tx).find("process")
    assert found is not None
    assert found.marks_asked == meeting(-1).end


async def test_a_later_contract_takes_the_earlier_ones_place(life: Life) -> None:
    await life.signs(hours=1)
    await life.signs(hours=2, contract_id="renewed", sessions=12)
    await life.signs(hours=0, contract_id="late", sessions=1)
    async with life.office.browser(AINO) as aino:
        found = (await aino.get("/contracts/api/processes/process")).json()
    assert (found["contract_id"], found["contracts"], found["agreed"]) == ("renewed", ["contract", "renewed"], 12)
