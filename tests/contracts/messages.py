"""What booking and notifications say of a debriefing, as contracts hears it."""

from datetime import datetime, timedelta

from shared.messages.booking import (
    ContactMade,
    DebriefingConfirmed,
    DebriefingOffered,
    Interval,
    Leader,
    LeaderFound,
    Offer,
)
from shared.messages.contracts import Contact, Place
from shared.tokens import digest

PLACE = Place(municipality="Lieto", address="Keskuskatu 4", region="02")
CONTACT = Contact(name="Maija Salo", email="maija@lieto.example", phone="+358 40 123 4567", language="fi")


def slot(now: datetime) -> Interval:
    return Interval(start=now + timedelta(hours=26), end=now + timedelta(hours=28))


def offered(debriefing_id: str, now: datetime, *names: str) -> DebriefingOffered:
    return DebriefingOffered(
        debriefing_id=debriefing_id,
        revision=1,
        wave=1,
        organisation="Liedon koulu",
        verified=False,
        place=PLACE,
        participants=9,
        first_slot=slot(now),
        offers=tuple(
            Offer(
                offer_id=f"offer-{name}",
                supervisor_id=name,
                name=name,
                email=f"{n}@network.example",
                language="fi",
                answer_link="https://network.example/secret",
            )
            for n, name in enumerate(names)
        ),
        offered_at=now,
        answer_by=now + timedelta(minutes=10),
    )


def leader(name: str) -> Leader:
    """Their link at contracts has the token `read-<name>`."""
    return Leader(
        supervisor_id=name,
        name=name,
        email="a@network.example",
        language="fi",
        phone="+358 50 111 2222",
        answer_link="https://network.example/secret",
        reading_key=digest(f"read-{name}"),
    )


def found(debriefing_id: str, now: datetime, name: str) -> LeaderFound:
    return LeaderFound(
        debriefing_id=debriefing_id, revision=2, leader=leader(name), slot=slot(now), missing=1, found_at=now
    )


def confirmed(debriefing_id: str, now: datetime, *names: str) -> DebriefingConfirmed:
    return DebriefingConfirmed(
        debriefing_id=debriefing_id,
        revision=3,
        session_id="session",
        organisation="Liedon koulu",
        contact=CONTACT,
        place=PLACE,
        participants=9,
        leaders=tuple(leader(name) for name in names),
        slot=slot(now),
        status_link="https://network.example/contracts/debriefings/x",
        confirmed_at=now,
    )


def contacted(debriefing_id: str, now: datetime, name: str) -> ContactMade:
    return ContactMade(debriefing_id=debriefing_id, revision=4, supervisor_id=name, name=name, made_at=now)
