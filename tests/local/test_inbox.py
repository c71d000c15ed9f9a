"""The inbox takes mail as a server does, shows it as it was sent, and can refuse and be away."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from pathlib import Path
from zoneinfo import ZoneInfo

import aiosmtplib
import httpx
import pytest

from deploy.local.inbox.mails import Box
from deploy.local.inbox.pages import build
from deploy.local.inbox.smtp import Door, listening

WHO = "aino@example.org"


@dataclass
class Inbox:
    box: Box
    door: Door
    port: int
    http: httpx.AsyncClient

    async def send(self, mail: EmailMessage, *, to: str = WHO) -> None:
        await aiosmtplib.send(mail, hostname="127.0.0.1", port=self.port, recipients=[to], sender="r@localhost")


@pytest.fixture
async def inbox(tmp_path: Path) -> AsyncIterator[Inbox]:
    box, door = Box(tmp_path), Door()
    app = httpx.ASGITransport(app=build(box, door, ZoneInfo("Europe/Helsinki")))
    async with (
        listening(box, door, "127.0.0.1", 0) as port,
        httpx.AsyncClient(transport=app, base_url="http://inbox") as http,
    ):
        yield Inbox(box, door, port, http)
    box.close()


def mail(subject: str = "Jälkipuinti tiistaina", message_id: str = "<1@localhost>") -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"], made["Message-ID"] = "Verkosto <r@localhost>", WHO, subject, message_id
    made.set_content("Hyvä Äiti & co\n")
    made.add_alternative("<h1>Hyvä Äiti</h1><script>alert(1)</script>", subtype="html")
    return made


async def test_a_mail_is_told_in_json_as_it_was_sent(inbox: Inbox) -> None:
    await inbox.send(mail())
    [told] = (await inbox.http.get("/api/messages", params={"to": WHO.upper()})).json()
    assert (told["to"], told["from"], told["subject"]) == (WHO, "Verkosto <r@localhost>", "Jälkipuinti tiistaina")
    assert told["text"].strip() == "Hyvä Äiti & co"
    assert told["html"].startswith("<h1>Hyvä Äiti</h1>")
    assert (told["attachments"], told["copies"]) == ([], 1)


async def test_mails_are_told_oldest_first_and_only_their_recipient_s(inbox: Inbox) -> None:
    for number, to in enumerate((WHO, "other@example.org", WHO)):
        await inbox.send(mail(f"no {number}", f"<{number}@localhost>"), to=to)
    told = (await inbox.http.get("/api/messages", params={"to": WHO})).json()
    assert [each["subject"] for each in told] == ["no 0", "no 2"]
    assert len((await inbox.http.get("/api/messages")).json()) == 3


async def test_an_invite_is_told_once_though_it_is_alternative_and_attachment(inbox: Inbox) -> None:
    made = mail()
    made.add_alternative("BEGIN:VCALENDAR", subtype="calendar", params={"method": "REQUEST"})
    made.add_attachment(b"BEGIN:VCALENDAR\r\n", maintype="text", subtype="calendar", filename="invite.ics")
    await inbox.send(made)
    [told] = (await inbox.http.get("/api/messages")).json()
    [file] = told["attachments"]
    assert (file["name"], file["content_type"]) == ("invite.ics", "text/calendar")
    assert b64decode(file["content"]) == b"BEGIN:VCALENDAR\r\n"


async def test_an_invite_that_is_only_an_alternative_is_an_attachment_too(inbox: Inbox) -> None:
    made = mail()
    made.add_alternative("BEGIN:VCALENDAR", subtype="calendar", params={"method": "REQUEST"})
    await inbox.send(made)
    assert [file.name for file in inbox.box.mails()[0].attachments] == ["invite.ics"]


async def test_a_head_in_plain_utf8_is_read(inbox: Inbox) -> None:
    made = EmailMessage(policy=SMTPUTF8)
    made["From"], made["To"], made["Subject"] = "r@localhost", "äiti@example.org", "Hätä ei lue lakia"
    made.set_content("ääkkösiä", cte="8bit")
    await inbox.send(made, to="äiti@example.org")
    [kept] = inbox.box.mails("äiti@example.org")
    assert (kept.subject, kept.text.strip()) == ("Hätä ei lue lakia", "ääkkösiä")


async def test_a_mail_that_comes_again_is_kept_once_and_counted(inbox: Inbox) -> None:
    for _ in range(3):
        await inbox.send(mail())
    await inbox.send(mail(), to="other@example.org")
    assert [(each.to, each.copies) for each in inbox.box.mails()] == [(WHO, 3), ("other@example.org", 1)]


async def test_mails_and_their_copies_survive_a_restart_and_half_a_line_is_left_out(
    inbox: Inbox, tmp_path: Path
) -> None:
    await inbox.send(mail())
    await inbox.send(mail())
    with (tmp_path / "mails.jsonl").open("ab") as file:
        file.write(b'{"to": "half')
    again = Box(tmp_path)
    assert [(each.to, each.subject, each.copies) for each in again.mails()] == [(WHO, "Jälkipuinti tiistaina", 2)]
    again.close()


async def test_a_mail_after_half_a_line_survives_the_next_restart(tmp_path: Path) -> None:
    (tmp_path / "mails.jsonl").write_bytes(b'{"to": "half')
    box = Box(tmp_path)
    await box.deliver("r@localhost", [WHO], bytes(mail()))
    box.close()
    again = Box(tmp_path)
    assert [each.to for each in again.mails()] == [WHO]
    again.close()


@pytest.mark.parametrize("address", ["refused.aino@example.org", "Refused.x@example.org", "aino@refuse.invalid"])
async def test_an_address_that_is_to_be_refused_is_refused_for_good(inbox: Inbox, address: str) -> None:
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await inbox.send(mail(), to=address)
    assert refused.value.recipients[0].code == 550
    assert inbox.box.mails() == []


async def test_a_paused_server_turns_away_new_and_open_connections_until_it_resumes(inbox: Inbox) -> None:
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=inbox.port) as connection:
        assert (await inbox.http.post("/api/pause?seconds=60")).json() == {"paused": True}
        with pytest.raises(aiosmtplib.SMTPException):
            await connection.send_message(mail(), recipients=[WHO])
    with pytest.raises(aiosmtplib.SMTPException) as away:
        await inbox.send(mail())
    assert "421" in str(away.value)
    assert (await inbox.http.post("/api/resume")).json() == {"paused": False}
    await inbox.send(mail())
    assert len(inbox.box.mails()) == 1


async def test_commands_may_be_sent_all_at_once(inbox: Inbox) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", inbox.port)
    await reader.readline()
    writer.write(b"EHLO here\r\n")
    extensions: list[bytes] = []
    while not extensions or extensions[-1][3:4] == b"-":
        extensions.append(await reader.readline())
    assert {b"PIPELINING", b"SMTPUTF8"} <= {line[4:].strip() for line in extensions}
    writer.write(b"MAIL FROM:<r@localhost>\r\nRCPT TO:<a@example.org>\r\nRCPT TO:<refused.b@example.org>\r\nDATA\r\n")
    answers = [(await reader.readline())[:3] for _ in range(4)]
    writer.write(b"Subject: hei\r\n\r\nhei\r\n.\r\n")
    answers.append((await reader.readline())[:3])
    writer.close()
    assert answers == [b"250", b"250", b"550", b"354", b"250"]
    assert [each.to for each in inbox.box.mails()] == ["a@example.org"]


async def test_the_page_shows_mails_escaped_and_runs_nothing_of_them(inbox: Inbox) -> None:
    await inbox.send(mail(subject="<img src=x onerror=alert(1)>"))
    page = await inbox.http.get(f"/messages/{inbox.box.mails()[0].id}")
    assert "<img src=x" not in page.text
    assert "&lt;img src=x" in page.text
    assert "unsafe-inline" not in page.headers["content-security-policy"]
    html = await inbox.http.get(f"/messages/{inbox.box.mails()[0].id}/html")
    policy = html.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'")
    assert "allow-scripts" not in policy


async def test_an_attachment_is_only_ever_downloaded(inbox: Inbox) -> None:
    made = mail()
    made.add_attachment("<script>alert(1)</script>", subtype="html", filename="x.html")
    await inbox.send(made)
    file = await inbox.http.get("/messages/000001/attachments/0")
    assert (file.headers["content-disposition"], file.headers["content-type"]) == (
        "attachment",
        "application/octet-stream",
    )
    assert (await inbox.http.get("/messages/000001/attachments/1")).status_code == 404


async def test_waiting_ends_when_the_mail_comes_and_says_how_many_came_otherwise(inbox: Inbox) -> None:
    waiting = asyncio.create_task(inbox.box.wait(1, to=WHO))
    await inbox.send(mail())
    assert [each.to for each in await waiting] == [WHO]
    with pytest.raises(TimeoutError, match="1 of 2 mails"):
        await inbox.box.wait(2, to=WHO, seconds=0.05)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8025", 200),
        ("localhost:8025", 200),
        ("[::1]:8025", 200),
        ("inbox", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example:8025", 421),
        ("192.0.2.7:8025", 421),
        ("localhost.evil.example", 421),
        ("", 421),
    ],
)
async def test_the_inbox_answers_to_this_machine_s_own_names_alone(inbox: Inbox, host: str, status: int) -> None:
    for path in ("/", "/api/messages"):
        assert (await inbox.http.get(path, headers={"Host": host})).status_code == status


async def test_the_inbox_is_emptied_from_its_own_page_only(inbox: Inbox) -> None:
    await inbox.send(mail())
    assert (await inbox.http.post("/clear", headers={"Sec-Fetch-Site": "cross-site"})).status_code == 403
    assert len(inbox.box.mails()) == 1
    assert (await inbox.http.post("/clear", headers={"Sec-Fetch-Site": "same-origin"})).status_code == 303
    assert inbox.box.mails() == []
