"""Keeps everything that the services know in one file, and puts it back into an empty store.

`python -m deploy.backup keep FILE` and `python -m deploy.backup restore FILE`, with RINNALLA_MONGO_URL and, where it is
another than the usual one, RINNALLA_DATABASE_PREFIX. The file is a tar with what mongodump writes of each collection,
and a list of what is in it. It works over the driver alone, for any store.

It is no snapshot: what is written meanwhile may be in one collection and not in another. Stop the services first, or
use mongodump with --oplog on a replica set. The secrets are not in it: without RINNALLA_INCIDENT_KEY what happened
stays sealed for ever, without RINNALLA_SECRET mailed links are void.
"""

import hashlib
import io
import json
import os
import sys
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bson
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.database import Database

from deploy.services import NAMES

LIST = "list.json"
VERSION = 1
AT_ONCE = 500
# Who has what in hand just now, and a look at whether the store keeps anything: of no use in another run.
PASSING = frozenset({"self_checks"})
Store = MongoClient[Any]


class BackupError(Exception):
    """It can't be kept, or put back, and why."""


@dataclass(frozen=True, slots=True)
class KeptCollection:
    """One collection in the file."""

    path: str
    count: int
    sha256: str


def keep(client: Store, prefix: str, file: Path) -> list[KeptCollection]:
    """Write everything into a new file; it is there once it is whole. BackupError where there is nothing, or a file."""
    if file.exists():
        raise BackupError(f"{file} is there already; nothing is written over")
    draft = file.with_name(f"{file.name}.draft")
    found: list[KeptCollection] = []
    with tarfile.open(draft, "w:gz") as out:
        for database in _databases(client, prefix):
            for name in sorted(set(database.list_collection_names()) - PASSING):
                content, count = _read(database, name)
                path = f"{database.name.removeprefix(prefix).lstrip('_')}/{name}.bson"
                _add(out, path, content)
                found.append(KeptCollection(path, count, hashlib.sha256(content).hexdigest()))
        listed = {"version": VERSION, "kept": [[each.path, each.count, each.sha256] for each in found]}
        _add(out, LIST, json.dumps(listed, indent=1).encode())
    if not found:
        draft.unlink()
        raise BackupError("there is nothing to keep: no database of this prefix has anything in it")
    draft.chmod(0o600)
    draft.replace(file)
    return found


def restore(client: Store, prefix: str, file: Path) -> list[KeptCollection]:
    """Put everything back. BackupError, and nothing is written, where the file is not whole or something is there."""
    contents, listed = _opened(file)
    if there := [f"{base.name}.{name}" for base in _databases(client, prefix) for name in _filled(base)]:
        raise BackupError(f"the store is not empty ({', '.join(there[:3])} …); nothing is written over")
    for kept in listed:
        service, _, rest = kept.path.partition("/")
        collection = client[f"{prefix}_{service}"][rest.removesuffix(".bson")]
        for some in _batches(bson.decode_iter(contents[kept.path])):
            collection.insert_many(some)
    return listed


def _databases(client: Store, prefix: str) -> Iterator[Database[Any]]:
    known = set(client.list_database_names())
    yield from (client[f"{prefix}_{name}"] for name in NAMES if f"{prefix}_{name}" in known)


def _filled(database: Database[Any]) -> Iterator[str]:
    for name in sorted(set(database.list_collection_names()) - PASSING):
        if database[name].find_one({}, {"_id": 1}) is not None:
            yield name


def _read(database: Database[Any], name: str) -> tuple[bytes, int]:
    """A collection's documents one after the other, as they lie in the store."""
    options = bson.CodecOptions(document_class=RawBSONDocument)
    out, count = io.BytesIO(), 0
    for document in database.get_collection(name, codec_options=options).find(
        {}, sort=[("_id", 1)], batch_size=AT_ONCE
    ):
        out.write(document.raw)
        count += 1
    return out.getvalue(), count


def _add(out: tarfile.TarFile, path: str, content: bytes) -> None:
    member = tarfile.TarInfo(path)
    member.size = len(content)
    out.addfile(member, io.BytesIO(content))


def _opened(file: Path) -> tuple[Mapping[str, bytes], list[KeptCollection]]:
    try:
        with tarfile.open(file, "r:gz") as found:
            members = [each for each in found.getmembers() if each.isfile()]
            contents = {each.name: opened.read() for each in members if (opened := found.extractfile(each)) is not None}
        told = json.loads(contents[LIST])
        listed = [KeptCollection(*each) for each in told["kept"]]
        whole = told["version"] == VERSION and all(_is_whole(contents, each) for each in listed)
    except (OSError, tarfile.TarError, EOFError, KeyError, ValueError, TypeError) as broken:
        raise BackupError(f"{file} can't be read as a backup ({type(broken).__name__})") from broken
    if not whole:
        raise BackupError(f"{file} is not whole, or of another version; nothing is put back")
    return contents, listed


def _is_whole(contents: Mapping[str, bytes], kept: KeptCollection) -> bool:
    return hashlib.sha256(contents[kept.path]).hexdigest() == kept.sha256 and kept.path.split("/")[0] in NAMES


def _batches(documents: Iterator[Any]) -> Iterator[list[Any]]:
    some: list[Any] = []
    for each in documents:
        some.append(each)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def main(arguments: list[str], environment: Mapping[str, str] = os.environ) -> str:
    """What is printed. BackupError says what is wrong."""
    url = environment.get("RINNALLA_MONGO_URL", "")
    if len(arguments) != 2 or arguments[0] not in ("keep", "restore") or not url:
        raise BackupError("usage: RINNALLA_MONGO_URL=mongodb://… python -m deploy.backup keep|restore FILE")
    prefix = environment.get("RINNALLA_DATABASE_PREFIX", "rinnalla")
    work = keep if arguments[0] == "keep" else restore
    client: Store
    with MongoClient(url, serverSelectionTimeoutMS=5000) as client:
        found = work(client, prefix, Path(arguments[1]))
    done = "kept" if arguments[0] == "keep" else "put back"
    return f"{sum(each.count for each in found)} documents of {len(found)} collections {done}."


if __name__ == "__main__":
    try:
        print(main(sys.argv[1:]))  # noqa: T201  # that is its job
    except BackupError as failure:
        sys.exit(f"{failure}.")
