"""A confirmed time as an iCalendar message, for calendar programs."""

from urllib.parse import urlsplit

from icalendar import Calendar, Event, vCalAddress, vText

from services.notifications.settings import NotificationsSettings
from services.notifications.writing.model import Letter
from services.notifications.writing.writer import Writer
from shared.app.settings import Settings
from shared.ical import says, timezone


def host_of(settings: Settings) -> str:
    """The network's host, behind the @ of every id that it gives."""
    return urlsplit(settings.public_url).hostname or "localhost"


def invitation(letter: Letter, writer: Writer, method: str, settings: Settings, network: str) -> str:
    """The session as an iCalendar message (RFC 5545, 5546); one UID for the session's life."""
    facts = letter.facts
    if facts.slot is None:
        raise ValueError("there is no time to invite to")
    event = Event()
    event.add("uid", f"{facts.session_id}@{host_of(settings)}")
    event.add("sequence", facts.sequence or int(method == "CANCEL"))
    event.add("dtstamp", letter.written_at)
    start, end = says(settings.zone, facts.slot.start, facts.slot.end)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", writer.summary(facts))
    event.add("location", writer.location(facts))
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("class", "PRIVATE")
    event["organizer"] = _person(NotificationsSettings.of(settings).mail_from, network)
    for email, name in _invited(letter):
        event.add("attendee", _person(email, name, answers=True), encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//Rinnalla//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(timezone(settings.zone, facts.slot.start))
    calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()


def published(letter: Letter, writer: Writer, settings: Settings) -> str:
    """All sessions of a series in one file (METHOD:PUBLISH), for who reads and need not answer; each has the UID under
    which it is moved and cancelled. Those that will not be stand in it as cancelled.
    """
    facts, status = letter.facts, "CANCELLED" if letter.kind == "sessions_cancelled" else "CONFIRMED"
    calendar = Calendar()
    calendar.add("prodid", "-//Rinnalla//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(timezone(settings.zone, min(each.start for each in facts.meetings)))
    for each in facts.meetings:
        event = Event()
        event.add("uid", f"{each.session_id}@{host_of(settings)}")
        event.add("sequence", each.sequence)
        event.add("dtstamp", letter.written_at)
        start, end = says(settings.zone, each.start, each.end)
        event.add("dtstart", start)
        event.add("dtend", end)
        event.add("summary", writer.summary(facts))
        event.add("location", writer.location(facts))
        event.add("status", status)
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()


def _invited(letter: Letter) -> list[tuple[str, str]]:
    """Whom the invitation names: all who meet; in a cancellation its reader alone."""
    contact, leaders = letter.facts.contact, letter.facts.leaders
    people = [(contact.email, contact.name)] if contact else []
    people += [(leader.email, leader.name) for leader in leaders]
    meeting = [*letter.facts.led_by, *([letter.facts.guest] if letter.facts.guest else [])]
    people += [(each.email, each.name) for each in meeting]
    return people or [(letter.to, letter.facts.name)]


def _person(email: str, name: str, *, answers: bool = False) -> vCalAddress:
    person = vCalAddress(f"mailto:{email}")
    if name:
        person.params["CN"] = vText(name)
    if answers:
        person.params["ROLE"] = vText("REQ-PARTICIPANT")
        person.params["PARTSTAT"] = vText("ACCEPTED")
        person.params["RSVP"] = vText("FALSE")
    return person
