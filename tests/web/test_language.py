"""Which language a reader gets."""

import re

import pytest

from tests.web.shell import application, client


@pytest.mark.parametrize(
    ("query", "cookie", "accept", "language"),
    [
        ("", "", "", "fi"),
        ("", "", "sv-FI, en;q=0.5", "sv"),
        ("", "", "de, en;q=0.8, fi;q=0.9", "fi"),
        ("", "", "de", "fi"),
        ("", "", "sv;q=0, en;q=0.1", "en"),
        ("", "sv", "en", "sv"),
        ("?lang=en", "sv", "fi", "en"),
        ("?lang=xx", "xx", "sv", "sv"),
        ("", "", ";;,q=,en;q=x,\u00e4", "fi"),
    ],
)
async def test_picked_then_remembered_then_the_browser_s_then_finnish(
    query: str, cookie: str, accept: str, language: str
) -> None:
    sent = {"accept-language": accept.encode(), "cookie": f"lang={cookie}".encode()}
    async with client(application()) as browser:
        answer = await browser.get(f"/sample/everything{query}", headers=[(k.encode(), v) for k, v in sent.items()])
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["content-language"] == language


async def test_a_picked_language_sticks() -> None:
    async with client(application()) as browser:
        await browser.get("/sample/everything?lang=sv")
        assert '<html lang="sv">' in (await browser.get("/sample/everything")).text


@pytest.mark.parametrize(("scheme", "is_secure"), [("http", False), ("https", True)])
async def test_behind_tls_it_is_never_sent_in_the_open_whatever_the_way_to_us(scheme: str, is_secure: bool) -> None:  # noqa: FBT001
    async with client(application(public_url=f"{scheme}://rinnalla.test")) as browser:
        answer = await browser.get("/sample/everything?lang=sv")
    assert ("secure" in answer.headers["set-cookie"].lower()) is is_secure


async def test_the_language_links_keep_the_rest_of_the_address() -> None:
    async with client(application()) as browser:
        page = (await browser.get("/sample/everything?wrong=true&lang=fi")).text
    assert re.findall(r'href="([^"]+)" lang="sv"', page) == ["/sample/everything?wrong=true&amp;lang=sv"]


async def test_what_was_typed_is_escaped() -> None:
    async with client(application()) as browser:
        page = (await browser.get("/sample/everything")).text
    assert "&lt;b&gt;Aino&lt;/b&gt;" in page
    assert "<b>Aino" not in page
