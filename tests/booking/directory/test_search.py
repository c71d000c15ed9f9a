"""In which order supervisors stand in the directory, and by which words they are found."""

import pytest

from services.booking.directory.search import MOST_WORDS, place_in_order, words_of, words_sought
from tests.booking.build import supervisor


def test_supervisors_stand_by_their_last_names_in_the_nordic_alphabet() -> None:
    names = ["Zaida Zetterberg", "Aino Öhman", "Mikael Åberg", "Outi Äijälä", "Sari Aalto", "Aada Aalto"]
    ordered = sorted((supervisor(f"s{n}", name=name) for n, name in enumerate(names)), key=place_in_order)
    assert [each.name for each in ordered] == [
        "Aada Aalto",
        "Sari Aalto",
        "Zaida Zetterberg",
        "Mikael Åberg",
        "Outi Äijälä",
        "Aino Öhman",
    ]


def test_two_of_one_name_stand_by_their_ids_and_one_name_alone_is_a_last_name() -> None:
    assert place_in_order(supervisor("b", name="Aino Laine")) == "laine aino b"
    assert place_in_order(supervisor("a", name="Aino")) == "aino a"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  Laine, AINO ", ("laine", "aino")),
        ("aino.laine@x.example", ("aino.laine@x.example",)),
        ("aino-laine", ("aino", "laine")),
        ("aino Aino", ("aino",)),
        ("", ()),
        ("a b c d e f g", ("a", "b", "c", "d", "e")),
    ],
)
def test_what_is_typed_is_words_and_an_address_stays_whole(typed: str, words: tuple[str, ...]) -> None:
    assert words_sought(typed) == words
    assert len(words) <= MOST_WORDS


def test_a_supervisor_is_found_by_name_and_address() -> None:
    assert words_of(supervisor("a", name="Aino Laine-Aino", email="a@x.example")) == ["aino", "laine", "a@x.example"]
