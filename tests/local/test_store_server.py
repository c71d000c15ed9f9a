"""The embedded store as we start it: what a killed process left open is let go of, without anybody asking."""

import asyncio
from dataclasses import replace
from pathlib import Path

from deploy.local.processes import KeptProcess
from deploy.local.store import Store
from shared.store import mongo


def test_a_transaction_that_nobody_touches_is_undone_after_ten_seconds(tmp_path: Path) -> None:
    words = Store.in_folder(tmp_path).program().command
    assert words[words.index("--transaction-seconds") + 1] == "10.0"


async def test_who_waits_for_what_a_killed_process_held_goes_on_in_the_end(tmp_path: Path) -> None:
    store = replace(Store.in_folder(tmp_path / "store"), idle_seconds=0.5)
    program = KeptProcess(store.program(), tmp_path / "logs")
    await program.start()
    client = mongo.connect(store.url)
    try:
        things = client["held"]["things"]
        await things.insert_one({"_id": "one", "n": 0})
        async with await client.start_session() as left_open:
            left_open.start_transaction()
            await things.update_one({"_id": "one"}, {"$set": {"n": 1}}, session=left_open)
            async with asyncio.timeout(30):  # nobody else asks the store anything: its own default would be for ever
                await things.update_one({"_id": "one"}, {"$set": {"n": 2}})
        assert await things.count_documents({"n": 2}) == 1
    finally:
        client.close()
        await program.stop()
