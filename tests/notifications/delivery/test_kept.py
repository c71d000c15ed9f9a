"""What is kept of letters, for how long, and how many one address gets."""

from datetime import timedelta

from services.notifications.delivery.journal import Journal, folder_of, name_of
from services.notifications.delivery.store import Letters
from shared.app.settings import Settings
from shared.messages.notifications import MessageUndelivered
from tests.notifications import build
from tests.notifications.at_work import hear, running, states, take
from tests.parts import Inbox
from tests.patience import until

MAIJA = "maija@liedonkoulu.example"


async def test_a_settled_letter_is_forgotten_after_the_days_that_are_set(settings: Settings, inbox: Inbox) -> None:
    async with running(settings.model_copy(update={"letters_kept_days": 7})) as (runtime, database):
        await hear(runtime, build.offered(names=("Aino", "refused.Mikael")))
        for state in ("accepted", "refused"):
            (row,) = await states(database, state, 1)
            assert row["expires_at"] - row["settled_at"] == timedelta(days=7)
            assert "facts" not in row
        indexes = await database["letters"].index_information()
        assert any(each.get("expireAfterSeconds") == 0 for each in indexes.values())
    assert len(inbox.box.mails()) == 1


async def test_letters_of_earlier_versions_get_an_end_and_are_read(settings: Settings, inbox: Inbox) -> None:
    async with running(settings) as (runtime, database):
        await hear(runtime, build.withdrawn())
        (row,) = await states(database, "accepted", 1)
        new = ("thing", "revision", "after", "useless_after", "allowance", "expires_at")
        before = {name: value for name, value in row.items() if name not in new}
        facts = {"organisation": "Liedon koulu", "name": "Maija"}
        waits = {"state": "pending", "owner": "dead", "lease": build.NOW.replace(year=2020), "facts": facts}
        await database["letters"].insert_many([{**before, "_id": "0" * 32}, {**before, **waits, "_id": "1" * 32}])
    async with running(settings) as (_, database):
        await states(database, "accepted", 3)
        await until(lambda: database["letters"].count_documents({"expires_at": None}), lambda count: count == 0)
    assert len(inbox.box.mails(MAIJA)) == 2


async def test_a_flood_to_an_address_that_nobody_confirmed_is_cut_off_and_said(
    settings: Settings, inbox: Inbox
) -> None:
    await take(settings, MessageUndelivered)
    async with running(settings) as (runtime, database):
        for n in range(20):
            await hear(runtime, build.requested().model_copy(update={"debriefing_id": f"case-{n}"}))
        withheld = await states(database, "withheld", 8)
        await states(database, "accepted", 6)
        assert all("facts" not in row for row in withheld)
        await hear(runtime, build.offered(), build.sign_in())
        await inbox.mail("aino@verkosto.example", count=2)
        told = await until(lambda: take(settings, MessageUndelivered))
        assert "case-" in told[0]
    assert len(inbox.box.mails(MAIJA)) == 6


async def test_what_waits_for_its_turn_is_sent_when_it_comes(settings: Settings, inbox: Inbox) -> None:
    async with running(settings) as (runtime, database):
        for n in range(8):
            await hear(runtime, build.requested().model_copy(update={"debriefing_id": f"case-{n}"}))
        await states(database, "accepted", 6)
        early = {"lease": runtime.store_time() - timedelta(seconds=1)}
        assert (await database["letters"].update_many({"state": "pending"}, {"$set": early})).modified_count == 2
        await states(database, "accepted", 8)
    assert len(inbox.box.mails(MAIJA)) == 8


async def test_a_survivor_takes_over_what_a_killed_process_had_handed_over(settings: Settings, inbox: Inbox) -> None:
    inbox.door.pause(60)
    async with running(settings) as (runtime, database):
        await hear(runtime, build.offered())
        rows = await states(database, "pending", 2)
        runtime.state.give_up([row["_id"] for row in rows])
        left = {"owner": "killed", "lease": runtime.store_time() - timedelta(seconds=1)}
        killed = Journal(folder_of(settings), f"{settings.database_prefix}-another-host")
        killed.note(rows[0]["_id"])
        killed.ended(rows[1]["_id"])
        killed.close()
        await database["letters"].update_many({}, {"$set": left})
        inbox.door.resume()
        accepted = await states(database, "accepted", 2)
    assert inbox.box.mails() == []
    assert {row["_id"]: row.get("presumed") for row in accepted} == {rows[0]["_id"]: None, rows[1]["_id"]: True}
    assert not [each for each in folder_of(settings).iterdir() if "another-host" in each.name]


async def test_what_a_stopped_process_has_noted_is_not_sent_by_another(settings: Settings, inbox: Inbox) -> None:
    inbox.door.pause(60)
    async with running(settings) as (runtime, database):
        await hear(runtime, build.withdrawn())
        (row,) = await states(database, "pending", 1)
        runtime.state.give_up([row["_id"]])
        stopped = Journal(folder_of(settings), name_of(settings))
        stopped.ended(row["_id"])
        left = {"owner": "stopped", "lease": runtime.store_time() - timedelta(seconds=1)}
        await database["letters"].update_many({}, {"$set": left})
        inbox.door.resume()
        await hear(runtime, build.feedback().model_copy(update={"contact": build.contact(name="Liisa")}))
        await states(database, "accepted", 1)
        assert await database["letters"].count_documents({"state": "pending", "owner": "stopped"}) == 1
        stopped.close()
        (*_, last) = sorted(await states(database, "accepted", 2), key=lambda row: str(row["kind"]))
    assert last["presumed"] is True
    assert [mail.subject for mail in inbox.box.mails(MAIJA)] == ["Yksi kysymys jälkipuinnista"]


async def test_counts_name_no_address_and_look_no_further_than_a_day(settings: Settings, inbox: Inbox) -> None:
    async with running(settings) as (runtime, database):
        await hear(runtime, build.offered(names=("Aino", "refused.Mikael")))
        await states(database, "accepted", 1)
        await states(database, "refused", 1)
        inbox.door.pause(60)
        await hear(runtime, build.feedback())
        store = Letters(runtime.tx)
        rows = await store.counts(runtime.clock())
        later = await store.counts(runtime.clock() + timedelta(days=2))
    assert {(row["state"], row["count"]) for row in rows} == {("pending", 1), ("accepted", 1), ("refused", 1)}
    assert {row["state"] for row in later} == {"pending"}
    assert "@" not in str(rows)
