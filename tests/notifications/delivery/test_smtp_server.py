"""What the address of the mail server says."""

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.delivery.smtp import SmtpConnection
from services.notifications.delivery.smtp_server import NotAnAddressError, SmtpServer, smtp_server
from services.notifications.service import check_settings
from tests.notifications import build
from tests.notifications.delivery import scripted


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("smtp://mail.example.org", "mail.example.org", 25, "offered"),
        ("smtp://mail.example.org:587", "mail.example.org", 587, "offered"),
        ("smtp://mail.example.org:587?tls=required", "mail.example.org", 587, "required"),
        ("smtps://mail.example.org", "mail.example.org", 465, "implicit"),
        ("smtps://mail.example.org:4650/", "mail.example.org", 4650, "implicit"),
        ("smtp://[::1]:25", "::1", 25, "offered"),
        ("smtp://u:p@mail.example.org", "mail.example.org", 25, "required"),
        ("smtp://u:p@mail.example.org?tls=offered", "mail.example.org", 25, "offered"),
        ("smtp://u:p@127.0.0.1", "127.0.0.1", 25, "offered"),
    ],
)
def test_the_port_and_the_way_follow_from_the_address(url: str, host: str, port: int, tls: str) -> None:
    found = smtp_server(url)
    assert (found.host, found.port, found.tls) == (host, port, tls)


def test_the_setting_alone_requires_tls_too() -> None:
    assert smtp_server("smtp://mail.example.org", "required").tls == "required"
    assert smtp_server("smtps://mail.example.org", "required").tls == "implicit"


SECRETS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)


@given(user=SECRETS, password=SECRETS)
def test_user_and_password_are_what_was_encoded(user: str, password: str) -> None:
    url = f"smtps://{quote(user, safe='')}:{quote(password, safe='')}@mail.example.org"
    assert smtp_server(url) == SmtpServer("mail.example.org", 465, user, password, "implicit")


WRONG = [
    "smtp://",
    "smtp://:25",
    "smtp://mail.example.org:x",
    "smtp://mail.example.org:99999",
    "smtp://mail.example.org:0",
    "smtp://[::1",
    "smtp://mail.example.org/inbox",
    "smtp://mail.example.org?tls=perhaps",
    "smtp://mail.example.org?starttls",
    "smtp://u%ff:p@mail.example.org",
    "smtp://u:p%0d%0a@mail.example.org",
    "http://mail.example.org",
]


@pytest.mark.parametrize("url", WRONG)
def test_what_names_no_server_ends_the_start_in_one_sentence_without_the_password(url: str) -> None:
    with pytest.raises(NotAnAddressError):
        smtp_server(url)
    with pytest.raises(SystemExit) as ended:
        check_settings(build.settings().model_copy(update={"smtp_url": url}))
    said = str(ended.value)
    assert said.startswith("Notifications can't start: RINNALLA_SMTP_URL")
    assert "\n" not in said
    assert said.endswith(".")
    assert url not in said


async def test_a_server_that_offers_no_tls_gets_nothing_where_it_is_required() -> None:
    heard: list[str] = []

    def answers(verb: str, _line: str) -> str:
        heard.append(verb)
        return ""

    async with scripted.listening(answers) as server:
        line = SmtpConnection(build.settings().model_copy(update={"smtp_url": f"{server.url}?tls=required"}))
        assert (await line.send("aino@verkosto.example", b"Subject: x\r\n\r\nx\r\n")).status == "away"
    assert "MAIL" not in heard


async def test_the_password_that_is_sent_is_the_decoded_one() -> None:
    said: list[str] = []

    def answers(verb: str, line: str) -> str:
        said.append(line)
        return {"EHLO": "250-here\r\n250 AUTH PLAIN", "AUTH": "235 welcome"}.get(verb, "")

    async with scripted.listening(answers) as server:
        url = server.url.replace("smtp://", "smtp://post%40x.example:p%3A%2F%20%C3%A4@")
        line = SmtpConnection(build.settings().model_copy(update={"smtp_url": url}))
        assert (await line.send("aino@verkosto.example", b"Subject: x\r\n\r\nx\r\n")).status == "accepted"
        line.drop()
    (auth,) = [line for line in said if line.startswith("AUTH")]
    assert base64.b64decode(auth.split()[-1]).decode() == "\0post@x.example\0p:/ ä"
