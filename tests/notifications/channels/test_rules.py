"""Which of somebody's channels are used when, and how each is written."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest
from pydantic import SecretStr

from services.notifications.channels import contact_card, ladder
from services.notifications.channels.gateways import GatewaysError, gateways
from services.notifications.channels.model import AFTER, Channel, Kind, Reachable, Wake, WakeState
from services.notifications.channels.sealing import UnreadableError, seal, unseal
from services.notifications.channels.targets import label_of, target_of
from shared.i18n import Catalogues, Mistake, say
from tests.notifications.channels.browsers import Browser

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
ENGLISH = Catalogues.load().translations("en")
LATER = NOW + timedelta(minutes=10)


def channel(after: int, kind: Kind = "sms", **changes: object) -> Channel:
    return Channel.model_validate(
        {"id": f"{kind}{after}", "kind": kind, "target": b"x", "label": "…", "after": after, "made_at": NOW, **changes}
    )


def person(*channels: Channel) -> Reachable:
    return Reachable(email="aino@verkosto.example", channels=channels)


def steps(*channels: Channel, ends_at: datetime = LATER) -> list[Wake]:
    return ladder.steps(person(*channels), "case", "offer", "https://x.example/o", NOW, ends_at)


def test_everything_that_somebody_has_is_used_within_three_minutes() -> None:
    found = steps(*(channel(each) for each in AFTER))
    assert [(each.due_at - NOW).total_seconds() for each in found] == [0, 60, 120, 180]
    assert [each.at_once for each in found] == [True, False, False, False]


def test_what_is_gone_or_comes_too_late_to_answer_wakes_nobody() -> None:
    found = steps(channel(0, gone=True), channel(60), channel(180), ends_at=NOW + timedelta(seconds=180))
    assert [each.channel_id for each in found] == ["sms60"]


@pytest.mark.parametrize(
    ("after", "at", "awaited", "needed"),
    [
        (0, NOW, False, True),  # word of who is awaited may still be under way
        (60, NOW, True, True),
        (60, NOW, False, False),
        (0, LATER, True, False),
        (60, LATER, True, False),
    ],
)
def test_a_later_step_is_taken_only_while_an_answer_is_awaited(
    after: int,
    at: datetime,
    awaited: bool,  # noqa: FBT001
    needed: bool,  # noqa: FBT001
) -> None:
    [wake] = steps(channel(after))
    assert ladder.is_needed(wake, at, awaited=awaited) is needed


def test_after_a_failure_the_next_step_is_taken_at_once() -> None:
    first, second, third = steps(channel(0), channel(60), channel(120))
    sent = third.model_copy(update={"state": WakeState.SENT})
    assert ladder.after_failure(first, [third, second, first]) == second
    assert ladder.after_failure(second, [first.model_copy(update={"state": WakeState.FAILED}), second, sent]) is None


def test_a_locked_screen_names_no_organisation() -> None:
    [wake] = steps(channel(0))
    call = ladder.call(wake, "3.10", lambda text: say(text, ENGLISH))
    assert (call.title, call.text) == ("An urgent debriefing", "Can you lead it? Answer by 3.10.")
    assert (call.link, call.tag) == (wake.link, "offer")


@pytest.mark.parametrize(
    ("kind", "written", "kept", "label"),
    [
        ("sms", "040 123 4567", "+358401234567", "…4567"),
        ("voice", "+46 70 123 45 67", "+46701234567", "…4567"),
        ("telegram", " @maija_w ", "@maija_w", "…ja_w"),
        ("telegram", "-1001234567890", "-1001234567890", "…7890"),
        ("pushover", "u" * 30, "u" * 30, "…uuuu"),
        ("matrix", "@maija:example.org", "@maija:example.org", "….org"),
        ("ntfy", "https://ntfy.sh/oma-aihe?x=1", "https://ntfy.sh/oma-aihe", "ntfy.sh"),
        ("ntfy", "https://ntfy.example:8443/a", "https://ntfy.example:8443/a", "ntfy.example"),
    ],
)
def test_where_somebody_is_reached_is_kept_in_one_form(kind: Kind, written: str, kept: str, label: str) -> None:
    assert target_of(kind, written) == kept
    assert label_of(kind, kept) == label


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("sms", ""),
        ("sms", "x" * 2000),
        ("sms", "soita äidille"),
        ("telegram", "maija/../x"),
        ("pushover", "u" * 29),
        ("matrix", "maija"),
        ("ntfy", "https://ntfy.sh/"),
        ("ntfy", "https://ntfy.sh/a/b"),
        ("ntfy", "https://user:pw@ntfy.sh/a"),
        ("ntfy", "ftp://ntfy.sh/a"),
        ("ntfy", "https://ntfy.sh:x/a"),
        ("push", "{}"),
        ("push", "[]"),
        ("push", '{"endpoint": "https://p.example/1", "keys": {"p256dh": "AA", "auth": "AA"}}'),
        ("push", '{"endpoint": 1, "keys": {"p256dh": "AA", "auth": "AA"}}'),
        ("push", '{"endpoint": "https://p.example/1", "keys": null}'),
    ],
)
def test_what_is_no_address_of_its_kind_is_refused_with_a_sentence(kind: Kind, written: str) -> None:
    with pytest.raises(Mistake):
        target_of(kind, written)


def test_of_a_browser_only_what_is_needed_is_kept() -> None:
    browser = Browser("https://push.example/abc")
    kept = orjson.loads(target_of("push", orjson.dumps({**browser.subscription, "more": "x"}).decode()))
    assert kept == {name: browser.subscription[name] for name in ("endpoint", "keys")}


def test_where_somebody_is_reached_can_be_read_with_the_key_alone() -> None:
    sealed = seal("+358401234567", "secret")
    assert b"401234567" not in sealed
    assert unseal(sealed, "secret") == "+358401234567"
    with pytest.raises(UnreadableError):
        unseal(sealed, "another")


def test_the_networks_gateways_are_read_by_kind() -> None:
    written = {
        "sms": "twilio://AC0123456789abcdef:token@+358401234567/{to}",
        "telegram": "tgram://123456789:abcdefg_hijklmnop/{to}",
    }
    assert gateways(SecretStr(orjson.dumps(written).decode())) == written
    assert gateways(None) == {}


@pytest.mark.parametrize(
    "written",
    [
        "sms",
        "[]",
        '{"fax": "json://x/{to}"}',
        '{"sms": "json://x/"}',
        '{"sms": "file:///etc/{to}"}',
        '{"sms": "twilio://{to}"}',
        '{"telegram": "json://x/{to}"}',
        '{"sms": 1}',
    ],
)
def test_a_gateway_that_can_not_be_used_is_said_without_its_address(written: str) -> None:
    with pytest.raises(GatewaysError) as raised:
        gateways(SecretStr(written))
    assert "//" not in str(raised.value)


def test_the_networks_card_holds_whatever_its_name_is() -> None:
    card = contact_card.written("Verkosto; Oy, \r\nBEGIN:X", "+358 2 123", "v@x.example").split("\r\n")
    assert card[3] == "FN:Verkosto\\; Oy\\, BEGIN:X"
    assert card[5] == "TEL;TYPE=WORK,VOICE:+358 2 123"
    assert "TEL" not in contact_card.written("V", None, "v@x.example")
