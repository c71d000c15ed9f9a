"""Everything is kept in one file and put back into an empty store, byte for byte; half a file puts nothing back."""

import secrets
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from deploy.backup import BackupError, keep, main, restore

DOCUMENTS: list[dict[str, Any]] = [
    {"_id": "a", "at": datetime(2026, 12, 1, 7, 30, tzinfo=UTC), "sealed": b"\x00\xff", "many": [1, {"x": None}]},
    {"_id": "b", "name": "Åsa Öhman", "cents": 29000, "share": 0.5, "on": True},
]


@pytest.fixture
def client(mongo_url: str) -> Iterator[MongoClient[Any]]:
    found: MongoClient[Any]
    with MongoClient(mongo_url, tz_aware=True) as found:
        yield found


@pytest.fixture
def prefix(client: MongoClient[Any]) -> Iterator[str]:
    """Two services that know something."""
    name = f"b{secrets.token_hex(4)}"
    client[f"{name}_contracts"]["debriefings"].insert_many(DOCUMENTS)
    client[f"{name}_booking"]["cases"].insert_many([{"_id": n} for n in range(1200)])
    client[f"{name}_booking"]["self_checks"].insert_one({"_id": "passing"})
    yield name
    drop(client, name)


def drop(client: MongoClient[Any], prefix: str) -> None:
    for each in ("contracts", "booking"):
        client.drop_database(f"{prefix}_{each}")


def test_what_was_kept_is_put_back_as_it_was(client: MongoClient[Any], prefix: str, tmp_path: Path) -> None:
    file = tmp_path / "all.tar.gz"
    kept = keep(client, prefix, file)
    assert [(each.path, each.count) for each in kept] == [
        ("contracts/debriefings.bson", 2),
        ("booking/cases.bson", 1200),
    ]
    assert file.stat().st_mode & 0o077 == 0
    drop(client, prefix)
    assert restore(client, prefix, file) == kept
    assert list(client[f"{prefix}_contracts"]["debriefings"].find(sort=[("_id", 1)])) == DOCUMENTS
    assert client[f"{prefix}_booking"]["cases"].count_documents({}) == 1200


def test_nothing_is_written_over(client: MongoClient[Any], prefix: str, tmp_path: Path) -> None:
    file = tmp_path / "all.tar.gz"
    keep(client, prefix, file)
    with pytest.raises(BackupError, match="there already"):
        keep(client, prefix, file)
    with pytest.raises(BackupError, match="not empty"):
        restore(client, prefix, file)


@pytest.mark.parametrize("half", [0, 20, -1])
def test_half_a_file_puts_nothing_back(client: MongoClient[Any], prefix: str, tmp_path: Path, half: int) -> None:
    file = tmp_path / "all.tar.gz"
    keep(client, prefix, file)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if half == -1 else whole[:half])
    drop(client, prefix)
    with pytest.raises(BackupError):
        restore(client, prefix, file)
    assert client[f"{prefix}_booking"]["cases"].count_documents({}) == 0


def test_a_file_that_was_changed_puts_nothing_back(client: MongoClient[Any], prefix: str, tmp_path: Path) -> None:
    file, other = tmp_path / "all.tar.gz", tmp_path / "other.tar.gz"
    keep(client, prefix, file)
    with tarfile.open(file) as known, tarfile.open(other, "w:gz") as changed:
        for member in known.getmembers():
            content = known.extractfile(member)
            assert content is not None
            if member.name.endswith("cases.bson"):
                member.size -= 14
            changed.addfile(member, content)
    drop(client, prefix)
    with pytest.raises(BackupError, match="not whole"):
        restore(client, prefix, other)


def test_where_nothing_is_known_nothing_is_kept(client: MongoClient[Any], tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="nothing to keep"):
        keep(client, "nobody", tmp_path / "none.tar.gz")
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_it_did(mongo_url: str, prefix: str, tmp_path: Path) -> None:
    told = {"RINNALLA_MONGO_URL": mongo_url, "RINNALLA_DATABASE_PREFIX": prefix}
    assert main(["keep", str(tmp_path / "f")], told) == "1202 documents of 2 collections kept."
    for wrong in ([], ["keep"], ["throw", "x"]):
        with pytest.raises(BackupError, match="usage"):
            main(wrong, told)
