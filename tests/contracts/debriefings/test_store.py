"""Contracts' documents, in a real database."""

import asyncio
from typing import Any

import pytest

from services.contracts.debriefings.live import progress
from services.contracts.debriefings.model import (
    Debriefing,
    Fact,
    LinkAwaited,
    Requested,
    Withdrawn,
)
from services.contracts.debriefings.store.debriefings import Debriefings
from services.contracts.debriefings.store.keys import Asked, Keys
from services.contracts.network.model import Network
from services.contracts.network.store import NetworkStore
from services.contracts.service import SERVICE
from shared.messages.contracts import Contact, Place, Window
from shared.store.mongo import Database, DuplicateKey, StaleRevision, Tx
from tests.contracts.build import NOW, after, closed, confirmed, found, offered, requested

SEALED = b"ciphertext"


@pytest.fixture
async def tx(database: Database) -> Tx:
    await SERVICE.prepare(database)
    return Tx(database)


def debriefing(**changes: Any) -> Debriefing:
    known: dict[str, Any] = {
        "id": "case",
        "organisation": "Liedon koulu",
        "verified": False,
        "routed": True,
        "contact": Contact(name="Maija Salo", email="maija@lieto.example", phone="+358 40 123 4567", language="fi"),
        "kind": "accident",
        "occurred_at": NOW,
        "place": Place(municipality="Lieto", address="Keskuskatu 4", region="02"),
        "participants": 9,
        "languages": ("fi",),
        "leaders": 2,
        "window": Window(opens=after(3600), closes=after(7200)),
        "window_reason": "clinical",
        "requested_at": NOW,
        "facts": (Requested(at=NOW), LinkAwaited(at=NOW)),
    }
    return Debriefing(**(known | changes))


async def added(tx: Tx) -> Debriefing:
    new = debriefing()
    await Debriefings(tx).add(new, SEALED, "status", "verify")
    return new


async def test_a_debriefing_comes_back_by_either_of_its_links(tx: Tx) -> None:
    new = await added(tx)
    assert await Debriefings(tx).by_status_link("status") == new
    assert await Debriefings(tx).by_verify_link("verify") == new
    assert await Debriefings(tx).by_status_link("verify") is None


async def test_the_second_to_save_a_revision_is_told_so(tx: Tx) -> None:
    new = await added(tx)
    withdrawn = new.next(Withdrawn(at=NOW), withdrawn_at=NOW)
    await Debriefings(tx).save(withdrawn)
    assert await Debriefings(tx).by_status_link("status") == withdrawn
    with pytest.raises(StaleRevision):
        await Debriefings(tx).save(withdrawn)


async def test_facts_are_kept_once_and_come_back_as_they_were(tx: Tx) -> None:
    await added(tx)
    facts: list[Fact] = [
        offered(1, 1, "aino"),
        closed(2, 3, "declined", "aino"),
        found(3, 4, "sari"),
        confirmed(4, 5, "sari"),
    ]
    for fact in [*facts, *facts]:
        await Debriefings(tx).note({"case": [fact]})
    kept = await Debriefings(tx).by_status_link("status")
    assert kept is not None
    assert list(dict.fromkeys(kept.facts[2:])) == facts
    assert progress(kept.facts).state == "confirmed"


async def test_facts_that_come_at_the_same_moment_are_all_kept(tx: Tx) -> None:
    await added(tx)
    facts = [closed(n, n, "declined", f"s{n}") for n in range(2, 42)]
    await asyncio.gather(*(Debriefings(tx).note({"case": [fact]}) for fact in facts))
    kept = await Debriefings(tx).by_status_link("status")
    assert kept is not None
    assert set(kept.facts[2:]) == set(facts)


async def test_only_a_leader_reads_what_is_sealed_and_nobody_once_it_is_withdrawn(tx: Tx) -> None:
    new = await added(tx)
    assert await Debriefings(tx).told_to("key") is None
    await Debriefings(tx).note({"case": [found(1, 1, "aino")]}, ["key"])
    told = await Debriefings(tx).told_to("key")
    assert told is not None
    assert (told[0].id, told[1]) == ("case", SEALED)
    assert await Debriefings(tx).told_to("other") is None
    await Debriefings(tx).save(new.next(Withdrawn(at=NOW), withdrawn_at=NOW))
    assert await Debriefings(tx).told_to("key") is None


async def test_a_released_leader_reads_no_more_even_where_their_acceptance_is_heard_of_later(tx: Tx) -> None:
    await added(tx)
    await Debriefings(tx).bar("key")
    await Debriefings(tx).note({"case": [found(1, 1, "aino")]}, ["key"])
    await Debriefings(tx).note({"case": [found(2, 2, "mikael")]}, ["other"])
    assert await Debriefings(tx).told_to("key") is None
    assert await Debriefings(tx).told_to("other") is not None


async def test_a_fact_of_an_unknown_debriefing_is_passed_over(tx: Tx) -> None:
    await Debriefings(tx).note({"gone": [requested()]})


async def test_an_idempotency_key_is_used_once(tx: Tx) -> None:
    assert await Keys(tx).asked("key") is None
    await Keys(tx).note("key", Asked("body", "case"), NOW)
    assert await Keys(tx).asked("key") == Asked("body", "case")
    with pytest.raises(DuplicateKey):
        await Keys(tx).note("key", Asked("body", "case"), NOW)


async def test_the_network_s_choices_have_usual_values_until_they_are_made(tx: Tx) -> None:
    assert await NetworkStore(tx).read() == Network(link_first=False, default_leaders=2)
    await NetworkStore(tx).save(Network(link_first=True, default_leaders=1))
    assert await NetworkStore(tx).read() == Network(link_first=True, default_leaders=1)
