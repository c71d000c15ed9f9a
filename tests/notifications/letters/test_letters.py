"""Who is told what."""

import pytest

from services.notifications.letters.outcome import letters
from shared.messages.base import Message
from tests.notifications import build


def told(event: Message) -> list[tuple[str, str]]:
    return [(letter.kind, letter.to.split("@")[0]) for letter in letters(event, "event", build.COORDINATOR, build.NOW)]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (build.requested(), [("received", "maija")]),
        (build.verification(), [("verify_first", "maija")]),
        (build.offered(), [("offered", "aino"), ("offered", "mikael")]),
        (
            build.confirmed(),
            [("confirmed_requester", "maija"), ("confirmed_leader", "aino"), ("confirmed_leader", "mikael")],
        ),
        (build.found(), [("leader_found", "aino")]),
        (build.found(organisation=None), []),
        (build.coordinator_needed("nobody_accepted"), [("coordinator", "koordinaattori"), ("person_looking", "maija")]),
        (build.coordinator_needed("contact_not_made"), [("coordinator", "koordinaattori")]),
        (build.withdrawn(), [("withdrawn", "maija")]),
        (build.feedback(), [("feedback", "maija")]),
        (build.answers_wished(), [("answers_wished", "maija")]),
        (build.feedback_reminded(), [("feedback_reminded", "maija")]),
        (build.report_ready(), [("report_ready", "maija")]),
        (build.consent_asked(), [("consent_asked", "maija")]),
        (build.reference_withdrawn(), [("reference_withdrawn", "koordinaattori")]),
        (build.duty_near(), [("duty_near", "aino")]),
        (build.calendar_unread(), [("calendar_unread", "aino")]),
        (build.duty_gap(), [("duty_gap", "koordinaattori")]),
        (build.swap_asked(), [("swap_asked", "mikael")]),
        (build.swap_agreed(), [("swap_agreed", "aino")]),
        (build.swap_declined(), [("swap_declined", "aino")]),
        (build.signature_awaited(), [("signature_awaited", "maija")]),
        (build.contract_declined(), [("contract_declined", "aino"), ("contract_withdrawn", "maija")]),
        (build.contract_lapsed(), [("contract_lapsed", "aino"), ("contract_withdrawn", "maija")]),
        (build.contract_withdrawn(), [("contract_withdrawn", "maija")]),
        (build.contract_signed(), [("contract_signed", "maija"), ("contract_signed", "aino")]),
        (build.inquiry_received(), [("inquiry_received", "maija"), ("inquiry_arrived", "koordinaattori")]),
        (build.inquiry_offered(), [("inquiry_offered", "aino")]),
        (build.inquiry_answered(), [("inquiry_answered", "koordinaattori")]),
        (
            build.inquiry_matched(),
            [("inquiry_matched", "maija"), ("inquiry_yours", "aino"), ("inquiry_over", "mikael")],
        ),
        (
            build.inquiry_closed(),
            [("inquiry_closed", "maija"), ("inquiry_withdrawn", "koordinaattori"), ("inquiry_over", "aino")],
        ),
        (build.moved(), [("session_moved", who) for who in ("aino", "mikael", "maija")]),
        (build.cancelled(), [("session_cancelled", who) for who in ("aino", "mikael", "maija")]),
        (build.cancelled().model_copy(update={"together": True}), []),
        (build.several_cancelled(), [("sessions_cancelled", who) for who in ("aino", "mikael", "leena")]),
        (build.scheduled(count=2), [("session_scheduled", who) for who in ("aino", "mikael", "maija")] * 2),
    ],
)
def test_each_event_is_told_to_those_concerned(event: Message, expected: list[tuple[str, str]]) -> None:
    assert told(event) == expected


def test_who_closed_an_offer_themselves_is_not_told_so() -> None:
    closed = build.closed("declined", "filled", "lapsed", "withdrawn", "undelivered")
    assert told(closed) == [("no_longer_needed", "filled"), ("no_longer_needed", "withdrawn")]


def test_a_repeated_event_makes_the_same_letters() -> None:
    once, again = (letters(build.offered(), "event", build.COORDINATOR, build.NOW) for _ in range(2))
    assert [letter.id for letter in once] == [letter.id for letter in again]
    other = letters(build.offered(), "another", build.COORDINATOR, build.NOW)
    assert {letter.id for letter in once}.isdisjoint(letter.id for letter in other)


def test_only_what_can_wait_travels_in_the_normal_lane() -> None:
    for calm in (build.feedback(), build.scheduled()):
        assert letters(calm, "e", build.COORDINATOR, build.NOW)[0].lane == "normal"
    assert letters(build.offered(), "e", build.COORDINATOR, build.NOW)[0].lane == "urgent"


def test_a_domain_of_its_own_alphabet_is_written_as_mail_servers_know_it() -> None:
    event = build.withdrawn()
    far = event.contact.model_copy(update={"email": "maija@työpaikka.fi"})
    (letter,) = letters(event.model_copy(update={"contact": far}), "e", build.COORDINATOR, build.NOW)
    assert letter.to == "maija@xn--typaikka-o4a.fi"


def test_a_stranger_s_address_is_sent_nothing_that_was_typed() -> None:
    for event in (build.inquiry_received(known=False), build.inquiry_closed(known=False)):
        first = letters(event, "event", build.COORDINATOR, build.NOW)[0]
        assert (first.facts.name, first.facts.organisation, first.allowance) == ("", "", "stranger")
