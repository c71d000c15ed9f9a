"""A service's own key: drawn once, sealed with RINNALLA_SECRET, and the same while that changes."""

import ast
import asyncio
import secrets
from pathlib import Path

import httpx
import pytest

from services.booking.links import Links
from services.booking.service import SERVICE
from shared.app.lifecycle import build
from shared.app.settings import Settings
from shared.store import mongo
from shared.store.service_key import OtherSecretError, service_key
from tests import parts

ROOT = Path(__file__).parents[2]
OLD, NEW, NEWEST = (secrets.token_hex(32) for _ in range(3))


async def test_it_is_drawn_once_and_is_not_the_secret(database: mongo.Database) -> None:
    made = await service_key(database, [OLD])
    assert made != OLD
    assert await service_key(database, [OLD]) == made
    (kept,) = await database["keys"].find({}).to_list(None)
    assert made not in str(kept)
    assert OLD not in str(kept)


async def test_while_two_secrets_hold_replicas_with_either_go_on(database: mongo.Database) -> None:
    made = await service_key(database, [OLD])
    assert await service_key(database, [NEW, OLD]) == made
    assert await service_key(database, [OLD]) == made
    assert await service_key(database, [NEW, OLD]) == made
    assert await service_key(database, [NEW]) == made


async def test_a_secret_that_is_given_no_more_opens_nothing(database: mongo.Database) -> None:
    made = await service_key(database, [OLD])
    await service_key(database, [NEW, OLD])
    assert await service_key(database, [NEW]) == made
    with pytest.raises(OtherSecretError, match="give both"):
        await service_key(database, [OLD])
    assert await service_key(database, [NEWEST, NEW]) == made


async def test_another_secret_alone_changes_nothing(database: mongo.Database) -> None:
    made = await service_key(database, [OLD])
    with pytest.raises(OtherSecretError) as told:
        await service_key(database, [NEW])
    assert NEW not in str(told.value)
    assert await service_key(database, [OLD]) == made


async def test_a_key_that_was_tampered_with_is_told(database: mongo.Database) -> None:
    await service_key(database, [OLD])
    (kept,) = await database["keys"].find({}).to_list(None)
    await database["keys"].update_one({}, {"$set": {"sealed": dict.fromkeys(kept["sealed"], "gAAAAA")}})
    with pytest.raises(OtherSecretError, match="backup"):
        await service_key(database, [OLD])


async def test_of_many_replicas_that_start_at_once_all_have_one_key(database: mongo.Database) -> None:
    found = await asyncio.gather(*(service_key(database, [OLD]) for _ in range(20)))
    assert len(set(found)) == 1


async def test_a_database_from_before_goes_on_with_what_its_links_were_derived_from(database: mongo.Database) -> None:
    await database["outbox"].insert_one({"_id": "earlier"})
    assert await service_key(database, [OLD]) == OLD
    assert await service_key(database, [NEW, OLD]) == OLD
    assert await service_key(database, [NEW]) == OLD


async def test_every_link_goes_on_opening_while_the_secret_changes(settings: Settings) -> None:
    first, second = secrets.token_hex(32), secrets.token_hex(32)
    links = []
    for given in (first, f"{second}, {first}", second):
        app = build(SERVICE, type(settings)(**{**settings.model_dump(), "secret": given}))
        async with parts.serving(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as http:
            await parts.ready(http, "booking")
            links.append(Links.of(app.state.runtime.settings).answer("offer"))
    await parts.drop(settings.mongo_url, f"{settings.database_prefix}_booking")
    assert len(set(links)) == 1


def test_before_the_store_was_read_there_is_no_key(settings: Settings) -> None:
    with pytest.raises(RuntimeError):
        Links.of(settings)
    assert Links.of(settings.knowing("key")).secret == "key"


def readers_of_the_secret(source: str) -> list[int]:
    """The lines that take RINNALLA_SECRET itself."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute)
        and node.attr in {"secret", "secrets"}
        and "settings" in ast.unparse(node.value)
    ]


def test_no_service_uses_the_secret_itself() -> None:
    found = {path: readers_of_the_secret(path.read_text()) for path in (ROOT / "services").rglob("*.py")}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_a_use_of_the_secret_is_seen() -> None:
    assert readers_of_the_secret("a = 1\nb = unit.settings.secret.get_secret_value()") == [2]
    assert readers_of_the_secret("links.secret") == []
