"""The database, and the one module of shared that knows its driver."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar

from bson.codec_options import CodecOptions
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorDatabase,
)
from pymongo import ASCENDING, DESCENDING, IndexModel, ReadPreference, ReplaceOne, UpdateMany, WriteConcern
from pymongo.errors import BulkWriteError, ConnectionFailure, DuplicateKeyError, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern

from shared.app.supervision import to_the_end
from shared.store.remembered import Remembered, View

Document: TypeAlias = Mapping[str, Any]
Client: TypeAlias = AsyncIOMotorClient
Database: TypeAlias = AsyncIOMotorDatabase
Collection: TypeAlias = AsyncIOMotorCollection
Session: TypeAlias = AsyncIOMotorClientSession
DuplicateKey = DuplicateKeyError
DatabaseError = PyMongoError
StoreAway = ConnectionFailure

__all__ = [
    "ASCENDING",
    "DESCENDING",
    "Client",
    "Collection",
    "Database",
    "DatabaseError",
    "Document",
    "DuplicateKey",
    "IndexModel",
    "ReplaceOne",
    "Session",
    "StaleRevision",
    "StoreAway",
    "Tx",
    "UpdateMany",
    "at_once",
    "connect",
    "database_of",
    "insert_all",
    "server_time",
    "transaction",
    "write_all",
]

T = TypeVar("T")
TRIES = 12
DUPLICATE = 11000


class StaleRevision(Exception):
    """A version check failed: somebody else changed the state since it was read. Decide again on fresh state."""


@dataclass(frozen=True, slots=True)
class Tx:
    """Where a store reads and writes: a database, and the transaction, where one is open; `is_retry` after a conflict.
    `remembered`: what this process keeps by its revision, `view`: what this transaction sees of them
    (`shared.store.revisions`).
    """

    database: Database
    session: Session | None = None
    is_retry: bool = False
    remembered: Remembered = field(default_factory=Remembered)
    view: View = field(default_factory=View)


def connect(url: str) -> Client:
    """A client for one service. It gives up on a missing server after three seconds rather than hang a page, and on one
    that has stopped answering after twenty; where it can't even be greeted on its watcher's own connection, after four.

    What is tried again is said here and nowhere else: reads by the driver, once; writes by `transaction`, which knows
    what it does twice. The driver's own second try of single writes stays off: those are swept up if they fail.
    """
    return AsyncIOMotorClient(
        url,
        serverSelectionTimeoutMS=3000,
        connectTimeoutMS=2000,
        heartbeatFrequencyMS=2000,
        socketTimeoutMS=20_000,
        retryReads=True,
        retryWrites=False,
        tz_aware=True,
        tzinfo=UTC,
        appname="rinnalla",
    )


def database_of(client: Client, name: str) -> Database:
    """A service's own database; times come out aware, in UTC."""
    return client.get_database(name, codec_options=CodecOptions(tz_aware=True, tzinfo=UTC))


async def server_time(database: Database) -> datetime:
    """What the server's own clock shows, aware, in UTC."""
    answer = await database.client.admin.command("hello")
    at: datetime = answer["localTime"]
    return at if at.tzinfo else at.replace(tzinfo=UTC)


async def transaction(
    client: Client,
    database: Database,
    work: Callable[[Tx], Awaitable[T]],
    then: Callable[[T], None] = lambda _: None,
) -> T:
    """Run `work` in one transaction; on a conflict or a lost connection again from the start, with jittered back-off.
    `then` is told the result once it is committed.

    All of it or nothing, whoever is cancelled meanwhile: it goes on to its end, and so does what is told `then`.
    Motor's own `with_transaction` has no back-off: contending writers then need three times as many tries.
    Raises what `work` raises; the last conflict after twelve tries.
    """
    return await to_the_end(_again_and_again(client, database, work, then))


async def at_once(database: Database, work: Callable[[Session], Awaitable[int]]) -> int:
    """Run one small write in a transaction of its own; 0 where nothing was changed, or somebody holds what would be.

    Outside a transaction a write waits for a document that another's open transaction holds, and that of a killed
    process stays open for up to a minute: whoever cleans up must not wait behind it.
    """
    return await to_the_end(_at_once(database, work))


