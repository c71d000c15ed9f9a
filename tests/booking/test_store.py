"""Booking's documents, in a real database."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.booking.calendar.model import Session
from services.booking.calendar.store.sessions import Calendar
from services.booking.debriefing import board, lifecycle
from services.booking.debriefing.model import OfferState
from services.booking.debriefing.store import Cases
from services.booking.directory.search import Sought, words_sought
from services.booking.directory.store.supervisors import MANY, READ_AT_ONCE, Directory
from services.booking.network.store import NetworkStore
from services.booking.roster.handlers.shifts import on_duty
from services.booking.roster.model import Duty, OnCall
from services.booking.roster.store import Roster
from services.booking.service import SERVICE
from shared.messages.booking import Interval
from shared.messages.contracts import Place
from shared.store.mongo import Database, DuplicateKey, StaleRevision, Tx
from tests.booking.build import HELSINKI, NOW, asked, need, supervisor
from tests.commands import listening


@pytest.fixture
async def tx(database: Database) -> Tx:
    await SERVICE.prepare(database)
    return Tx(database)


def session(name: str, *who: str, start: datetime = NOW, minutes: int = 90) -> Session:
    end = start + timedelta(minutes=minutes)
    return Session(id=name, debriefing_id="case", organisation="Liedon koulu", start=start, end=end, supervisors=who)


async def test_a_case_comes_back_as_it_was_saved(tx: Tx) -> None:
    case = asked(lifecycle.opened(need()), "aino", "mikael").case
    await Cases(tx).add(case)
    assert await Cases(tx).considered("case") == list(case.considered)
    read = case.model_copy(update={"considered": ()})
    assert await Cases(tx).find("case") == read
    assert await Cases(tx).of_offer(case.offers[1].key) == read
    assert await Cases(tx).of_offer("unknown") is None


async def test_a_glance_shows_ones_own_offer_and_who_leads(tx: Tx) -> None:
    case = asked(lifecycle.opened(need()), "aino", "mikael", "sari").case
    led = case.offers[0].transition(OfferState.ACCEPTED, NOW)
    await Cases(tx).add(case.model_copy(update={"offers": (led, *case.offers[1:])}))
    seen = await Cases(tx).glance(case.offers[2].key)
    assert seen is not None
    assert (seen.offer, seen.leaders, seen.missing) == (case.offers[2], (led,), 1)
    assert await Cases(tx).glance("unknown") is None


async def test_why_each_was_asked_is_kept_wave_after_wave(tx: Tx) -> None:
    await Cases(tx).add(asked(lifecycle.opened(need()), "aino").case)
    known = await Cases(tx).find("case")
    assert known is not None
    await Cases(tx).save(asked(lifecycle.next_revision(known), "aino", "mikael").case)
    reasons = [(each.wave, each.name, each.why) for each in await Cases(tx).considered("case")]
    assert reasons == [(1, "Aino", ("asked",)), (2, "Aino", ("already_asked",)), (2, "Mikael", ("asked",))]


async def test_the_second_to_save_a_revision_is_told_so(tx: Tx) -> None:
    case = asked(lifecycle.opened(need()), "aino").case
    await Cases(tx).add(case)
    await Cases(tx).save(lifecycle.next_revision(case))
    with pytest.raises(StaleRevision):
        await Cases(tx).save(lifecycle.next_revision(case))


@pytest.mark.parametrize("shift", [-75, -15, 0, 10, 15, 75])
async def test_no_supervisor_has_two_sessions_at_once(tx: Tx, shift: int) -> None:
    await Calendar(tx).add(session("one", "aino", "mikael"))
    with pytest.raises(DuplicateKey):
        await Calendar(tx).add(session("two", "mikael", start=NOW + timedelta(minutes=shift)))


async def test_a_session_may_begin_as_another_ends_and_other_people_may_meet_meanwhile(tx: Tx) -> None:
    await Calendar(tx).add(session("one", "aino"))
    await Calendar(tx).add(session("next", "aino", start=NOW + timedelta(minutes=90)))
    await Calendar(tx).add(session("others", "mikael"))


async def test_of_fifty_at_the_same_moment_one_has_the_time(tx: Tx) -> None:
    tries = [Calendar(tx).add(session(f"s{n}", "aino", start=NOW + timedelta(minutes=n % 4 * 15))) for n in range(50)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert done.count(None) == 1
    assert all(isinstance(each, DuplicateKey) for each in done if each is not None)


async def test_a_cancelled_sessions_time_is_free_again(tx: Tx) -> None:
    await Calendar(tx).add(session("one", "aino"))
    await Calendar(tx).free("one", NOW)
    await Calendar(tx).add(session("two", "aino"))
    day = Interval(start=NOW, end=NOW + timedelta(days=1))
    assert [(each.who, each.start) for each in await Calendar(tx).held(["aino"], day)] == [("aino", NOW)]


async def able(tx: Tx, start: int = 0, **changes: Any) -> set[str]:
    """All who could answer, by id; each is found once."""
    found = [each.id async for some in Directory(tx).find_candidates(need(**changes), start) for each in some]
    assert len(found) == len(set(found))
    return set(found)


async def test_whoever_fits_is_found_and_nobody_else(tx: Tx) -> None:
    await Directory(tx).save(
        [
            supervisor("aino"),
            supervisor("swede", languages=("sv",)),
            supervisor("far", regions=("19",)),
            supervisor("manager", competences=("management",)),
            supervisor("home", remote=False),
        ]
    )

    async def found(**changes: Any) -> set[str]:
        return await able(tx, **changes)

    assert await found() == {"aino", "home"}
    assert await found(languages=("sv", "fi")) == {"aino", "home"}
    assert await found(languages=("sv",)) == {"aino", "home", "swede"}
    assert await found(place=Place(remote=True)) == {"aino", "far"}
    assert await found(place=Place(municipality="Kaukala")) == {"aino", "home", "far"}
    assert await found(languages=("en",)) == set()


async def test_a_supervisor_sent_again_is_only_in_the_new_pools(tx: Tx) -> None:
    await Directory(tx).save([supervisor("aino")])
    await Directory(tx).save([supervisor("aino", regions=("19",))])
    assert await able(tx) == set()
    assert len(await Directory(tx).page("", 10)) == 1


async def test_who_is_not_active_is_in_no_pool_until_they_are_again(tx: Tx) -> None:
    await Directory(tx).save([supervisor("aino", active=False)])
    assert await able(tx) == set()
    await Directory(tx).save([supervisor("aino")])
    assert await able(tx) == {"aino"}


async def listed(tx: Tx, after: str = "", limit: int = 50, **sought: Any) -> list[str]:
    return [each.name for each in (await Directory(tx).search(Sought(**sought), after, limit)).people]


async def test_the_directory_is_listed_by_last_name_in_the_nordic_alphabet(tx: Tx) -> None:
    names = ("Aino Öhman", "Åke Ek", "Mikael Ångström", "Sari Zetterman", "Anna Ek")
    await Directory(tx).save([supervisor(f"s{n}", name=name) for n, name in enumerate(names)])
    assert await listed(tx) == ["Anna Ek", "Åke Ek", "Sari Zetterman", "Mikael Ångström", "Aino Öhman"]


async def test_supervisors_are_found_by_beginnings_of_their_names_or_addresses(tx: Tx) -> None:
    await Directory(tx).save([supervisor("aino", name="Aino Mäkelä-Virtanen"), supervisor("aili", name="Aili Ek")])
    for typed, names in {
        "ai": ["Aili Ek", "Aino Mäkelä-Virtanen"],
        "VIRT": ["Aino Mäkelä-Virtanen"],
        "mäk ain": ["Aino Mäkelä-Virtanen"],
        "aili@verkosto": ["Aili Ek"],
        "ain ek": [],
        "kelä": [],
    }.items():
        assert await listed(tx, words=words_sought(typed)) == names


async def test_the_directory_is_filtered_and_paged(tx: Tx) -> None:
    await Directory(tx).save(
        [
            supervisor("a", name="A A", languages=("sv",)),
            supervisor("b", name="B B", regions=("19",), remote=False),
            supervisor("c", name="C C", competences=("rescue",)),
            supervisor("d", name="D D", active=False),
        ]
    )
    assert await listed(tx, language="sv") == ["A A", "B B", "C C"]
    assert await listed(tx, language="fi") == ["B B", "C C"]
    assert await listed(tx, region="19") == ["B B"]
    assert await listed(tx, region="remote") == ["A A", "C C"]
    assert await listed(tx, competence="rescue") == ["C C"]
    assert await listed(tx, active=False) == ["D D"]
    assert await listed(tx, words=("b", "verkosto"[:1])) == []
    assert await listed(tx, words=("b",), region="19", language="sv") == ["B B"]
    assert await listed(tx, words=("b",), region="remote") == []
    assert await listed(tx, words=("d",)) == []
    assert await listed(tx, words=("d",), active=False) == ["D D"]
    assert await listed(tx, words=("c",), competence="debriefing") == []
    first = await Directory(tx).search(Sought(), "", 2)
    assert first.more is not None
    assert await listed(tx, after=first.more) == ["C C"]


async def test_whoever_is_looked_for_is_found_page_by_page_however_many_there_are(tx: Tx) -> None:
    people = [supervisor(f"s{n:03}", name=f"Virtanen {'Kalle' if n % 10 else 'Ville'} {n:03}") for n in range(230)]
    await Directory(tx).save(people)
    for typed, count in (("virta", 230), ("vi", 230), ("vill", 23), ("virta ville", 23), ("kalle 00", 9)):
        found: list[str] = []
        more: str | None = ""
        while more is not None:
            page = await Directory(tx).search(Sought(words=words_sought(typed)), more, 40)
            assert len(page.found) <= 40
            found, more = [*found, *(each.id for each in page.people)], page.more
        assert (len(found), len(set(found))) == (count, count)


async def test_a_search_by_words_asks_for_no_more_than_a_page_at_a_time(tx: Tx) -> None:
    with listening() as asked:
        await Directory(tx).search(Sought(words=("virtanen",)), "", 40)
    (command,) = asked.heard
    assert command.body["limit"] == READ_AT_ONCE
    assert command.body["filter"]["starts"] == "vir"


async def test_a_large_network_is_read_a_stretch_at_a_time_wherever_one_begins(tx: Tx) -> None:
    everybody = {f"s{n:03}" for n in range(300)}
    await Directory(tx).save([supervisor(name) for name in sorted(everybody)])
    begun: list[str] = []
    for start in range(0, 1 << 16, 1 << 13):
        stretches = [some async for some in Directory(tx).find_candidates(need(), start)]
        assert {each.id for some in stretches for each in some} == everybody
        assert all(len(some) <= MANY for some in stretches)
        assert len(stretches) <= len(everybody) / 4
        begun.append(stretches[0][0].id)
    assert len(set(begun)) > 4


async def test_who_leaves_leaves_no_hole(tx: Tx) -> None:
    await Directory(tx).save([supervisor(f"s{n:03}") for n in range(300)])
    assert len(await able(tx)) == 300
    await Directory(tx).save([supervisor(f"s{n:03}", active=n < 15) for n in range(300)])
    with listening() as asked:
        assert len(await able(tx)) == 15
    stretches = [each for each in asked.heard if str(each) == "find supervisors"]
    assert len(stretches) <= 8


async def test_whoever_was_written_before_there_were_pools_is_brought_into_them(tx: Tx) -> None:
    await Directory(tx).save([supervisor("aino"), supervisor("away", active=False)])
    old = {"$unset": {"pools": "", "spot": "", "starts": ""}, "$set": {"shelves": ["fi|02|0"]}}
    await Directory(tx)._db["supervisors"].update_many({}, old)
    await SERVICE.prepare(Directory(tx)._db)
    assert await able(tx) == {"aino"}
    assert await Directory(tx)._db["supervisors"].find_one({"shelves": {"$exists": True}}) is None


async def test_who_is_on_call_at_an_instant_the_first_in_line_first(tx: Tx) -> None:
    hour = timedelta(hours=1)
    await Directory(tx).save([supervisor(name) for name in ("backup", "first", "ended", "later")])
    await Roster(tx).save(
        [
            Duty(supervisor_id="backup", since=NOW - hour, until=NOW + hour, backup=True),
            Duty(supervisor_id="first", since=NOW - hour, until=NOW + hour),
            Duty(supervisor_id="ended", since=NOW - hour, until=NOW),
            Duty(supervisor_id="later", since=NOW + hour, until=NOW + 2 * hour),
        ]
    )
    assert await on_duty(tx, NOW, HELSINKI) == [OnCall("first"), OnCall("backup", backup=True)]


async def test_the_networks_settings_have_presets_and_can_be_set(tx: Tx) -> None:
    network = await NetworkStore(tx).read()
    assert [wave.whom for wave in network.waves] == ["on_call", "next_best", "everybody"]
    await NetworkStore(tx).save(network.model_copy(update={"contact_minutes": 30.0}))
    assert (await NetworkStore(tx).read()).contact_minutes == 30


async def test_the_desk_has_those_that_have_waited_longest_and_no_more_than_it_shows(tx: Tx) -> None:
    for n in (2, 3, 1):
        waited = need(debriefing_id=f"s{n}", requested_at=NOW - timedelta(minutes=n))
        await Cases(tx).add(lifecycle.opened(waited))
    seen = await board.overview(tx, NOW)
    assert ([case.id for case in seen.searching], seen.cut) == (["s3", "s2", "s1"], False)
    for n in range(board.MOST_SHOWN):
        await Cases(tx).add(lifecycle.opened(need(debriefing_id=f"n{n}")))
    seen = await board.overview(tx, NOW)
    assert ([case.id for case in seen.searching[:3]], len(seen.searching), seen.cut) == (
        ["s3", "s2", "s1"],
        board.MOST_SHOWN,
        True,
    )
