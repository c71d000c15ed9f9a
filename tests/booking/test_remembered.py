"""What rarely changes is kept in memory by its revision: never what another replica has changed since."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from services.booking.calendar.absences import Absence
from services.booking.calendar.availability_loader import away_soon
from services.booking.calendar.store.absences import Availability
from services.booking.directory.store.supervisors import Directory
from services.booking.erasing import handlers
from services.booking.network.model import Network
from services.booking.network.store import NetworkStore
from services.booking.own_calendars.model import OwnCalendar
from services.booking.own_calendars.store import OwnCalendars
from services.booking.roster.handlers.shifts import on_duty
from services.booking.roster.model import Duty, Plan, Rotation
from services.booking.roster.store import Roster
from services.booking.service import SERVICE
from shared.messages.booking import Interval
from shared.store.mongo import Client, Database, Tx, transaction
from shared.store.remembered import LASTS_SECONDS, Remembered
from shared.store.revisions import Revisions
from tests.booking.build import HELSINKI, NOW, need, supervisor
from tests.booking.conftest import Office
from tests.commands import listening

HOUR = timedelta(hours=1)
WINDOW = Interval(start=NOW, end=NOW + timedelta(days=2))
TURNS = Rotation(id="week", name="Week", supervisors=("aino",), starts=date(2026, 11, 1))
ABSENCE = Absence(id="away", supervisor_id="aino", start=NOW, end=NOW + HOUR)
CALENDAR = OwnCalendar(supervisor_id="aino", sealed="x", host="h", next_at=NOW)


class Changed(Exception):
    """Of the test's own."""


class Replica:
    """One process of booking: what it remembers is its own."""

    def __init__(self, client: Client, database: Database) -> None:
        self._client, self._database = client, database
        self.remembered = Remembered()

    async def run(self, work: Callable[[Tx], Awaitable[Any]]) -> Any:
        """In a transaction."""
        return await transaction(
            self._client, self._database, lambda tx: work(Tx(tx.database, tx.session, tx.is_retry, self.remembered))
        )

    @property
    def tx(self) -> Tx:
        """Outside of any."""
        return Tx(self._database, remembered=self.remembered)


@pytest.fixture
async def replicas(mongo_client: Client, database: Database) -> tuple[Replica, Replica]:
    await SERVICE.prepare(database)
    both = Replica(mongo_client, database), Replica(mongo_client, database)
    await both[0].run(start)
    return both


async def start(tx: Tx) -> None:
    await Directory(tx).save([supervisor("aino"), supervisor("mikael")])
    await Roster(tx).save([Duty(supervisor_id="mikael", since=NOW - HOUR, until=NOW + 9 * HOUR)])


async def seen(tx: Tx) -> dict[str, Any]:
    """All that an urgent request goes by and that is kept in memory."""
    stretches = [some async for some in Directory(tx).find_candidates(need(), 0)]
    return {
        "network": await NetworkStore(tx).read(),
        "plan": await Roster(tx).plan(),
        "on duty": await on_duty(tx, NOW, HELSINKI),
        "known": await Directory(tx).known(["aino", "mikael"]),
        "able": {each.id: each for some in stretches for each in some},
        "away": await away_soon(tx, ["aino", "mikael"], WINDOW, NOW),
        "connected": await OwnCalendars(tx).connected(["aino", "mikael"]),
    }


async def remove_absence(tx: Tx) -> None:
    await Availability(tx).add_absence(ABSENCE)
    await Availability(tx).end_absence(ABSENCE.id)
    await Availability(tx).add_absence(ABSENCE.model_copy(update={"id": "other"}))


async def remove_override(tx: Tx) -> None:
    (mikaels,) = [each for each in await Roster(tx).overrides(NOW, NOW) if each.supervisor_id == "mikael"]
    await Roster(tx).remove(mikaels.id)


