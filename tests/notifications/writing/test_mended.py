"""What is mended is told by what changed: the time that it was, who leads instead of whom, who calls."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from services.notifications.letters.outcome import letters
from services.notifications.writing.mime import MimeRenderer
from shared.messages.base import Message
from shared.messages.booking import Interval
from tests.notifications import build
from tests.notifications.writing.test_mime import body

RENDERER = MimeRenderer(build.settings(), lambda: "Työnohjaajaverkosto")
WAS = Interval(start=build.SLOT.start - timedelta(hours=3), end=build.SLOT.end - timedelta(hours=3))


def mails(event: Message) -> dict[str, str]:
    """What each reader is sent, by their name."""
    written = letters(event, "event", build.COORDINATOR, build.NOW)
    return {
        letter.to.split("@")[0]: " ".join(
            body(message_from_bytes(RENDERER.render(letter), policy=default), "plain").split()
        )
        for letter in written
    }


@pytest.mark.parametrize(("by_hand", "said"), [(True, "The coordinator has given you"), (False, "You have taken")])
def test_the_first_of_two_hears_of_it_at_once(said: str, *, by_hand: bool) -> None:
    (mail,) = mails(build.found("en", by_hand=by_hand)).values()
    assert said in mail
    assert "second leader is still looked for" in mail


def test_a_new_time_is_told_with_the_old_one_to_everybody() -> None:
    confirmed = build.confirmed("en").model_copy(update={"was": WAS})
    told = mails(confirmed)
    assert set(told) == {"maija", "aino", "mikael"}
    assert all("The time has been changed: it was" in mail for mail in told.values())
    (first,) = mails(build.found("en", was=WAS)).values()
    assert "The time has been changed: it was" in first


def test_who_leads_instead_of_whom_is_told_to_everybody_and_who_calls() -> None:
    confirmed = build.confirmed("en").model_copy(update={"instead_of": "Sari", "caller": "Aino"})
    told = mails(confirmed)
    assert all("Mikael leads instead of Sari." in told[who] for who in ("aino", "mikael"))
    assert "Contact the workplace now" in told["aino"]
    assert "Aino calls the workplace; you need not." in told["mikael"]


def test_where_the_network_has_a_number_each_mail_of_a_case_has_it() -> None:
    renderer = MimeRenderer(build.settings(), lambda: "Työnohjaajaverkosto", phone=lambda: "+35825550100")
    for event in (build.coordinator_needed("nobody_accepted", "en"), build.confirmed("en")):
        for letter in letters(event, "event", build.COORDINATOR, build.NOW):
            mail = message_from_bytes(renderer.render(letter), policy=default)
            assert "02 5550100" in body(mail, "plain") or "+358 2 5550100" in body(mail, "plain")
