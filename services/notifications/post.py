"""A letter as a mail: text and HTML of the same content, and the calendar invitation where a time is confirmed."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, formataddr
from pathlib import Path
from urllib.parse import urlsplit

from icalendar import Calendar, Event, vCalAddress, vText
from jinja2 import Environment

from services.notifications.model import Facts, Letter
from services.notifications.texts import Writer
from services.notifications.zone import timezone
from shared.i18n import LANGUAGES, Catalogues, Times, environments
from shared.settings import Settings

HERE = Path(__file__).parent
INVITED = ("confirmed_requester", "confirmed_leader")


class Post:
    """Makes mails, in every language, from templates compiled once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._host = urlsplit(settings.public_url).hostname or "localhost"
        self._sender = formataddr((settings.network_name, settings.mail_from))
        times = Times(settings.zone)
        catalogues = Catalogues.load(HERE)
        self._writers = {language: Writer(catalogues.translations(language), times, language) for language in LANGUAGES}
        self._templates = environments(catalogues, times, HERE / "templates")
        self._texts = environments(catalogues, times, HERE / "templates", autoescape=False)

    def mail(self, letter: Letter) -> EmailMessage:
        """The whole mail. Its Message-ID is the letter's, so that a resend is the same mail."""
        writer = self._writers[letter.language]
        content = writer.write(letter)
        shown = {
            "content": content,
            "greeting": writer.greeting(letter.facts),
            "network_name": self._settings.network_name,
            "language": letter.language,
        }
        mail = EmailMessage(policy=SMTP if letter.to.isascii() else SMTPUTF8)
        mail["Subject"] = " ".join(content.subject.split())
        mail["From"] = self._sender
        mail["To"] = letter.to
        mail["Date"] = format_datetime(letter.written_at)
        mail["Message-ID"] = f"<{letter.id}@{self._host}>"
        mail["Content-Language"] = letter.language
        mail["Auto-Submitted"] = "auto-generated"
        if letter.lane == "urgent":
            mail["Importance"] = "high"
        mail.set_content(_render(self._texts[letter.language], "letter.txt", shown))
        mail.add_alternative(_render(self._templates[letter.language], "letter.html", shown), subtype="html")
        if letter.kind in INVITED and letter.facts.slot:
            invite = self.invite(letter, writer)
            mail.add_alternative(invite, subtype="calendar", params={"method": "REQUEST"})
            mail.add_attachment(invite, subtype="calendar", params={"method": "REQUEST"}, filename="invite.ics")
        return mail

    def invite(self, letter: Letter, writer: Writer) -> str:
        """The session as an iCalendar request (RFC 5545, 5546); one UID for the session's life."""
        facts = letter.facts
        if facts.slot is None:
            raise ValueError("there is no time to invite to")
        event = Event()
        event.add("uid", f"{facts.session_id}@{self._host}")
        event.add("sequence", 0)
        event.add("dtstamp", letter.written_at)
        event.add("dtstart", self._local(facts.slot.start))
        event.add("dtend", self._local(facts.slot.end))
        event.add("summary", writer.summary(facts))
        event.add("location", writer.place(facts.place) if facts.place else "")
        event.add("status", "CONFIRMED")
        event.add("class", "PRIVATE")
        event["organizer"] = _person(self._settings.mail_from, self._settings.network_name)
        for email, name in _invited(facts):
            event.add("attendee", _person(email, name, answers=True), encode=False)
        calendar = Calendar()
        calendar.add("prodid", "-//Rinnalla//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "REQUEST")
        calendar.add_component(timezone(self._settings.zone, facts.slot.start))
        calendar.add_component(event)
        return bytes(calendar.to_ical()).decode()

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self._settings.zone)


def _render(templates: Environment, name: str, shown: dict[str, object]) -> str:
    return templates.get_template(name).render(shown)


def _invited(facts: Facts) -> list[tuple[str, str]]:
    people = [(leader.email, leader.name) for leader in facts.leaders]
    return [*([(facts.contact.email, facts.contact.name)] if facts.contact else []), *people]


def _person(email: str, name: str, *, answers: bool = False) -> vCalAddress:
    person = vCalAddress(f"mailto:{email}")
    person.params["CN"] = vText(name)
    if answers:
        person.params["ROLE"] = vText("REQ-PARTICIPANT")
        person.params["PARTSTAT"] = vText("ACCEPTED")
        person.params["RSVP"] = vText("FALSE")
    return person
