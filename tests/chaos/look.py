"""Gathers a run's facts from the stores, the inbox and the broker."""

import json
from base64 import b64decode
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message as Parsed
from pathlib import Path
from typing import Any

from icalendar import Calendar

from shared.messages.base import Message
from shared.messages.booking import (
    CoordinatorNeeded,
    DebriefingConfirmed,
    DebriefingOffered,
    LeaderFound,
    OfferClosed,
)
from shared.messages.contracts import DebriefingRequested, DebriefingWithdrawn
from shared.messages.feedback import FeedbackInvited
from shared.messaging.routing import type_name
from shared.store import mongo
from tests.chaos.facts import Case, Done, Entry, Facts, Mail, Order, Session
from tests.chaos.world import World
from tests.settled import queues

Json = Mapping[str, Any]
# What one message of a type leaves behind, once: a document of this collection with these values.
EFFECTS: tuple[tuple[str, type[Message], str, Json], ...] = (
    ("booking", DebriefingRequested, "cases", {}),
    ("booking", DebriefingWithdrawn, "cases", {"state": "withdrawn"}),
    ("contracts", DebriefingOffered, "news", {"fact.kind": "offered"}),
    ("contracts", OfferClosed, "news", {"fact.kind": "closed"}),
    ("contracts", LeaderFound, "news", {"fact.kind": "found"}),
    ("contracts", DebriefingConfirmed, "news", {"fact.kind": "confirmed"}),
    ("contracts", CoordinatorNeeded, "news", {"fact.kind": "needed"}),
    ("notifications", DebriefingWithdrawn, "letters", {"kind": "withdrawn"}),
    ("notifications", FeedbackInvited, "letters", {"kind": "feedback"}),
)


async def facts_of(world: World, done: Sequence[Done], left: Sequence[str]) -> Facts:
    """Everything that the checks look at; `left` is what never came to rest."""
    client = mongo.connect(world.store.url)
    try:
        booking, contracts, notifications = (
            mongo.database_of(client, f"rinnalla_{name}") for name in ("booking", "contracts", "notifications")
        )
        letters = {each["_id"]: each for each in await notifications["letters"].find({}).to_list(None)}
        return Facts(
            done=tuple(done),
            mails=tuple(mails(world.home.folder / "inbox" / "mails.jsonl", letters)),
            orders=tuple([_order(each) async for each in contracts["debriefings"].find({})]),
            cases=tuple([_case(each) async for each in booking["cases"].find({})]),
            sessions=tuple([_session(each) async for each in booking["sessions"].find({})]),
            people={each["_id"]: each["email"] async for each in booking["supervisors"].find({})},
            queues=tuple(await queues(world.rabbit)),
            replicas=world.plan.replicas,
            left=tuple(left),
            unanswered=tuple([each async for each in _unanswered(client)]),
        )
    finally:
        client.close()


async def _unanswered(client: mongo.Client) -> AsyncIterator[str]:
    """Messages that count as handled and left nothing, and the other way round."""
    for service, message, collection, effect in EFFECTS:
        database = mongo.database_of(client, f"rinnalla_{service}")
        heard = await database["inbox"].count_documents({"type": type_name(message)})
        left = await database[collection].count_documents(effect)
        if heard != left:
            yield f"{service} handled {heard} {type_name(message)}, and has {left} {collection} of it"


def mails(file: Path, letters: Mapping[str, Json]) -> Iterator[Mail]:
    """Every delivery, copies too, in the order of arrival, with what the letter's own record says it is."""
    for line in file.read_bytes().splitlines():
        row = json.loads(line)
        parsed = message_from_bytes(b64decode(row["raw"]))
        letter_id = str(parsed["Message-ID"]).strip("<>").partition("@")[0]
        letter = letters.get(letter_id, {})
        yield Mail(
            id=letter_id,
            to=row["to"],
            kind=letter.get("kind", "unknown"),
            debriefing=letter.get("debriefing_id") or "",
            reference=letter.get("reference") or "",
            entry=_entry(parsed),
        )


def _entry(parsed: Parsed) -> Entry | None:
    invite = next((part for part in parsed.walk() if part.get_content_type() == "text/calendar"), None)
    if invite is None:
        return None
    content: Any = invite.get_payload(decode=True)
    calendar: Any = Calendar.from_ical(content)
    event = next(iter(calendar.walk("VEVENT")))
    return Entry(
        method=str(calendar["method"]),  # type: ignore[arg-type]  # the product sends no other
        session=str(event["uid"]).partition("@")[0],
        sequence=int(event["sequence"]),
        stamp=event.decoded("dtstamp").astimezone(UTC),
        start=event.decoded("dtstart").astimezone(UTC),
        end=event.decoded("dtend").astimezone(UTC),
    )


def _order(row: Json) -> Order:
    return Order(row["_id"], row["organisation"], row["withdrawn_at"] is not None)


def _case(row: Json) -> Case:
    need = row["need"]
    offers = tuple((each["id"], each["supervisor_id"], each["state"]) for each in row["offers"])
    contact = need["contact"]["email"]
    return Case(row["_id"], need["organisation"], contact, row["state"], need["leaders"], offers, row["session_id"])


def _session(row: Json) -> Session:
    return Session(
        id=row["_id"],
        organisation=row["organisation"],
        start=_utc(row["start"]),
        end=_utc(row["end"]),
        supervisors=tuple(row["supervisors"]),
        debriefing=row["debriefing_id"],
        series=row.get("series_id"),
        state=row["state"],
        room=row["venue"]["room"],
        guest=row["guest"]["email"] if row["guest"] else None,
    )


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