async def insert_all(
    collection: Collection, documents: Sequence[Document], session: Session | None, *, ordered: bool = True
) -> None:
    """Insert them in one go. DuplicateKey where one of them has another's unique key, as for a single one."""
    try:
        await collection.insert_many(documents, ordered=ordered, session=session)
    except BulkWriteError as failure:
        _tell_duplicate(failure)
        raise


async def insert_new(collection: Collection, document: Document, session: Session | None) -> None:
    """Insert it. StaleRevision where another with its id, or with a unique key of its, is there by now."""
    try:
        await collection.insert_one(document, session=session)
    except DuplicateKey as other:
        raise StaleRevision from other


async def replace_next(collection: Collection, document: Document, session: Session | None) -> None:
    """Put it in the place of the revision before its own. StaleRevision where another was first."""
    before = {"_id": document["_id"], "revision": document["revision"] - 1}
    done = await collection.replace_one(before, document, session=session)
    if done.modified_count != 1:
        raise StaleRevision


async def write_all(
    collection: Collection, changes: Sequence[ReplaceOne[Any] | UpdateMany], session: Session | None
) -> int:
    """Make several changes of one collection in one command; how many documents were found or made anew.

    DuplicateKey where one to be made anew has another's unique key, as for a single one.
    """
    try:
        done = await collection.bulk_write(changes, session=session)
    except BulkWriteError as failure:
        _tell_duplicate(failure)
        raise
    return int(done.matched_count + done.upserted_count)


def _tell_duplicate(failure: BulkWriteError) -> None:
    errors = (failure.details or {}).get("writeErrors", [])
    if any(error["code"] == DUPLICATE for error in errors):
        raise DuplicateKey(str(failure), DUPLICATE, failure.details) from failure


async def _again_and_again(
    client: Client, database: Database, work: Callable[[Tx], Awaitable[T]], then: Callable[[T], None]
) -> T:
    for attempt in range(TRIES):
        try:
            result = await _once(client, lambda session: work(Tx(database, session, attempt > 0)))  # noqa: B023  # awaited here
        except (StaleRevision, OperationFailure, ConnectionFailure) as failure:
            if attempt + 1 == TRIES or not _passing(failure):
                raise
            await asyncio.sleep(random.uniform(0, min(0.5, 0.004 * 2**attempt)))  # noqa: S311  # jitter, no secret
        else:
            then(result)
            return result
    raise AssertionError("unreachable")


async def _at_once(database: Database, work: Callable[[Session], Awaitable[int]]) -> int:
    try:
        return await _once(database.client, work)
    except OperationFailure as failure:
        if failure.has_error_label("TransientTransactionError"):
            return 0
        raise


async def _once(client: Client, work: Callable[[Session], Awaitable[T]]) -> T:
    """One try. What it reads is of one moment; what it wrote has reached most of the servers when this returns."""
    session = await client.start_session()
    session.start_transaction(
        read_concern=ReadConcern("snapshot"),
        write_concern=WriteConcern("majority", wtimeout=10_000),
        read_preference=ReadPreference.PRIMARY,
    )
    try:
        result = await work(session)
        await _commit(session)
    except Exception:
        if session.in_transaction:
            await session.abort_transaction()
        await session.end_session()
        raise
    # Cancelled itself, as at the end of a process: the driver's thread may be about to write, and after an abort it
    # would write outside of the transaction. So it is left open, and the server ends it.
    await session.end_session()
    return result


async def _commit(session: Session) -> None:
    """Commit; a commit whose outcome is unknown is asked for again, which is safe: it is one and the same commit."""
    for attempt in range(TRIES):
        try:
            return await session.commit_transaction()
        except PyMongoError as failure:
            if attempt + 1 == TRIES or not failure.has_error_label("UnknownTransactionCommitResult"):
                raise
            await asyncio.sleep(0.02 * 2**attempt)
    return None


def _passing(failure: Exception) -> bool:
    if isinstance(failure, StaleRevision):
        return True
    return isinstance(failure, PyMongoError) and failure.has_error_label("TransientTransactionError")
