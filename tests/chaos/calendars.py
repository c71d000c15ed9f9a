"""Everybody's calendar as their mails made it, by a program that knows SEQUENCE and by one that doesn't."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from tests.chaos.facts import Entry, Facts, Mail

Times = tuple[datetime, datetime]
Calendar = Mapping[str, Times]


def naive(entries: Iterable[Entry]) -> Calendar:
    """The last mail is right, whatever it says of its own age."""
    found: dict[str, Times] = {}
    for each in entries:
        if each.method == "CANCEL":
            found.pop(each.session, None)
        else:
            found[each.session] = (each.start, each.end)
    return found


def knowing(entries: Iterable[Entry]) -> Calendar:
    """The higher SEQUENCE is right, the later DTSTAMP among equals; a cancelled one stays so (RFC 5546, 2.1.5)."""
    latest: dict[str, Entry] = {}
    for each in entries:
        known = latest.get(each.session)
        if known is None or (each.sequence, each.stamp) >= (known.sequence, known.stamp):
            latest[each.session] = each
    return {id_: (each.start, each.end) for id_, each in latest.items() if each.method == "REQUEST"}


def true(facts: Facts, person: str) -> Calendar:
    """What should stand in somebody's calendar by what the store says."""
    cases = {case.id: case for case in facts.cases}
    found: dict[str, Times] = {}
    for session in facts.sessions:
        those = {facts.people[who] for who in session.supervisors} | ({session.guest} if session.guest else set())
        if session.debriefing is not None:
            case = cases[session.debriefing]
            those = those | {case.contact} if case.state == "confirmed" else set()  # before, nobody is invited
        if session.stands and person in those:
            found[session.id] = (session.start, session.end)
    return found


def of(mails: Iterable[Mail], person: str) -> list[Entry]:
    """What came to somebody, in its order."""
    return [mail.entry for mail in mails if mail.to == person and mail.entry is not None]
