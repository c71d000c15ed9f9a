"""A time that is none, or at the end of all calendars, is refused by every page and every address, and breaks none.

Which addresses take what is found in the services' own route tables, and which fields in the forms of their pages, so
that a new one is tried too.
"""

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from deploy.services import NAMES, table
from shared.app.settings import Settings
from shared.people.person import Person
from tests.journeys.story import Story
from tests.journeys.test_names import AWAY, ID, LINK, _filled, offered
from tests.parts import Network

ODD = (
    "0001-01-01T00:00:00+14:00",
    "0001-01-01T00:00",
    "0001-01-01",
    "9999-12-31T23:59:59-14:00",
    "9999-12-31T23:59",
    "9999-12-31",
    "2026-02-30",
    "25:61",
    "-1",
    "x",
    "",
    "2026-W01-1",
    "1e308",
)
TIMES = {"date", "datetime-local", "time", "month", "week"}
ISO = re.compile(r"\d{4}-\d\d-\d\d")


def routes(settings: Settings) -> Iterator[tuple[str, APIRoute]]:
    """Every route of every service, the pages too."""
    for name in NAMES:
        for router in table(name).routers:
            for route in router.routes:
                if isinstance(route, APIRoute):
                    yield name, route


def address(name: str, route: APIRoute) -> str:
    return f"/{name}" + re.sub(r"\{\w+\}", "x", route.path)


@pytest.mark.parametrize("who", ["coordinator", "supervisor"])
async def test_no_query_of_any_route_breaks_on_an_odd_time(network: Network, who: str) -> None:
    """Whatever a query takes, a time is put in its place: those that take none refuse it, or pass it over."""
    coordinator = Person(email=network.settings.coordinator_email, name="U", coordinator=True)
    supervisor = Person(email="aino@verkosto.example", name="Aino", supervisor="aino", organisations=("koulu",))
    tried: list[str] = []
    async with network.browser(coordinator if who == "coordinator" else supervisor) as browser:
        for name, route in routes(network.settings):
            names = [each.alias for each in route.dependant.query_params] or ["day", "before", "from"]
            if "GET" not in (route.methods or ()) or route.path.endswith("/live"):
                continue
            for odd in ODD:
                query = dict.fromkeys(names, odd)
                answer = await browser.get(address(name, route), params=query)
                assert answer.status_code < 500, f"{address(name, route)}?{query}: {answer.status_code}"
            tried.append(address(name, route))
    assert {"/booking/api/roster/on-duty", "/contracts/mine", "/booking/week", "/contracts/api/debriefings"} <= set(
        tried
    )
    async with network.browser(coordinator) as browser:
        for name in NAMES:
            for odd in ODD:
                assert (await browser.get(f"/{name}/audit", params={"before": odd})).status_code < 500


async def test_no_body_of_any_route_breaks_on_an_odd_time(network: Network) -> None:
    tried = 0
    for name, route in routes(network.settings):
        schema = _body(route)
        if schema is None:
            continue
        for path in _times_in(schema, schema.get("$defs", {})):
            for odd in ODD:
                body = _with(path, odd)
                for sent in (body, [body]):
                    answer = await network.http.request(
                        min(route.methods or {"POST"}), address(name, route), json=sent, headers=network.coordinator
                    )
                    assert answer.status_code < 500, f"{address(name, route)} {sent}: {answer.status_code}"
                    tried += 1
    assert tried > 100


async def test_no_form_of_any_page_breaks_on_an_odd_time(network: Network) -> None:
    story = Story(network)
    coordinator = Person(email=network.settings.coordinator_email, name="", coordinator=True)
    async with network.browser(coordinator) as office:
        await _filled(story, office)
    aino = (await story.get("/booking/api/supervisors"))[0]
    offer = await offered(story, "aino")
    sent: set[str] = set()
    for person in (coordinator, Person(email=aino["email"], name="A", supervisor=aino["id"])):
        async with network.browser(person) as browser:
            for form in await _forms(browser, ["/booking/me", "/contracts/debriefings/new", offer]):
                for field in form.times:
                    for odd in ODD:
                        filled = {**form.fields, field: odd}
                        answer = await _send(browser, form, filled)
                        assert answer.status_code < 500, f"{form.action} {field}={odd!r}: {answer.status_code}"
                    sent.add(f"{ID.sub('*', form.action)} {field}")
    for known in ("first", "incident.occurred_at", "from", "slot"):
        assert any(each.endswith(f" {known}") for each in sent), f"{known} was not tried: {sorted(sent)}"


async def _send(browser: httpx.AsyncClient, form: "Form", filled: dict[str, str]) -> httpx.Response:
    if form.method == "get":
        return await browser.get(form.action, params=filled)
    return await browser.post(form.action, data=filled)


async def _forms(browser: httpx.AsyncClient, roots: list[str]) -> list["Form"]:
    """Every form with a time in it, of every page that links lead to; one of those that differ by an id alone."""
    todo, kinds = list(roots), {ID.sub("*", root) for root in roots}
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    while todo:
        path = todo.pop(0)
        answer = await browser.get(path)
        reader = _Reader(path)
        reader.feed(answer.text)
        for form in reader.found:
            if form.times:
                found.setdefault((ID.sub("*", form.action), tuple(form.times)), form)
        for link in (html.unescape(each) for each in LINK.findall(answer.text)):
            kind = ID.sub("*", link)
            if kind not in kinds and not any(each in link for each in AWAY):
                kinds.add(kind)
                todo.append(link)
    return list(found.values())


class Form:
    """A form as it stands; `times` are its fields for a day, an hour or a moment, shown or hidden."""

    def __init__(self, action: str, method: str) -> None:
        self.action, self.method = action, method
        self.fields: dict[str, str] = {}
        self.times: list[str] = []

    def take(self, name: str, kind: str, value: str) -> None:
        self.fields.setdefault(name, value)
        if (kind in TIMES or ISO.match(value)) and name not in self.times:
            self.times.append(name)


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(has.get("action") or self.path, has.get("method", "get").lower()))
        elif self.found and tag == "input" and has.get("name"):
            self.found[-1].take(has["name"], has.get("type", "text"), has.get("value", ""))
        elif tag == "select":
            self._select = has.get("name", "")
        elif self.found and tag == "option" and self._select:
            self.found[-1].take(self._select, "select", has.get("value", ""))


def _body(route: APIRoute) -> dict[str, Any] | None:
    """The JSON schema of what a route is sent: declared, or described by hand."""
    if route.body_field is not None:
        kind: Any = route.body_field.field_info.annotation
        return kind.model_json_schema() if hasattr(kind, "model_json_schema") else None
    content = ((route.openapi_extra or {}).get("requestBody") or {}).get("content", {})
    found: dict[str, Any] | None = content.get("application/json", {}).get("schema")
    return found


def _times_in(schema: Any, known: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of the fields that are times; of those whose kind is not told, every field."""
    if not isinstance(schema, dict) or len(path) > 4:
        return
    if "$ref" in schema:
        schema = known.get(schema["$ref"].rsplit("/", 1)[-1], {})
    if schema.get("format") in {"date-time", "date", "time"}:
        yield path
    for each in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from _times_in(each, known, path)
    for name, each in schema.get("properties", {}).items():
        yield from _times_in(each, known, (*path, name))


def _with(path: tuple[str, ...], odd: str) -> Any:
    body: Any = odd
    for name in reversed(path):
        body = {name: body}
    return body
