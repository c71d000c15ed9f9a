"""Every role at every address of every service: the table is the single source, and the services keep to it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import get_args

import httpx
import pytest
from cryptography.fernet import Fernet
from fastapi import APIRouter

from deploy.services import NAMES, table
from services.booking.service import SERVICE as BOOKING
from services.contracts.scopes import Scope
from shared.app.lifecycle import build
from shared.people.person import Person
from shared.web.navigation import PLACES, MapPage, home
from shared.web.security.authorization import SHELL, AccessRule, NoRule, addresses
from tests import parts
from tests.seal_keys import SEAL
from tests.web.shell import settings as some_settings

INCIDENT_KEY = Fernet.generate_key().decode()
PEOPLE = {
    "nobody": None,
    "coordinator": Person(email="koordinaattori@example.org", name="Ulla", coordinator=True),
    "supervisor": Person(email="aino@verkosto.example", name="Aino", supervisor="aino"),
    "orderer": Person(email="maija@liedonkoulu.example", name="Maija", organisations=("liedon-koulu",)),
}
ACCESS = [(name, address, rule) for name in NAMES for address, rule in {**SHELL, **table(name).access}.items()]


@pytest.fixture(scope="module")
async def standing(
    tmp_path_factory: pytest.TempPathFactory, amqp_url: str, mongo_url: str, session_inbox: parts.Inbox
) -> AsyncIterator[parts.Network]:
    folder: Path = tmp_path_factory.mktemp("doors")
    settings = parts.settings(folder, amqp_url, mongo_url, session_inbox.smtp_url)
    async with parts.network(settings, session_inbox) as running:
        orders = {"organisation": "liedon-koulu", "called": "Liedon koulu", "name": "Maija", "language": "fi"}
        known = {"_id": "maija", "email": "maija@liedonkoulu.example", **orders, "revision": 1}
        await running.database("booking")["orderers"].insert_one(known)
        yield running


def opens(rule: AccessRule, role: str) -> bool:
    return rule.is_public or role in rule.roles


async def knock(browser: httpx.AsyncClient, service: str, address: str) -> httpx.Response:
    """Ask for an address with ids that nobody has."""
    method, _, path = address.partition(" ")
    filled = "/".join("nobodys" if part.startswith("{") else part for part in path.split("/"))
    async with browser.stream(method, f"/{service}{filled}") as answer:  # a live page's stream never ends
        return answer


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("service", NAMES)
async def test_each_role_is_let_in_where_the_table_says_and_nowhere_else(
    standing: parts.Network, service: str, role: str
) -> None:
    wrong = []
    aino = {"id": "aino", "name": "Aino", "email": "aino@verkosto.example"}
    sent = await standing.http.post("/booking/api/supervisors", json=aino, headers=standing.coordinator)
    assert sent.status_code == 201
    async with standing.browser(PEOPLE[role]) as browser:
        # Who is erased is let in no more: that comes last.
        for name, address, rule in sorted(ACCESS, key=lambda each: "erase" in each[1]):
            if name != service:
                continue
            answer = await knock(browser, service, address)
            to_sign_in = answer.headers.get("location", "").startswith("/booking/sign-in?next=")
            let_in = not (to_sign_in or answer.status_code in (401, 403))
            if let_in != opens(rule, role) or answer.status_code >= 500:
                wrong.append((address, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("service", NAMES)
async def test_the_coordinator_s_token_opens_the_coordinator_s_apis_and_no_page(
    standing: parts.Network, service: str
) -> None:
    async with standing.browser(headers=standing.coordinator) as program:
        for name, address, rule in ACCESS:
            if name == service and not rule.is_public:
                answer = await knock(program, service, address)
                refused = answer.status_code in (401, 403) or "sign-in?" in answer.headers.get("location", "")
                assert refused != ("/api/" in address and "coordinator" in rule.roles), address


async def token(network: parts.Network, name: str, scope: str) -> str:
    """A token for one thing: an organisation's, or the network's."""
    row = {"name": "Liedon koulu"}
    await network.http.post("/contracts/api/organisations", json=row, headers=network.coordinator)
    (school,) = (await network.http.get("/contracts/api/organisations", headers=network.coordinator)).json()
    async with network.browser(PEOPLE["coordinator"]) as browser:
        form = {"name": name, "scopes": scope}
        owner = f"/organisations/{school['id']}" if scope.startswith("debriefings") else ""
        page = await browser.post(f"/contracts{owner}/tokens", data=form)
    return "rinnalla_" + page.text.split(">rinnalla_")[1].split("<")[0]


@pytest.mark.parametrize("scope", [*get_args(Scope), "revoked"])
@pytest.mark.parametrize("service", NAMES)
async def test_a_token_that_was_made_opens_what_it_is_for_and_nothing_else(
    standing: parts.Network, service: str, scope: str
) -> None:
    given = "rinnalla_revoked" if scope == "revoked" else await token(standing, f"{service} {scope}", scope)
    wrong = []
    async with standing.browser(headers={"Authorization": f"Bearer {given}"}) as program:
        for name, address, rule in ACCESS:
            if name == service:
                answer = await knock(program, service, address)
                refused = answer.status_code in (401, 403) or "sign-in?" in answer.headers.get("location", "")
                if refused == (scope in rule.scopes or (rule.is_public and not rule.scopes)):
                    wrong.append((address, answer.status_code))
    assert wrong == []


async def test_who_is_not_signed_in_is_led_to_the_sign_in_page_and_back(standing: parts.Network) -> None:
    async with standing.browser() as browser:
        answer = await browser.get("/booking/me?lang=sv")
        assert answer.headers["location"] == "/booking/sign-in?next=%2Fbooking%2Fme%3Flang%3Dsv"
        asked_as_program = await browser.get("/booking/me", headers={"Accept": "application/json"})
        assert asked_as_program.status_code == 401


@pytest.mark.parametrize("name", NAMES)
def test_the_table_names_every_address_of_the_application(name: str) -> None:
    app = build(table(name), some_settings(incident_key=INCIDENT_KEY, **SEAL))
    assert set(addresses(app, name)) == {*SHELL, *table(name).access}


def test_a_service_with_an_address_that_has_no_rule_does_not_start() -> None:
    router = APIRouter()
    router.add_api_route("/forgotten", lambda: None)
    changed = {field: getattr(BOOKING, field) for field in BOOKING.__dataclass_fields__}
    careless = type(BOOKING)(**{**changed, "routers": (*BOOKING.routers, router)})
    with pytest.raises(NoRule, match="GET /forgotten"):
        build(careless, some_settings())


@pytest.mark.parametrize("page", [page for place in PLACES for page in place.pages], ids=lambda page: page.path)
def test_the_navigation_leads_to_pages_that_open_for_those_who_see_it(page: MapPage) -> None:
    _, service, rest = page.path.split("/", 2)
    rule = {**SHELL, **table(service).access}[f"GET /{rest}"]
    assert set(page.roles) <= rule.roles


async def test_an_error_keeps_the_menu_and_leads_home(standing: parts.Network) -> None:
    person = PEOPLE["coordinator"]
    assert person is not None
    async with standing.browser(person) as browser:
        for lost in ("/booking/nowhere", "/contracts/nowhere"):
            answer = await browser.get(lost)
            assert answer.status_code == 404
            assert f'class="brand" href="{home(person)}"' in answer.text


async def test_who_is_not_signed_in_sees_no_menu(standing: parts.Network) -> None:
    async with standing.browser() as browser:
        answer = await browser.get("/booking/nowhere")
        assert 'class="tabbar"' not in answer.text
