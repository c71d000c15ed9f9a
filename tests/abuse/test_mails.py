"""What people type as names comes out of the mail server as names: no header, no recipient, no markup of their own."""

import re

import pytest

from tests.abuse.bodies import ask
from tests.journeys.story import Story
from tests.parts import Network

NAMES = [
    "Liedon koulu <all@example.org>",
    "=?utf-8?q?=0d=0aBcc:_all@example.org?=",
    "<img src=x onerror=alert(1)>",
    '"; Bcc: all@example.org; x="',
    "%(name)s {{ 1234*1000 }} ${x}",
    "Šiwa Ωmega 学校 🏫",
]
HEADERS = {
    "auto-submitted",
    "content-language",
    "content-type",
    "date",
    "from",
    "importance",
    "message-id",
    "mime-version",
    "subject",
    "to",
}


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_is_only_a_name(network: Network, name: str) -> None:
    story = Story(network)
    await story.supervisors("aino", on_duty=("aino",))
    body = ask() | {"organisation": name}
    body["contact"] |= {"name": name}
    answer = await network.http.post("/contracts/api/debriefings", json=body, headers=network.coordinator)
    assert answer.status_code == 202, answer.text
    await network.inbox.mail("maija@liedonkoulu.example")
    await network.inbox.mail("aino@verkosto.example")
    await network.inbox.mail("koordinaattori@example.org")  # one supervisor is too few for two leaders
    mails = network.inbox.box.mails()
    told = {"maija@liedonkoulu.example", "aino@verkosto.example", "koordinaattori@example.org"}
    assert {mail.to for mail in mails} == told
    for mail in mails:
        assert {header.lower() for header in mail.message.keys()} <= HEADERS  # noqa: SIM118  # a mail is no dict
        assert len(mail.message.get_all("To", [])) == 1
        assert not re.search(r"<(img|script)", mail.html)
        assert "1234000" not in mail.text
    assert name in network.inbox.box.mails("aino@verkosto.example")[0].text
