"""Each field of each body, spoilt in each way: a sentence in the language asked for, nothing kept, never our fault."""

from typing import Any

import httpx
import orjson
import pytest

from tests.abuse import bodies
from tests.abuse.state import everything
from tests.journeys.story import JSON, Story
from tests.parts import Network

WHOLE = {
    "ask": ("POST", "/contracts/api/debriefings", bodies.ask),
    "supervisor": ("POST", "/booking/api/supervisors", bodies.person),
    "duty": ("POST", "/booking/api/duties", bodies.duty),
    "network": ("PUT", "/booking/api/network", bodies.network),
}
# Of these what is empty may stay so, or the thing itself is not there.
OTHERS = {
    "contract": ("POST", "/contracts/api/contracts", bodies.contract),
    "inquiry": ("POST", "/contracts/api/inquiries", bodies.inquiry),
    "organisation": ("POST", "/contracts/api/organisations", bodies.organisation),
    "session": ("POST", "/booking/api/sessions", bodies.session),
    "absence": ("POST", "/booking/api/absences", bodies.absence),
    "rotation": ("PUT", "/booking/api/roster/rotations/west", bodies.rotation),
    "swap": ("POST", "/booking/api/swaps", bodies.swap),
    "assign": ("POST", "/booking/api/cases/x/assign", bodies.leading),
    "replace": ("POST", "/booking/api/cases/x/replace", bodies.replacing),
    "room": ("PUT", "/booking/api/rooms/big", bodies.room),
}


def sendable(body: Any) -> bytes:
    """JSON even of what no JSON should hold."""
    try:
        return orjson.dumps(body)
    except (TypeError, orjson.JSONEncodeError):
        import json  # noqa: PLC0415  # the standard library's writes lone surrogates and huge numbers

        return json.dumps(body).encode()


async def sent(network: Network, method: str, path: str, content: bytes, language: str = "fi") -> httpx.Response:
    headers = network.coordinator | {"Content-Type": "application/json", "Accept-Language": language}
    return await network.http.request(method, path, content=content, headers=headers)


@pytest.mark.parametrize("what", [*WHOLE, *OTHERS])
async def test_a_spoilt_field_is_refused_in_a_sentence_or_taken_but_never_our_fault(
    network: Network, what: str
) -> None:
    story = Story(network)
    await story.supervisors("aino")
    method, path, whole = (WHOLE | OTHERS)[what]
    tries = list(bodies.spoilt(whole()))
    answers = [await sent(network, method, path, sendable(worse)) for _, _, worse in tries]
    ours = [(where, value) for (where, value, _), a in zip(tries, answers, strict=True) if a.status_code >= 500]
    assert ours == []
    refused = [answer for answer in answers if answer.status_code >= 400]
    assert all(answer.json()["error"] for answer in refused)
    assert len(refused) > len(tries) / (2 if what in WHOLE else 4)


WRONG = [
    ("ask", ("organisation",), "x" * 201),
    ("ask", ("organisation",), "a\r\nBcc: all@example.org"),
    ("ask", ("contact", "name"), "Maija\nBcc: all@example.org"),
    ("ask", ("contact", "email"), "maija@koulu.example\r\nBcc: all@example.org"),
    ("ask", ("contact", "email"), "maija@koulu.example,all@example.org"),
    ("ask", ("contact", "phone"), "call me"),
    ("ask", ("contact", "language"), "de"),
    ("ask", ("incident", "occurred_at"), "2199-01-01T00:00:00Z"),
    ("ask", ("incident", "occurred_at"), "1901-01-01T00:00:00Z"),
    ("ask", ("incident", "occurred_at"), "2026-11-01T10:00:00"),
    ("ask", ("incident", "description"), "x" * 100_001),
    ("ask", ("place", "municipality"), "x" * 201),
    ("ask", ("participants",), 0),
    ("ask", ("participants",), 10**30),
    ("ask", ("leaders",), 3),
    ("ask", ("window", "to"), "2020-01-01T00:00:00Z"),
    ("supervisor", ("email",), "aino"),
    ("supervisor", ("name",), "Aino\r\nBcc: all@example.org"),
    ("supervisor", ("regions",), ["99"]),
    ("supervisor", ("languages",), []),
    ("supervisor", ("working_hours", 0, "day"), 8),
    ("duty", ("supervisor",), "nobody"),
    ("duty", ("to",), "2199-01-01T00:00:00Z"),
    ("network", ("waves",), []),
    ("network", ("length_minutes",), 100),
]