WRITERS: dict[str, Callable[[Tx], Awaitable[Any]]] = {
    "the network's settings": lambda tx: NetworkStore(tx).save(Network(contact_minutes=7, revision=1)),
    "a rotation": lambda tx: Roster(tx).save_plan(Plan(revision=1, rotations=(TURNS,))),
    "a duty set by hand": lambda tx: Roster(tx).save([Duty(supervisor_id="aino", since=NOW, until=NOW + HOUR)]),
    "a duty taken back": remove_override,
    "a supervisor added": lambda tx: Directory(tx).save([supervisor("sari")]),
    "a supervisor made inactive": lambda tx: Directory(tx).save([supervisor("aino", active=False)]),
    "an absence": lambda tx: Availability(tx).add_absence(ABSENCE),
    "an absence in another's place": remove_absence,
    "an own calendar": lambda tx: OwnCalendars(tx).add(CALENDAR),
}


@pytest.mark.parametrize("name", WRITERS)
async def test_what_one_replica_changes_the_other_goes_by_at_once(replicas: tuple[Replica, Replica], name: str) -> None:
    one, other = replicas
    before = await one.run(seen)
    assert before == await seen(one.tx) == await other.run(seen)
    await other.run(WRITERS[name])
    now = await one.run(seen)
    assert now != before
    assert now == await seen(one.tx) == await other.run(seen) == await _fresh(other).run(seen)


def _fresh(replica: Replica) -> Replica:
    """The same with nothing remembered."""
    return Replica(replica._client, replica._database)


async def test_what_has_not_changed_costs_one_read_however_much_is_asked(replicas: tuple[Replica, Replica]) -> None:
    one, _ = replicas
    await one.run(seen)
    with listening() as asked:
        await one.run(seen)
    assert [str(each) for each in asked.heard] == ["find revisions", "commitTransaction"]


async def test_what_was_not_committed_is_remembered_by_nobody(replicas: tuple[Replica, Replica]) -> None:
    one, other = replicas
    before = await one.run(seen)

    async def half(tx: Tx) -> None:
        for name in ("the network's settings", "a rotation", "a duty taken back", "a supervisor added", "an absence"):
            await WRITERS[name](tx)
        assert await seen(tx) != before
        raise Changed

    with pytest.raises(Changed):
        await one.run(half)
    assert await one.run(seen) == before
    await other.run(WRITERS["the network's settings"])
    assert await one.run(seen) == await _fresh(one).run(seen)


async def test_an_older_snapshot_is_not_shown_what_came_after_it(replicas: tuple[Replica, Replica]) -> None:
    one, other = replicas

    async def long(tx: Tx) -> tuple[Network, Network]:
        before = await NetworkStore(tx).read()
        await other.run(WRITERS["the network's settings"])
        await seen(one.tx)  # whoever asks meanwhile in the same process knows the new
        return before, await NetworkStore(tx).read()

    first, second = await one.run(long)
    assert first == second == Network()
    assert (await one.run(lambda tx: NetworkStore(tx).read())).contact_minutes == 7


async def test_whoever_is_erased_is_gone_from_memory_too(office: Office) -> None:
    await office.supervisors("aino", "mikael")
    found = [each.id async for some in Directory(office.app.tx).find_candidates(need(), 0) for each in some]
    assert sorted(found) == ["aino", "mikael"]
    await office.app.run(lambda unit: handlers.erase(unit, "aino@verkosto.example", "x@verkosto.example"))
    found = [each.id async for some in Directory(office.app.tx).find_candidates(need(), 0) for each in some]
    assert found == ["mikael"]


async def test_a_value_is_read_again_after_a_minute_whatever_its_revision(database: Database) -> None:
    remembered = Remembered()
    remembered.put("key", "revision", 0.0, 1)
    assert remembered.get("key", "revision", LASTS_SECONDS) == (1,)
    assert remembered.get("key", "revision", LASTS_SECONDS + 1) is None
    assert remembered.get("key", "another", 0.0) is None
    assert await Revisions(Tx(database)).kept(["a"], "key", _three) == 3


async def _three() -> int:
    return 3
