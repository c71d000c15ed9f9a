"""Who is there and has no address answers by a code from the supervisor's phone: once, and as nobody."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from services.feedback.codes import qr, spelling
from services.feedback.codes.showing import LATEST, showing
from services.feedback.rounds import lifecycle
from services.feedback.rounds.model import Meeting, Round
from services.feedback.rounds.store import Rounds
from shared.people.person import Person
from tests import parts
from tests.feedback.answers.test_answers import dump, words_of
from tests.feedback.asked import Running, cells, closed, heard, links
from tests.feedback.rounds.test_rounds import SESSION, marked
from tests.notifications import build

AINO = Person(email="aino@verkosto.example", name="Aino", supervisor="aino")
MIKAEL = Person(email="mikael@verkosto.example", name="Mikael", supervisor="mikael")
JSON = {"Accept": "application/json"}
HERE = f"/feedback/codes/{SESSION}"
ROUND = f"codes:{SESSION}"


def host() -> str:
    """Who leads the session that the tests' messages tell of."""
    return build.scheduled().facts.hosts[0].supervisor_id


@pytest.fixture
async def phone(feedback: Running) -> httpx.AsyncClient:
    """The supervisor's, at the end of their session."""
    runtime, http, weeks = feedback
    await heard(runtime, build.scheduled())
    weeks.now = build.scheduled().sessions[0].end - timedelta(minutes=5)
    http.cookies.set(*parts.signed_in(runtime.settings, AINO.model_copy(update={"supervisor": host()})))
    return http


async def given_codes(phone: httpx.AsyncClient, present: int) -> list[str]:
    told = await phone.post(HERE, json={"present": present}, headers=JSON)
    assert told.status_code == 200, told.text
    return list(told.json()["links"])


async def test_each_code_answers_once_and_is_counted_when_its_day_has_come(
    feedback: Running, phone: httpx.AsyncClient
) -> None:
    runtime, _, _ = feedback
    codes = await given_codes(phone, 5)
    assert len(set(codes)) == 5
    phone.cookies.clear()
    assert "Miltä tapaaminen tuntui?" in (await phone.get(codes[0])).text
    for n, link in enumerate(codes):
        done = await phone.post(link, data={"heard": str(1 + n)})
        assert "Kiitos" in done.text
        again = await phone.post(link, data={"heard": "1"})
        assert (again.status_code, "Jo vastattu" in again.text) == (410, True)
        assert "Jo vastattu" in (await phone.get(link)).text
    assert await cells(runtime) == []
    round_ = await Rounds(runtime.tx).round(ROUND)
    assert round_ is not None
    assert round_.state == "open"
    await closed(runtime, round_)
    (cell,) = await cells(runtime)
    assert (cell.n, cell.supervisors, cell.items["heard"].model_dump()["mean"]) == (5, ("Aino", "Mikael"), 3.0)


async def test_what_four_have_answered_by_codes_is_shown_to_nobody(feedback: Running, phone: httpx.AsyncClient) -> None:
    runtime, _, _ = feedback
    for link in (await given_codes(phone, 8))[:4]:
        await phone.post(link, data={"heard": "4"})
    round_ = await Rounds(runtime.tx).round(ROUND)
    assert round_ is not None
    await closed(runtime, round_)
    assert await cells(runtime) == []


async def test_who_answers_by_mail_and_by_a_code_too_is_not_taken_for_two(
    feedback: Running, phone: httpx.AsyncClient
) -> None:
    runtime, _, _ = feedback
    await heard(runtime, marked())
    codes = await given_codes(phone, 4)
    pulse = await Rounds(runtime.tx).round(f"pulse:{SESSION}")
    by_code = await Rounds(runtime.tx).round(ROUND)
    assert pulse is not None
    assert by_code is not None
    for link in [*(await links(runtime, pulse)), *codes]:
        assert (await phone.post(link, data={"heard": "4"})).status_code == 200
    await closed(runtime, by_code)
    assert len((await dump(runtime))["ballots"]) == 5
    assert await cells(runtime) == []


async def test_nothing_in_the_database_says_whose_a_code_was_or_what_it_answered(
    feedback: Running, phone: httpx.AsyncClient
) -> None:
    runtime, _, _ = feedback
    codes = await given_codes(phone, 6)
    for link in codes[:3]:
        await phone.post(link, data={"heard": "4"})
    kept = await dump(runtime)
    assert len(kept["codes"]) == 6
    assert all(set(row) == {"_id", "round_id", "used", "until"} for row in kept["codes"])
    assert len({row["until"] for row in kept["codes"]}) == 1
    written = str(kept).upper()
    assert all(link.rpartition("/")[2] not in written for link in codes)
    assert words_of(kept["ballots"]) & words_of(kept["codes"]) == set()


async def test_the_phone_shows_one_code_after_another_and_never_who_has_answered(
    feedback: Running, phone: httpx.AsyncClient
) -> None:
    asked = await phone.get(HERE)
    assert "Montako on paikalla?" in asked.text
    assert (await phone.post(HERE, data={"present": "many"})).status_code == 422
    made = await phone.post(HERE, data={"present": "2"})
    assert made.headers["location"] == f"{HERE}?n=1"
    first, last = (await phone.get(HERE)).text, (await phone.get(f"{HERE}?n=2")).text
    code = re.compile(r"<strong>(\w{5}-\w{5})</strong>")
    assert code.findall(first) != code.findall(last)
    assert "Seuraava ihminen" in first
    assert "Tämä oli viimeinen koodi" in last
    await phone.post(f"/feedback/c/{code.findall(first)[0]}", data={"heard": "4"})
    assert (await phone.get(HERE)).text == first
    sheet = (await phone.get(f"{HERE}/sheet")).text
    assert code.findall(sheet) == [*code.findall(first), *code.findall(last)]
    more = await phone.post(HERE, data={"present": "3"})
    assert more.headers["location"] == f"{HERE}?n=3"
    assert code.findall((await phone.get(HERE)).text) == code.findall(first)
    twice = await phone.post(HERE, data={"present": "3"})
    assert twice.headers["location"] == f"{HERE}?n=1"
    assert f'href="{HERE}"' in (await phone.get("/feedback/codes")).text


