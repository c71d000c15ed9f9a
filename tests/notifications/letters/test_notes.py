"""What was told is remembered by each process, and written only over what it knew."""

import pytest

from services.notifications.letters.bounds import Recipient
from services.notifications.letters.model import Thing
from services.notifications.letters.store import Notes
from shared.app.settings import Settings
from shared.store.mongo import Database, StaleRevision, Tx
from tests.commands import listening
from tests.notifications import build
from tests.notifications.at_work import hear, running, states
from tests.parts import Inbox


async def test_what_another_process_has_told_meanwhile_is_not_forgotten(settings: Settings, inbox: Inbox) -> None:
    inbox.door.pause(60)
    async with running(settings) as (one, database), running(settings) as (another, _):
        await hear(one, build.requested(verified=True))
        await hear(another, build.offered())
        await hear(one, build.confirmed())
        (thing,) = await database["things"].find({"_id": "case:case"}).to_list(None)
        assert thing["version"] == 3
        superseded = [row["kind"] for row in await states(database, "superseding", 1)]
        superseded += [row["kind"] for row in await database["letters"].find({"state": "superseded"}).to_list(None)]
        assert sorted(superseded) == ["offered", "offered", "received"]


async def test_what_this_process_has_written_is_not_read_again(settings: Settings, inbox: Inbox) -> None:
    async with running(settings) as (app, database):
        await hear(app, build.requested(verified=True))
        await states(database, "accepted", 1)
        with listening() as told:
            await hear(app, build.offered())
        (steps,) = [each for each in told.transactions("notifications") if "insert letters" in map(str, each)]
    assert [str(each) for each in steps] == ["update things", "insert letters", "commitTransaction"]


@pytest.mark.parametrize("notes", [([Thing(id="case:x", version=1)], []), ([], [Recipient(who="reader:known")])])
async def test_a_note_is_never_written_over_another_s(
    database: Database, notes: tuple[list[Thing], list[Recipient]]
) -> None:
    store = Notes(Tx(database))
    await store.save(*notes, build.NOW)
    with pytest.raises(StaleRevision):
        await store.save(*notes, build.NOW)
    known = await store.find(["case:x"], ["reader:known"])
    assert {**known.things, **known.recipients}.keys() <= {"case:x", "reader:known"}
