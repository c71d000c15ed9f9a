"""What a mail that came back says, and when an address gets none any more: rules."""

import uuid
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.bounces import reports, suppression
from services.notifications.bounces.model import Failing, Report
from services.notifications.delivery.envelope import LONGEST_NAME, envelope_of, letter_of
from tests.notifications import build
from tests.notifications.bounces import mails

BASE, SECRET = "palautukset@verkosto.example", "9f2c61d07be84a35c1e7f0a2d4b86359"
LETTER = "0123456789abcdef0123456789abcdef"
HERE = envelope_of(LETTER, BASE, SECRET)
ours = partial(letter_of, base=BASE, secret=SECRET)


@given(st.uuids())
def test_each_letter_comes_back_to_an_address_of_its_own(drawn: uuid.UUID) -> None:
    address = envelope_of(drawn.hex, BASE, SECRET)
    assert len(address.partition("@")[0]) <= 64
    assert ours(address) == ours(address.upper()) == drawn.hex


def test_the_longest_name_fits_into_an_address() -> None:
    address = envelope_of(LETTER, f"{'n' * LONGEST_NAME}@verkosto.example", SECRET)
    assert len(address.partition("@")[0]) == 64


@pytest.mark.parametrize(
    "address",
    [
        "",
        BASE,
        HERE.replace("verkosto", "other"),
        HERE.replace("palautukset", "palautus"),
        HERE[:20] + ("a" if HERE[20] != "a" else "b") + HERE[21:],
        envelope_of(LETTER, BASE, "another secret, of another network"),
        f"{HERE}.evil.example",
    ],
)
def test_no_other_address_is_a_letter_s(address: str) -> None:
    assert ours(address) is None


def test_a_report_says_what_became_of_which_letter() -> None:
    assert reports.read(mails.report(HERE), ours) == Report(
        letter=LETTER, what="failed", status="5.1.1", said="550 5.1.1 no such user"
    )
    delayed = reports.read(mails.report(HERE, action="delayed", status="4.4.1"), ours)
    assert delayed is not None
    assert delayed.what == "delayed"


def test_a_complaint_is_one() -> None:
    assert reports.read(mails.complaint(HERE), ours) == Report(letter=LETTER, what="complained")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        mails.vacation(HERE),
        mails.report(BASE),
        mails.report("aino@verkosto.example"),
        mails.report(HERE, action="relayed"),
        mails.report(HERE).replace(b"message/delivery-status", b"text/plain"),
        mails.complaint(HERE).replace(b"abuse", b"not-spam"),
    ],
)
def test_what_is_no_report_of_a_letter_of_ours_is_none(raw: bytes) -> None:
    assert reports.read(raw, ours) is None


@given(st.binary(max_size=300), st.integers(0, 800))
def test_whatever_arrives_is_borne(noise: bytes, at: int) -> None:
    whole = mails.report(HERE)
    reports.read(whole[:at] + noise + whole[at:], ours)
    reports.read(noise, ours)


def failed(status: str) -> Report:
    return Report(letter=LETTER, what="failed", status=status)


def test_where_nobody_has_the_address_no_mail_goes_there_at_once() -> None:
    assert suppression.noted(Failing(email="a@x.example"), failed("5.1.1"), build.NOW).suppressed


def test_a_full_mailbox_is_given_time_but_not_for_ever() -> None:
    known = Failing(email="a@x.example")
    for n in range(3):
        assert not known.suppressed
        known = suppression.noted(known, failed("5.2.2"), build.NOW + timedelta(days=n))
    assert known.suppressed
    assert known.since == build.NOW + timedelta(days=2)
    assert not suppression.released(known).suppressed


def test_what_failed_long_ago_does_not_count() -> None:
    known = Failing(email="a@x.example")
    for n in range(5):
        known = suppression.noted(known, failed("4.4.7"), build.NOW + timedelta(days=31 * n))
    assert not known.suppressed