async def test_how_many_answered_is_told_when_it_is_over(feedback: Running, phone: httpx.AsyncClient) -> None:
    _, _, weeks = feedback
    link, other = await given_codes(phone, 2)
    await phone.post(link, data={"heard": "4"})
    assert "answered" not in (await phone.get(HERE, headers=JSON)).json()
    weeks.now += timedelta(days=6)
    told = (await phone.get(HERE, headers=JSON)).json()
    assert (told["state"], told["present"], told["answered"]) == ("over", 2, 1)
    assert "Vastanneita on 1/2" in (await phone.get(HERE)).text
    assert (await phone.post(other, data={"heard": "4"})).status_code == 410
    assert (await phone.post(HERE, data={"present": "9"})).status_code == 409
    assert (await phone.get(f"{HERE}/sheet")).status_code == 409


async def test_nobody_else_gives_codes_for_it(feedback: Running, phone: httpx.AsyncClient) -> None:
    runtime, _, _ = feedback
    phone.cookies.clear()
    phone.cookies.set(*parts.signed_in(runtime.settings, MIKAEL.model_copy(update={"supervisor": "nobody"})))
    for path in (HERE, f"{HERE}/sheet", "/feedback/codes/none"):
        assert (await phone.get(path)).status_code == 404
    assert (await phone.post(HERE, data={"present": "5"})).status_code == 404
    assert (await dump(runtime))["codes"] == []


async def test_a_session_that_was_not_held_or_is_cancelled_takes_its_codes_with_it(
    feedback: Running, phone: httpx.AsyncClient
) -> None:
    runtime, _, _ = feedback
    link, *_ = await given_codes(phone, 5)
    await phone.post(link, data={"heard": "4"})
    await heard(runtime, marked(6, held=False))
    assert (await phone.get(link)).status_code == 404
    kept = await dump(runtime)
    assert (kept["codes"], kept["ballots"]) == ([], [])
    assert "pitämättömäksi" in (await phone.get(HERE)).text
    assert (await phone.post(HERE, data={"present": "5"})).status_code == 409


@pytest.mark.parametrize("present", [0, -1, 101, True, "5", None, 2.5])
async def test_a_number_that_can_t_be_is_refused(feedback: Running, phone: httpx.AsyncClient, present: Any) -> None:
    refused = await phone.post(HERE, json={"present": present}, headers=JSON)
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["present"])


async def test_how_many_codes_were_made_is_in_the_audit(feedback: Running, phone: httpx.AsyncClient) -> None:
    runtime, _, _ = feedback
    await given_codes(phone, 5)
    await given_codes(phone, 5)
    await given_codes(phone, 7)
    entries = [entry for entry in (await dump(runtime))["audit"] if "codes" in entry["what"]]
    assert [entry["changes"][0]["after"] for entry in entries] == ["5", "7"]


@given(st.text(min_size=20, max_size=60), st.integers(1, 500))
def test_a_code_is_read_however_it_is_typed(secret: str, nth: int) -> None:
    made = spelling.code(secret, "round", nth)
    typed = spelling.as_shown(made).lower().replace("0", "o").replace("1", "l").replace("-", " - ")
    assert spelling.as_made(typed) == made
    assert set(made) <= set(spelling.ALPHABET)


def test_codes_differ_by_round_and_by_place() -> None:
    made = {spelling.code("s" * 32, round_, n) for round_ in ("a", "b") for n in range(1, 101)}
    assert len(made) == 200


def test_the_drawing_is_the_qr_code() -> None:
    link = "https://rinnalla.example/feedback/c/7KQ2M-F8XWZ"
    size, path = qr.drawn(link)
    dark = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        dark |= {(int(x) + n - qr.QUIET, int(y) - qr.QUIET) for n in range(int(length))}
    rows = segno.make_qr(link, error="m").matrix
    assert size == len(rows) + 8
    assert dark == {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}


def test_codes_are_given_from_the_beginning_until_two_days_after() -> None:
    meeting = Meeting(
        id="m",
        sequence=0,
        process="p",
        organisation="Liedon koulu",
        supervisors=("aino",),
        guest=None,
        start=build.SLOT.start,
        end=build.SLOT.end,
    )
    minute = timedelta(minutes=1)
    assert showing(meeting, None, None, meeting.start - minute) == "coming"
    assert showing(meeting, None, None, meeting.start) == "count"
    assert showing(meeting, None, None, meeting.end + LATEST - minute) == "count"
    assert showing(meeting, None, None, meeting.end + LATEST) == "late"
    open_ = Round(
        id="codes:m",
        questionnaire="pulse@1",
        process="p",
        organisation="Liedon koulu",
        opens=meeting.end,
        closes=meeting.end + timedelta(days=5),
        min_answers=5,
        places=3,
    )
    assert showing(meeting, None, open_, meeting.end + LATEST) == "open"
    assert showing(meeting, None, open_, open_.closes) == "over"
    assert showing(meeting, open_.model_copy(update={"state": "void"}), None, meeting.end) == "unheld"
    assert lifecycle.with_places(open_, 2).places == 3
    assert lifecycle.with_places(open_, 200).places == lifecycle.MOST_PLACES
