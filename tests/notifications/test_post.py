"""The mails themselves, in three languages."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from services.notifications.post import Post
from services.notifications.rules.letters import letters
from shared.i18n import LANGUAGES
from shared.messages.base import Language, Message
from shared.messages.booking import Slot
from tests.notifications import build

POST = Post(build.settings())


def mails(event: Message) -> list[EmailMessage]:
    """What arrives: the mails' bytes, read by the standard library."""
    written = letters(event, "event", build.DESK, build.NOW)
    return [message_from_bytes(POST.mail(letter), policy=default) for letter in written]


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def every(language: Language) -> list[EmailMessage]:
    events: list[Message] = [
        build.requested(language),
        build.verification(language),
        build.offered(language),
        build.closed("filled", "withdrawn", language=language),
        build.confirmed(language),
        build.coordinator_needed("nobody_accepted", language),
        build.withdrawn(language),
        build.feedback(language),
    ]
    return [mail for event in events for mail in mails(event)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_says_the_same_in_text_and_html_and_in_one_language(language: Language) -> None:
    for mail in every(language):
        text, html = body(mail, "plain"), body(mail, "html")
        assert mail["Message-ID"].endswith("@verkosto.example>")
        for link in ("status", "verify", "answer"):
            assert (f"verkosto.example/{link}" in text) == (f"verkosto.example/{link}" in html)
        assert "%(" not in text + html + mail["Subject"]
        if mail["To"].startswith("maija"):
            assert text.startswith(
                {"fi": "Hei Maija Salo,", "sv": "Hej Maija Salo,", "en": "Hello Maija Salo,"}[language]
            )


def test_a_finnish_offer_tells_where_when_and_until_when() -> None:
    mail = mails(build.offered())[0]
    assert mail["Subject"] == "Kiireellinen jälkipuinti: Liedon koulu. Pääsetkö vetämään?"
    text = body(mail, "plain").replace("\N{NO-BREAK SPACE}", " ")
    assert "Keskuskatu 4, Lieto" in text
    assert "ke 2.12. klo 9.00–11.00" in text
    assert "ti 1.12. klo 14.10" in text
    assert "https://verkosto.example/answer/Aino" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mail_tells_of_which_kind_the_incident_was(language: Language) -> None:
    for mail in every(language):
        told = mail.as_string().lower()
        assert not any(word in told for word in ("violence", "väkival", "våld"))


def test_an_unverified_requester_is_asked_to_confirm_and_a_known_one_is_not() -> None:
    assert build.VERIFY in body(mails(build.requested(verified=False))[0], "plain")
    assert build.VERIFY not in body(mails(build.requested(verified=True))[0], "plain")


@given(name=st.text(min_size=1, max_size=60))
def test_no_name_can_add_a_header_or_markup(name: str) -> None:
    event = build.requested().model_copy(
        update={"organisation": f"{name}\r\nBcc: all@example.org\r\n\r\n<script>x</script>"}
    )
    mail = mails(event)[0]
    assert mail["Bcc"] is None
    assert mail["To"] == "maija@liedonkoulu.example"
    assert "<script>" not in body(mail, "html")


DST = [datetime(2026, 3, 29, 6, tzinfo=UTC), datetime(2026, 10, 25, 7, tzinfo=UTC), build.SLOT.start]


@pytest.mark.parametrize("start", DST)
def test_the_invitation_is_accepted_by_two_foreign_parsers(start: datetime) -> None:
    for mail in mails(build.confirmed(slot=Slot(start=start, end=start + timedelta(hours=2)))):
        invite = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
        assert invite["Content-Type"].params["method"] == "REQUEST"
        ics = str(invite.get_content())
        event = next(iter(Calendar.from_ical(ics).walk("VEVENT")))
        assert event.decoded("dtstart").astimezone(UTC) == start
        other = vobject.readOne(ics)
        assert other.vevent.dtend.value.astimezone(UTC) == start + timedelta(hours=2)
        assert other.vevent.uid.value == "session@verkosto.example"
        assert other.vtimezone.tzid.value == "Europe/Helsinki"
        assert len(other.vevent.attendee_list) == 3
        assert [part.get_filename() for part in mail.iter_attachments()] == ["invite.ics"]


def test_who_has_a_withdrawn_debriefing_in_the_calendar_is_sent_its_cancellation() -> None:
    gone = build.APPOINTMENT
    to_requester = mails(build.withdrawn().model_copy(update={"appointment": gone}))
    event = build.closed("withdrawn", "withdrawn")
    led, asked = event.closed
    closed = (led.model_copy(update={"led": True}), asked)
    to_leader, to_other = mails(event.model_copy(update={"appointment": gone, "closed": closed}))
    assert list(to_other.iter_attachments()) == []
    for mail in (*to_requester, to_leader):
        invite = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
        assert invite["Content-Type"].params["method"] == "CANCEL"
        other = vobject.readOne(str(invite.get_content()))
        assert other.method.value == "CANCEL"
        assert (other.vevent.status.value, other.vevent.sequence.value) == ("CANCELLED", "1")
        assert other.vevent.uid.value == "session@verkosto.example"
        assert [each.value for each in other.vevent.attendee_list] == [f"mailto:{mail['To']}"]


def test_the_message_id_is_the_letters_own() -> None:
    once, again = (mails(build.offered())[0]["Message-ID"] for _ in range(2))
    assert once == again


def test_a_name_before_the_at_in_letters_of_its_own_is_kept() -> None:
    event = build.withdrawn()
    far = event.contact.model_copy(update={"email": "mäija@x.example"})
    assert mails(event.model_copy(update={"contact": far}))[0]["To"] == "mäija@x.example"
