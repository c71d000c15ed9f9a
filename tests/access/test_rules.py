"""Who somebody is by their address, what a browser calls itself, where nobody is ever led."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.sign_in.rules import device_name, known_person, own_page
from shared.people.person import Person
from tests.booking.build import supervisor


@given(st.text(max_size=40) | st.text("/\\.:@evil?#%\t\n", max_size=12))
def test_whatever_is_asked_for_nobody_is_led_to_another_host(address: str) -> None:
    if (led_to := own_page(address)) is not None:
        assert urlsplit(urljoin("https://rinnalla.test/booking/sign-in", led_to)).netloc == "rinnalla.test"
        assert led_to.isascii()
        assert led_to.isprintable()


def test_a_page_of_ours_is_led_back_to() -> None:
    assert own_page("/booking/week?from=2026-12-01#today") == "/booking/week?from=2026-12-01#today"
    assert own_page(None) is None


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_1) Version/18.1 Safari/605.1.15", "Safari, Mac"),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_browser_is_called_what_its_owner_calls_it(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name


def test_one_address_is_one_person_in_all_their_roles() -> None:
    aino = supervisor("aino")
    both = known_person(aino.email, aino.email.upper(), "sv", aino)
    assert both is not None
    assert both.roles == {"coordinator", "supervisor"}
    assert both.language == aino.language
    alone = known_person("ulla@verkosto.example", "ulla@verkosto.example", "sv", None)
    assert alone == Person(email="ulla@verkosto.example", name="", language="sv", coordinator=True)
    assert known_person("arto@verkosto.example", "ulla@verkosto.example", "fi", None) is None
