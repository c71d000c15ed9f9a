"""Processes, one document each, and what is known of their sessions, one document each."""

from collections.abc import Sequence

from services.contracts.processes.model import Known, Process
from shared.store.mongo import (
    ASCENDING,
    Database,
    Document,
    IndexModel,
    ReplaceOne,
    Tx,
    insert_new,
    replace_next,
    write_all,
)

# Of one process: more than any contract has.
MOST_SESSIONS = 500


class Processes:
    """Found by id, by who leads, by the organisation."""

    def __init__(self, tx: Tx) -> None:
        self._processes = tx.database["processes"]
        self._session = tx.session

    @staticmethod
    async def prepare(database: Database) -> None:
        await database["processes"].create_indexes(
            [
                IndexModel([("terms.supervisors", ASCENDING), ("_id", ASCENDING)]),
                IndexModel([("terms.organisation_id", ASCENDING), ("_id", ASCENDING)]),
                IndexModel([("terms.form", ASCENDING), ("_id", ASCENDING)]),
            ]
        )
        await database["process_sessions"].create_indexes([IndexModel("process_id")])

    async def find(self, process_id: str) -> Process | None:
        return _process(await self._processes.find_one({"_id": process_id}, session=self._session))

    async def page(
        self,
        after: str,
        limit: int,
        supervisor: str | None = None,
        organisations: Sequence[str] | None = None,
        form: str | None = None,
    ) -> list[Process]:
        """Those behind `after` in the order of their ids: all, a supervisor's, some organisations', of a form."""
        wanted: dict[str, object] = {"_id": {"$gt": after}}
        if supervisor is not None:
            wanted["terms.supervisors"] = supervisor
        if form is not None:
            wanted["terms.form"] = form
        if organisations is not None:
            wanted["terms.organisation_id"] = {"$in": list(organisations)}
        found = self._processes.find(wanted, session=self._session).sort("_id", ASCENDING).limit(limit)
        return [each for each in map(_process, await found.to_list(limit)) if each]

    async def add(self, process: Process) -> None:
        """StaleRevision where it is there by now."""
        await insert_new(self._processes, _document(process), self._session)

    async def save(self, process: Process) -> None:
        """Write the next revision; StaleRevision when another was first."""
        await replace_next(self._processes, _document(process), self._session)


class ProcessSessions:
    """What booking has said of sessions, in whatever order it comes: of each the latest."""

    def __init__(self, tx: Tx) -> None:
        self._sessions = tx.database["process_sessions"]
        self._session = tx.session

    async def of(self, process_id: str) -> list[Known]:
        found = self._sessions.find({"process_id": process_id}, session=self._session).limit(MOST_SESSIONS)
        return [_session(each) for each in await found.to_list(MOST_SESSIONS)]

    async def of_all(self, processes: Sequence[str]) -> dict[str, list[Known]]:
        """Those of some processes, by process."""
        most = MOST_SESSIONS * len(processes)
        found = self._sessions.find({"process_id": {"$in": list(processes)}}, session=self._session).limit(most)
        by_process: dict[str, list[Known]] = {}
        for each in await found.to_list(most):
            by_process.setdefault(each["process_id"], []).append(_session(each))
        return by_process

    async def note(self, *sessions: Known) -> None:
        """Keep what is later than what is known."""
        ids = [each.id for each in sessions]
        found = self._sessions.find({"_id": {"$in": ids}}, {"sequence": 1}, session=self._session)
        earlier = {each["_id"]: each["sequence"] for each in await found.to_list(len(ids))}
        later = [each for each in sessions if each.id not in earlier or earlier[each.id] < each.sequence]
        changes = [ReplaceOne({"_id": each.id}, each.model_dump(exclude={"id"}), upsert=True) for each in later]
        if changes:
            await write_all(self._sessions, changes, self._session)


def _document(process: Process) -> Document:
    whole = process.model_dump(exclude={"id", "terms"})
    terms = process.terms.model_dump(mode="json")
    return {"_id": process.id, **whole, "state": process.state.value, "terms": terms}


def _process(document: Document | None) -> Process | None:
    return Process.model_validate({"id": document["_id"], **document}) if document else None


def _session(document: Document) -> Known:
    return Known.model_validate({"id": document["_id"], **document})
