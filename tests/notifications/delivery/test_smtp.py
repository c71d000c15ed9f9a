"""What a mail server's answers mean for a letter."""

import asyncio

import pytest

from services.notifications.delivery.smtp import SmtpConnection, Verdict, check_sender
from shared.app.settings import Settings
from tests.notifications import build
from tests.notifications.delivery import scripted

MAIL = b"Subject: x\r\n\r\nx\r\n"


def at(server: scripted.Server) -> Settings:
    return build.settings().model_copy(update={"smtp_url": server.url})


@pytest.mark.parametrize(
    ("verb", "answer", "status"),
    [
        ("RCPT", "550 5.1.1 nobody has this address", "refused"),
        ("SENT", "554 5.7.1 not this mail", "refused"),
        ("RCPT", "450 4.2.0 greylisted", "later"),
        ("SENT", "452 4.3.1 full", "later"),
        ("RCPT", "421 4.7.0 not to this one now", "broke_off"),
        ("DATA", "421 4.3.2 going down", "broke_off"),
        ("SENT", "421 4.3.2 going down", "broke_off"),
        ("CONNECT", "554 5.3.2 no service here now", "away"),
        ("CONNECT", "421 4.3.2 too many connections", "away"),
        ("MAIL", "550 5.7.1 your network is not known here", "away"),
        ("MAIL", "451 4.3.0 try later", "away"),
    ],
)
async def test_what_is_said_of_the_mail_decides_and_what_is_said_of_us_does_not(
    verb: str, answer: str, status: str
) -> None:
    def answers(asked: str, _line: str) -> str:
        return answer if asked == verb else ""

    async with scripted.listening(answers) as server:
        connection = SmtpConnection(at(server))
        assert (await connection.send("aino@verkosto.example", MAIL)).status == status
        connection.drop()


async def test_a_connection_goes_on_after_every_answer() -> None:
    said = iter(("550 no", "450 later", "421 bye"))

    def answers(asked: str, _line: str) -> str:
        return next(said, "") if asked == "RCPT" else ""

    async with scripted.listening(answers) as server:
        connection = SmtpConnection(at(server))
        statuses = [(await connection.send("aino@verkosto.example", MAIL)).status for _ in range(5)]
        assert statuses == ["refused", "later", "broke_off", "accepted", "accepted"]
        connection.drop()


async def test_an_address_that_no_server_takes_is_refused_and_the_connection_goes_on() -> None:
    async with scripted.listening() as server:
        connection = SmtpConnection(at(server))
        for address in (
            "mäija@x.example",
            "a b\r\nRCPT TO:<all@example.org>",
            "A <a@x.example>",
            "a@x.example,b@x.example",
        ):
            assert (await connection.send(address, MAIL)).status == "refused"
        assert (await connection.send("aino@verkosto.example", MAIL)).status == "accepted"
        assert server.taken == ["aino@verkosto.example"]
        connection.drop()


async def test_nobody_there_is_away() -> None:
    async with scripted.listening() as server:
        connection = SmtpConnection(at(server))
    await asyncio.sleep(0)
    verdict: Verdict = await connection.send("aino@verkosto.example", MAIL)
    assert verdict.status == "away"


@pytest.mark.parametrize("wrong", ["", "rinnalla", "@x.example", "ä@x.example", "a@x.example\r\nBcc: b@x.example"])
def test_a_sender_in_whose_name_nothing_can_be_sent_ends_the_start(wrong: str) -> None:
    with pytest.raises(SystemExit, match="RINNALLA_MAIL_FROM"):
        check_sender(build.settings().model_copy(update={"mail_from": wrong}))
    check_sender(build.settings())
    check_sender(build.settings().model_copy(update={"mail_from": "rinnalla@localhost"}))
