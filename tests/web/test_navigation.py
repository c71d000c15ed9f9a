"""The menu: what each role sees, where they are, where the logo leads; and the map that it is made of."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy import navigation as deployed
from shared.people.person import Person
from shared.web.navigation import PLACES, MapPage, MapPlace, home, menu

LANGUAGES = ("fi", "sv", "en")
ROLES = ("coordinator", "supervisor", "orderer")
COORDINATOR = Person(email="ulla@x.example", name="Ulla", coordinator=True)
SUPERVISOR = Person(email="aino@x.example", name="Aino", supervisor="aino")
ORDERER = Person(email="maija@x.example", name="", organisations=("koulu",))


def page(path: str, *roles: str, around: tuple[str, ...] = ()) -> MapPage:
    return MapPage(path=path, labels=dict.fromkeys(LANGUAGES, path), roles=roles, around=around)


def place(name: str, *pages: MapPage, own: bool = False) -> MapPlace:
    return MapPlace(name=name, icon="x", labels=dict.fromkeys(LANGUAGES, name.title()), pages=pages, own=own)


SOME = (
    place("today", page("/a/today", "coordinator", "supervisor")),
    place(
        "people",
        page("/a/people", "coordinator", around=("/b/person",)),
        page("/a/people/rooms", "coordinator"),
        page("/b/mine", "orderer"),
    ),
    place("own", page("/a/me", "coordinator", "supervisor", "orderer"), own=True),
)


def current(person: Person, address: str, places: Sequence[MapPlace] = SOME) -> dict[str, str]:
    shown = menu(person, "fi", address, places)
    return {each.path: each.current for each in (*shown.places, *shown.pages) if each.current}


def test_somebody_sees_the_places_in_which_a_page_is_theirs() -> None:
    assert [each.label for each in menu(COORDINATOR, "fi", "/a/today", SOME).places] == ["Today", "People"]
    assert [each.label for each in menu(SUPERVISOR, "fi", "/a/today", SOME).places] == ["Today"]
    assert [each.path for each in menu(ORDERER, "fi", "/", SOME).places] == ["/b/mine"]


def test_a_place_with_one_page_of_somebody_s_has_no_second_row() -> None:
    assert menu(COORDINATOR, "fi", "/a/today", SOME).pages == ()
    assert len(menu(COORDINATOR, "fi", "/a/people", SOME).pages) == 2


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/a/people", {"/a/people": "page"}),
        ("/a/people/7", {"/a/people": "true"}),
        ("/a/people/rooms/7", {"/a/people": "true", "/a/people/rooms": "true"}),
        ("/b/person/7", {"/a/people": "true"}),
        ("/a/peopleless", {}),
        ("/elsewhere", {}),
    ],
)
def test_where_one_is_is_marked_and_a_page_below_counts_as_its_page(address: str, expected: dict[str, str]) -> None:
    assert current(COORDINATOR, address) == expected


def test_a_page_below_leads_up() -> None:
    assert [each.path for each in menu(COORDINATOR, "fi", "/b/person/7", SOME).trail] == ["/a/people"]
    assert menu(COORDINATOR, "fi", "/a/people", SOME).trail == ()


def test_what_is_one_s_own_stands_under_one_s_name_or_address() -> None:
    assert menu(SUPERVISOR, "fi", "/", SOME).own.label == "Aino"
    assert menu(ORDERER, "fi", "/", SOME).own.label == "maija@x.example"
    assert [each.path for each in menu(ORDERER, "fi", "/", SOME).own.links] == ["/a/me"]


def test_the_logo_leads_to_the_first_page_of_the_first_place() -> None:
    assert [home(each) for each in (COORDINATOR, SUPERVISOR, ORDERER)] == [
        "/booking/today",
        "/booking/today",
        "/contracts/mine",
    ]


@given(
    st.sets(st.sampled_from(ROLES), min_size=1),
    st.sampled_from(LANGUAGES),
    st.text(max_size=40),
)
def test_nobody_is_shown_more_than_five_places_of_one_role_or_a_page_of_another_s(
    roles: set[str], language: str, address: str
) -> None:
    person = Person(
        email="x@x.example",
        name="X",
        coordinator="coordinator" in roles,
        supervisor="x" if "supervisor" in roles else None,
        organisations=("x",) if "orderer" in roles else (),
    )
    shown = menu(person, language, address)
    theirs = {each.path for place in PLACES for each in place.pages if person.roles & set(each.roles)}
    linked = {each.path for group in (*shown.groups, shown.own) for each in group.links}
    assert linked == theirs
    assert len(shown.bar) <= 4
    if len(roles) == 1:
        assert len(shown.places) <= 5


def test_the_map_is_as_the_services_tables_say() -> None:
    assert deployed.main(["--check"]) == 0


def test_a_page_in_a_place_that_there_is_not_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deployed, "PLACES", deployed.PLACES[1:])
    with pytest.raises(deployed.NoSuchPlaceError, match="/booking/today"):
        deployed.render()