@pytest.mark.parametrize(("what", "where", "value"), WRONG)
async def test_what_is_plainly_wrong_is_named_and_nothing_is_kept(
    standing: Network, what: str, where: tuple[str | int, ...], value: Any
) -> None:
    method, path, whole = WHOLE[what]
    body: Any = whole()
    holder = body
    for step in where[:-1]:
        holder = holder[step]
    holder[where[-1]] = value
    before = await everything(standing)
    said = {}
    for language in ("fi", "sv", "en"):
        answer = await sent(standing, method, path, sendable(body), language)
        assert answer.status_code == 422, answer.text
        assert answer.headers["content-language"] == language
        said[language] = answer.json()
    assert await everything(standing) == before
    assert len({each["error"] for each in said.values()}) == 3
    named = said["en"].get(
        "fields", {}
    )  # of rows of a list by their number; a row's fields that don't fit, by that alone
    assert any(field == "0" or field.removeprefix("0.").startswith(str(where[0])) for field in named), said["en"]


ANSWERS: list[tuple[bytes, str]] = [
    (b"", "application/json"),
    (b"{", "application/json"),
    (b"[]", "application/json"),
    (b"null", "application/json"),
    (b'{"answer": "yes"}', "application/json"),
    (b'{"answer": "accept"}', "application/json"),
    (b'{"answer": "accept", "slot": "tomorrow"}', "application/json"),
    (b'{"answer": "accept", "slot": "2026-11-23T09:00:00"}', "application/json"),
    (b'{"answer": "accept", "slot": "2199-01-01T09:00:00Z"}', "application/json"),
    (b'{"answer": "accept", "slot": "9999-12-31T23:59:59-23:59"}', "application/json"),
    (b'{"answer": "accept", "slot": {"$gt": ""}}', "application/json"),
    (b'{"answer": "decline", "more": 1}', "application/json"),
    (b"[" * 100_000, "application/json"),
    (b'{"answer": "' + b"x" * 200_000 + b'"}', "application/json"),
    (b"\xff\xfe\x00", "application/json"),
    (b"answer=accept&slot=%00", "application/x-www-form-urlencoded"),
    (b"answer=maybe", "application/x-www-form-urlencoded"),
    (b"", "application/x-www-form-urlencoded"),
    (b"x", "multipart/form-data"),
    (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    (b"<answer>accept</answer>", "text/xml"),
]


@pytest.mark.parametrize(("content", "kind"), ANSWERS)
async def test_an_offer_that_is_answered_wrongly_stays_open(
    standing: Network, offer: str, content: bytes, kind: str
) -> None:
    before = await everything(standing)
    headers = JSON | {"Content-Type": kind, "Accept-Language": "en"}
    answer = await standing.http.post(offer, content=content, headers=headers)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.json()["error"]
    assert (await standing.http.get(offer, headers=JSON)).json()["state"] == "open"
    assert await everything(standing) == before


async def test_a_body_of_a_megabyte_is_too_much_for_everybody_without_a_token(standing: Network, offer: str) -> None:
    for path in ("/contracts/api/debriefings", "/contracts/debriefings/new", offer, "/feedback/answers/x"):
        answer = await standing.http.post(path, content=b" " * 1_000_000, headers=JSON)
        assert answer.status_code == 413, path
        assert answer.json()["error"]
