"""The supervisors' API: what is read can be sent back, a batch is one decision, and nobody waits for a large one."""

import asyncio
import time
from typing import Any

import orjson
import pytest

from services.booking.directory.handlers.supervisors import CHUNK
from services.booking.directory.schemas import next_of
from tests.booking.conftest import Office


def rows(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [{"name": f"Nimi {n}", "email": f"n{n}@verkosto.example", **changes} for n in range(count)]


async def all_of(office: Office) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await office.get("/supervisors", limit=1000)).json()
    return found


async def test_what_is_read_can_be_sent_back_and_changes_nothing(office: Office) -> None:
    await office.post(
        "/supervisors", rows(2, phone="+358 40 123 4567", timezone="Europe/Helsinki", conflicts=["Koulu  A"])
    )
    first = await all_of(office)
    await office.post("/supervisors", [first[0] | {"active": False}])
    before = await office.database["supervisors"].find().to_list(None)
    audit = await office.database["audit"].count_documents({})
    again = await office.post("/supervisors", await all_of(office))
    assert again.status_code == 201, again.text
    assert await office.database["supervisors"].find().to_list(None) == before
    assert await office.database["audit"].count_documents({}) == audit
    assert {each["id"]: each["active"] for each in await all_of(office)} == {
        first[0]["id"]: False,
        first[1]["id"]: True,
    }


@pytest.mark.parametrize("known_by", ["id", "email"])
async def test_who_is_posted_again_stays_inactive(office: Office, known_by: str) -> None:
    await office.post("/supervisors", rows(1))
    (known,) = await all_of(office)
    await office.post("/supervisors", rows(1, active=False))
    again = rows(1, name="Toinen Nimi") if known_by == "email" else rows(1, name="Toinen Nimi", id=known["id"])
    await office.post("/supervisors", again)
    (after,) = await all_of(office)
    assert (after["name"], after["active"], after["id"]) == ("Toinen Nimi", False, known["id"])


async def test_a_new_supervisor_with_another_s_former_address_is_somebody_else(office: Office) -> None:
    """A moves to another address, B comes with A's old one: A is still there, and B is nobody's successor."""
    await office.post("/supervisors", {"name": "Aino", "email": "yhteinen@verkosto.example"})
    (aino,) = await all_of(office)
    await office.post("/supervisors", {**aino, "email": "aino@verkosto.example"})
    await office.post("/supervisors", {"name": "Bertta", "email": "yhteinen@verkosto.example"})
    found = {each["name"]: each for each in await all_of(office)}
    assert found["Aino"]["id"] == aino["id"]
    assert found["Bertta"]["id"] != aino["id"]
    assert found["Aino"]["email"] == "aino@verkosto.example"


async def test_an_id_says_nothing_of_the_address(office: Office) -> None:
    await office.post("/supervisors", rows(1))
    (first,) = await all_of(office)
    await office.database["supervisors"].delete_many({})
    await office.post("/supervisors", rows(1))
    (second,) = await all_of(office)
    assert first["id"] != second["id"]
    assert len(first["id"]) == 32


async def test_two_who_change_their_addresses_with_each_other_may(office: Office) -> None:
    await office.post("/supervisors", rows(2))
    one, two = await all_of(office)
    answer = await office.post("/supervisors", [{**one, "email": two["email"]}, {**two, "email": one["email"]}])
    assert answer.status_code == 201
    assert [each["email"] for each in await all_of(office)] == [two["email"], one["email"]]


async def test_one_wrong_row_and_nothing_of_the_batch_is_kept(office: Office) -> None:
    await office.post("/supervisors", rows(1))
    many = rows(3 * CHUNK)[1:]
    for spoilt in (
        {"email": "n0@verkosto.example", "id": "another"},
        {"email": "n1@verkosto.example"},
        {"regions": ["99"]},
    ):
        answer = await office.post("/supervisors", [*many, rows(1)[0] | {"name": "Viimeinen"} | spoilt])
        assert answer.status_code == 422
        assert next(iter(answer.json()["fields"])).startswith(f"{len(many)}.")
        assert len(await all_of(office)) == 1


async def test_a_batch_that_is_broken_off_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = 0
    real = next_of

    def breaking(*args: Any) -> Any:
        nonlocal saved
        saved += 1
        if saved > 2 * CHUNK:
            raise ConnectionError
        return real(*args)

    monkeypatch.setattr("services.booking.directory.handlers.supervisors.next_of", breaking)
    assert (await office.post("/supervisors", rows(3 * CHUNK))).status_code == 503
    assert await all_of(office) == []


async def test_each_who_is_added_or_changed_is_written_down(office: Office) -> None:
    await office.post("/supervisors", rows(2))
    await office.post("/supervisors", [rows(1)[0] | {"email": "n0@verkosto.example", "name": "Uusi"}])
    await office.post(
        "/supervisors", [{"id": (await all_of(office))[0]["id"], "name": "X", "email": "moved@x.example"}]
    )
    entries = [each async for each in office.database["audit"].find()]
    assert [entry["what"] for entry in entries].count("Added a supervisor") == 2
    assert [entry["what"] for entry in entries].count("Changed a supervisor's details") == 2
    assert {field["field"] for entry in entries for field in entry["changes"]} >= {"Name", "E-mail"}


async def lag(worst: list[float]) -> None:
    """How long this process works without coming back to what is due, in seconds of its own: what other programs of a
    busy machine take is no fault of it.
    """
    while True:
        before = time.process_time()
        await asyncio.sleep(0.002)
        worst.append(time.process_time() - before)


@pytest.mark.parametrize("ndjson", [False, True])
async def test_a_hundred_thousand_rows_are_checked_while_the_loop_goes_on(office: Office, ndjson: bool) -> None:  # noqa: FBT001
    many = rows(100_000, timezone="Europe/Helsinki")
    many[-1]["regions"] = ["99"]  # nothing is kept, so that checking alone is measured
    body = b"\n".join(map(orjson.dumps, many)) if ndjson else orjson.dumps(many)
    kind = "application/x-ndjson" if ndjson else "application/json"
    worst: list[float] = []
    watching = asyncio.create_task(lag(worst))
    headers = office.coordinator | {"Content-Type": kind}
    answer = await office.http.post("/booking/api/supervisors", content=body, headers=headers, timeout=300)
    watching.cancel()
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == ["99999.regions"]
    assert max(worst) < 0.05, sorted(worst)[-5:]
