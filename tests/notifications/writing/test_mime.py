"""The mails themselves, in three languages."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from services.notifications.letters.outcome import letters
from services.notifications.writing.mime import MimeRenderer
from shared.i18n import LANGUAGES
from shared.messages.base import Language, Message
from shared.messages.booking import Interval
from tests.notifications import build

RENDERER = MimeRenderer(build.settings(), lambda: "Työnohjaajaverkosto")


def mails(event: Message, *, verified: bool = True) -> list[EmailMessage]:
    """What arrives: the mails' bytes, read by the standard library. `verified`: the requester's address is theirs."""
    known = build.VERIFIED if verified else None
    written = letters(event, "event", build.COORDINATOR, build.NOW, known)
    return [message_from_bytes(RENDERER.render(letter), policy=default) for letter in written]


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def every(language: Language, *, verified: bool = True) -> list[EmailMessage]:
    events: list[Message] = [
        build.requested(language, verified=verified),
        *([] if verified else [build.verification(language)]),
        build.offered(language),
        build.closed("filled", "withdrawn", language=language),
        build.confirmed(language),
        build.found(language),
        build.coordinator_needed("nobody_accepted", language),
        build.withdrawn(language),
        build.feedback(language),
        *(build.answers_wished(language, asking) for asking in ("pulse", "evaluation", "benefit")),
        build.feedback_reminded(language),
        build.report_ready(language),
        build.consent_asked(language),
        build.reference_withdrawn(),
        build.scheduled(language, 2),
        build.moved(language),
        build.cancelled(language),
        build.calendar_unread(language),
        build.duty_near(language),
        build.duty_near(language, backup=True),
        build.duty_gap(),
        build.swap_asked(language),
        build.swap_agreed(language),
        build.swap_declined(language),
        build.signature_awaited(language),
        build.signature_awaited(language, reminder=1),
        build.contract_declined(language),
        build.contract_lapsed(language),
        build.contract_withdrawn(language),
        build.contract_signed(language),
        build.inquiry_received(language),
        build.inquiry_offered(language),
        build.inquiry_matched(language),
        build.inquiry_closed(language),
    ]
    return [mail for event in events for mail in mails(event, verified=verified)]


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_says_the_same_in_text_and_html_and_in_one_language(language: Language, *, verified: bool) -> None:
    for mail in every(language, verified=verified):
        text, html = body(mail, "plain"), body(mail, "html")
        assert mail["Message-ID"].endswith("@verkosto.example>")
        for link in ("status", "verify", "answer"):
            assert (f"verkosto.example/{link}" in text) == (f"verkosto.example/{link}" in html)
        assert "%(" not in text + html + mail["Subject"]
        if mail["To"].startswith("maija") and verified and build.ANSWER not in text:
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
    assert build.VERIFY in body(mails(build.requested(verified=False), verified=False)[0], "plain")
    assert build.VERIFY not in body(mails(build.requested(verified=True))[0], "plain")


def test_the_coordinator_is_told_to_assign_only_where_somebody_is_missing() -> None:
    (late,) = mails(build.coordinator_needed("contact_not_made"))
    assert "Soita jälkipuinnin vetäjälle" in body(late, "plain")
    assert "valitse työnohjaaja itse" not in body(late, "plain")
    missing, _ = mails(build.coordinator_needed("second_leader_missing"))
    assert "valitse työnohjaaja itse" in body(missing, "plain")


@given(name=st.text(min_size=1, max_size=60))
def test_no_name_can_add_a_header_or_markup(name: str) -> None:
    event = build.requested().model_copy(
        update={"organisation": f"{name}\r\nBcc: all@example.org\r\n\r\n<script>x</script>"}
    )
    mail = mails(event, verified=False)[0]
    assert mail["Bcc"] is None
    assert mail["To"] == "maija@liedonkoulu.example"
    assert "<script>" not in body(mail, "html")


def test_no_name_of_the_network_can_add_a_header() -> None:
    renderer = MimeRenderer(build.settings(), lambda: "R\r\nBcc: a@b.fi")
    (letter,) = letters(build.requested(), "event", build.COORDINATOR, build.NOW)
    mail = message_from_bytes(renderer.render(letter), policy=default)
    assert mail["Bcc"] is None
    assert mail["From"].addresses[0].display_name == "R Bcc: a@b.fi"


def test_a_mail_made_again_is_the_same() -> None:
    for event in (build.offered(), build.confirmed()):
        for letter in letters(event, "event", build.COORDINATOR, build.NOW):
            assert RENDERER.render(letter) == RENDERER.render(letter)


DST = [datetime(2026, 3, 29, 6, tzinfo=UTC), datetime(2026, 10, 25, 7, tzinfo=UTC), build.SLOT.start]


@pytest.mark.parametrize("start", DST)
def test_the_invitation_is_accepted_by_two_foreign_parsers(start: datetime) -> None:
    for mail in mails(build.confirmed(slot=Interval(start=start, end=start + timedelta(hours=2)))):
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


def invitation(mail: EmailMessage) -> Any:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    read = vobject.readOne(str(part.get_content()))
    assert part["Content-Type"].params["method"] == read.method.value
    return read


@pytest.mark.parametrize(
    ("event", "method", "status", "sequence"),
    [
        (build.scheduled(), "REQUEST", "CONFIRMED", "0"),
        (build.moved(), "REQUEST", "CONFIRMED", "1"),
        (build.cancelled(), "CANCEL", "CANCELLED", "2"),
    ],
)
def test_a_session_has_one_uid_from_booking_to_cancelling_and_a_sequence_that_rises(
    event: Message, method: str, status: str, sequence: str
) -> None:
    for mail in mails(event):
        read = invitation(mail)
        assert read.method.value == method
        assert (read.vevent.status.value, read.vevent.sequence.value) == (status, sequence)
        assert read.vevent.uid.value == "session-0@verkosto.example"
        assert read.vevent.dtstart.value.astimezone(UTC) == build.SLOT.start
        assert read.vevent.location.value == "Kallio, Porthaninkatu 2, Helsinki"
        assert [each.value.removeprefix("mailto:") for each in read.vevent.attendee_list] == [
            "aino@verkosto.example",
            "mikael@verkosto.example",
            "maija@kallio.example",
        ]


def test_each_session_of_a_series_is_an_invitation_of_its_own_to_everybody() -> None:
    sent = mails(build.scheduled(count=3))
    assert len(sent) == 9
    assert {invitation(mail).vevent.uid.value for mail in sent} == {f"session-{n}@verkosto.example" for n in range(3)}
    assert "Tämä on tapaaminen 2/3" in body(sent[3], "plain")
    assert "Tämä on tapaaminen" not in body(mails(build.scheduled())[0], "plain")


def test_a_moved_session_names_both_times() -> None:
    mail = mails(build.moved())[0]
    assert mail["Subject"].replace("\N{NO-BREAK SPACE}", " ") == "Uusi aika ke 2.12. klo 9.00: Kallion koulu"
    text = body(mail, "plain").replace("\N{NO-BREAK SPACE}", " ")
    assert "Milloin: ke 2.12. klo 9.00–10.30" in text
    assert "Aiempi aika: ti 1.12. klo 9.00–11.00" in text


def test_a_session_at_a_distance_has_its_link_as_its_place() -> None:
    link = "https://kokous.example/kallio"
    facts = build.session_facts(address=None, link=link, guest=None)
    mail = mails(build.scheduled().model_copy(update={"facts": facts}))[0]
    assert invitation(mail).vevent.location.value == link
    assert link in body(mail, "html")


def test_the_message_id_is_the_letters_own() -> None:
    once, again = (mails(build.offered())[0]["Message-ID"] for _ in range(2))
    assert once == again


def test_a_name_before_the_at_in_letters_of_its_own_is_kept() -> None:
    event = build.withdrawn()
    far = event.contact.model_copy(update={"email": "mäija@x.example"})
    assert mails(event.model_copy(update={"contact": far}))[0]["To"] == "mäija@x.example"


def test_the_coordinator_is_told_of_a_gap_ahead_and_more_urgently_of_one_that_is_open() -> None:
    ahead, now = (mails(build.duty_gap(starts_in=timedelta(hours=hours)))[0] for hours in (19, 0))
    assert " ".join(ahead["Subject"].split()) == "Päivystäjä puuttuu, alkaen ke 2.12. klo 9.00"
    assert now["Subject"] == "Kukaan ei päivystä nyt"
    assert all(build.ANSWER in body(mail, "plain") for mail in (ahead, now))


def test_who_is_asked_to_swap_sees_both_times_and_where_to_answer() -> None:
    both, one = (body(mails(build.swap_asked(in_return=slot))[0], "plain") for slot in (build.SLOT, None))
    assert "Vastineeksi puolestasi päivystää Aino" in both
    assert "Vastineeksi" not in one
    assert build.ANSWER in one


def test_several_that_will_not_be_are_in_one_file_as_cancelled() -> None:
    for mail in mails(build.several_cancelled()):
        [file] = [part for part in mail.walk() if part.get_filename() == "sessions.ics"]
        content = file.get_payload(decode=True)
        assert isinstance(content, bytes)
        calendar = Calendar.from_ical(content)
        assert calendar["METHOD"] == "PUBLISH"
        events = list(calendar.walk("VEVENT"))
        assert [str(each["UID"]).partition("@")[0] for each in events] == ["session-0", "session-1"]
        assert {(str(each["STATUS"]), str(each["SEQUENCE"])) for each in events} == {("CANCELLED", "1")}
        assert "2 tapaamista on peruttu" in mail["Subject"]
