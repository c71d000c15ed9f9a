"""Who carries what: a debriefing counts for whoever is to lead it, and no longer once they are not to any more."""

import json
from datetime import datetime, timedelta

from fastapi import Request

from services.booking.calendar.store.sessions import Calendar
from services.booking.debriefing.handlers import cases, manual, offers
from services.booking.debriefing.model import Case
from services.booking.debriefing.store import Cases
from services.booking.links import Links
from services.booking.permissions import Everybody, Only, reach
from services.booking.sign_in.handlers import admit_orderer
from shared.messages.booking import Interval
from shared.messages.contracts import DebriefingWithdrawn, OrdererAdmitted, RequesterVerified
from shared.people.person import Person
from tests.booking.build import NOW, need
from tests.booking.calendar.test_no_overlap import EVER
from tests.booking.calendar.test_sessions_api import placed, plan
from tests.booking.conftest import Office


async def opened(office: Office, *names: str, leaders: int = 1) -> Case:
    office.now = NOW
    await office.supervisors(*names)
    await office.app.run(lambda unit: cases.find_debriefer(need(leaders=leaders), unit))
    return await case_of(office)


async def case_of(office: Office) -> Case:
    case = await Cases(office.app.tx).find("case")
    assert case is not None
    return case


async def accepted(office: Office, name: str) -> datetime:
    case = await case_of(office)
    offer = next(each for each in case.offers if each.supervisor_id == name)
    token = Links.of(office.app.settings).answer(offer.id).rsplit("/", 1)[1]
    await office.app.run(lambda unit: offers.accept_offer(unit, token, offer.slots[0]))
    return offer.slots[0]


async def taken(office: Office, name: str) -> list[datetime]:
    window = Interval(start=NOW, end=NOW + timedelta(days=7))
    found = await Calendar(office.app.tx).workloads([name], window, NOW - timedelta(days=90))
    return list(found[name].led)


def withdrawal() -> DebriefingWithdrawn:
    known = need()
    return DebriefingWithdrawn(
        debriefing_id="case", organisation=known.organisation, contact=known.contact, withdrawn_at=NOW
    )


async def test_what_was_withdrawn_before_it_was_led_counts_for_nobody(office: Office) -> None:
    await opened(office, "aino", "mikael", leaders=2)
    start = await accepted(office, "aino")
    await accepted(office, "mikael")
    assert (await taken(office, "aino"), await taken(office, "mikael")) == ([start], [start])
    await office.app.run(lambda unit: cases.release(withdrawal(), unit))
    assert (await taken(office, "aino"), await taken(office, "mikael")) == ([], [])


async def test_what_the_coordinator_gave_by_hand_and_called_off_counts_for_nobody(office: Office) -> None:
    await opened(office, "aino")
    start = NOW + timedelta(hours=26)
    await office.app.run(lambda unit: manual.assign(unit, "case", "aino", start, "ulla"))
    assert await taken(office, "aino") == [start]
    await office.app.run(lambda unit: manual.call_off(unit, "case", "ulla"))
    assert await taken(office, "aino") == []


async def test_what_was_led_goes_on_counting(office: Office) -> None:
    await opened(office, "aino")
    start = await accepted(office, "aino")
    office.now = start + timedelta(minutes=5)
    await office.app.run(lambda unit: cases.release(withdrawal(), unit))
    assert await taken(office, "aino") == [start]


async def test_a_wave_that_ends_when_the_one_before_would_have_ends_all_the_same(office: Office) -> None:
    """Two waves as long as one another, the second asked in the same millisecond: the timer must be the second's."""
    await office.put("/network", {"waves": [{"whom": "next_best", "minutes": 10, "most": 1}] * 2})
    case = await opened(office, "aino", "mikael")
    token = Links.of(office.app.settings).answer(case.offers[0].id).rsplit("/", 1)[1]
    await office.app.run(lambda unit: offers.decline_offer(unit, token))
    again = await case_of(office)
    assert (again.wave, again.answer_by) == (2, case.answer_by)
    timer = await office.database["timers"].find_one({"message.type": "booking.wave_over"})
    assert timer is not None
    assert json.loads(timer["message"]["body"])["wave"] == 2


async def test_a_requester_verified_twice_is_a_change_once(office: Office) -> None:
    office.now = NOW
    await office.supervisors("aino")
    await office.app.run(lambda unit: cases.find_debriefer(need(verified=False), unit))
    verified = RequesterVerified(debriefing_id="case", verified_at=NOW)
    revisions = []
    for _ in range(2):
        await office.app.run(lambda unit: cases.mark_verified(verified, unit))
        revisions.append((await case_of(office)).revision)
    assert revisions[0] == revisions[1]


def request_of(office: Office, person: Person | None, token: str = "") -> Request:
    app = type("App", (), {"state": type("State", (), {"settings": office.app.settings, "service": "booking"})})
    headers = [(b"authorization", f"Bearer {token}".encode())] if token else []
    request = Request(
        {"type": "http", "headers": headers, "app": app, "path": "/booking/api/sessions", "query_string": b""}
    )
    request.state.person = person
    return request


async def test_nobody_is_not_everybody(office: Office) -> None:
    token = office.app.settings.coordinator_token.get_secret_value()
    orderer = Person(email="maija@koulu.example", name="Maija", organisations=("koulu",))
    assert reach(request_of(office, None)) == Only(())
    assert reach(request_of(office, orderer)) == Only(())
    assert reach(request_of(office, None, token)) == Everybody()
    assert reach(request_of(office, Person(email="u@x.example", name="Ulla", coordinator=True))) == Everybody()
    aino = reach(request_of(office, Person(email="a@x.example", name="Aino", supervisor="aino")))
    assert (aino.includes("aino"), aino.includes("mikael"), Only(()).includes()) == (True, False, False)


async def test_sessions_of_nobody_are_none(office: Office) -> None:
    await office.supervisors("aino")
    await placed(office, plan("aino"))
    calendar = Calendar(office.app.tx)
    assert await calendar.led_by([], EVER) == []
    assert len((await calendar.page(EVER, "", 10)).rows) == len(await calendar.led_by(["aino"], EVER)) == 1


async def test_a_conflict_is_one_by_the_organisation_s_id_too_whatever_it_is_called_today(office: Office) -> None:
    office.now = NOW
    await office.supervisors("aino", conflicts=("liedon alakoulu",))
    await office.supervisors("mikael")
    known = {"email": "maija@liedonkoulu.example", "name": "Maija Salo", "language": "fi", "revision": 1}
    admitted = OrdererAdmitted(organisation_id="lieto", organisation="Liedon  Alakoulu", **known)
    await office.app.run(lambda unit: admit_orderer(admitted, unit))
    await office.app.run(lambda unit: cases.find_debriefer(need(), unit))
    case = await case_of(office)
    assert [offer.supervisor_id for offer in case.offers] == ["mikael"]
