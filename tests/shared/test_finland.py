"""Finland's municipalities: complete, found however they are written, suggested in each language's order."""

import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import finland
from shared.finland import municipalities, region_of, regions

# Statistics Finland, municipalities by region, 1.1.2026.
BY_REGION = {
    "01": 26,
    "02": 27,
    "04": 16,
    "05": 11,
    "06": 23,
    "07": 10,
    "08": 6,
    "09": 9,
    "10": 11,
    "11": 19,
    "12": 13,
    "13": 22,
    "14": 18,
    "15": 14,
    "16": 8,
    "17": 30,
    "18": 8,
    "19": 21,
    "21": 16,
}
BLANK = st.text(alphabet=" \t\u00a0", max_size=3)
FORMS: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")


def test_every_municipality_of_2026_is_there_once() -> None:
    names = municipalities("fi")
    assert len(names) == len(set(names)) == 308
    assert len(set(municipalities("sv"))) == 308


def test_each_region_has_the_number_of_municipalities_that_statistics_finland_counts() -> None:
    assert Counter(region_of(name) for name in municipalities("fi")) == BY_REGION


def test_every_name_that_a_page_suggests_is_understood() -> None:
    assert [
        name for language in ("fi", "sv", "en") for name in municipalities(language) if region_of(name) is None
    ] == []


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("Helsinki", "01"),
        ("Helsingfors", "01"),
        ("Lieto", "02"),
        ("åbo", "02"),
        ("KOSKI TL", "02"),
        ("Koski", "02"),
        ("  Mänttä-Vilppula ", "06"),
        ("Iitti", "07"),
        ("Mikkeli", "10"),
        ("S:t Michel", "10"),
        ("Heinävesi", "12"),
        ("Isokyrö", "14"),
        ("Pedersören  kunta", "15"),
        ("Pedersöre", "15"),
        ("Uleåborg", "17"),
        ("Övertorneå", "19"),
        ("Mariehamn", "21"),
    ],
)
def test_a_municipality_is_found_by_either_of_its_names(name: str, region: str) -> None:
    assert region_of(name) == region


@pytest.mark.parametrize("name", ["", "   ", "Atlantis", "Pertunmaa", "Honkajoki", "Helsinki, Espoo", "\x00"])
def test_a_name_that_is_no_municipality_of_today_has_no_region(name: str) -> None:
    assert region_of(name) is None


def test_a_name_that_two_regions_share_means_none() -> None:
    assert finland._unambiguous([("Koski", "02"), ("koski ", "05"), ("Salo", "02")]) == {"salo": "02"}


@given(
    name=st.sampled_from(municipalities("en")),
    form=st.sampled_from(FORMS),
    case=st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    before=BLANK,
    after=BLANK,
)
def test_case_blanks_and_normal_form_make_no_difference(
    name: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"], case: Callable[[str], str], before: str, after: str
) -> None:
    written = before + unicodedata.normalize(form, case(name)) + after
    assert region_of(written) == region_of(name) is not None


@given(st.text())
def test_any_text_has_a_known_region_or_none(text: str) -> None:
    assert region_of(text) in {None, *BY_REGION}


def test_finnish_and_swedish_put_their_own_letters_last() -> None:
    assert municipalities("fi")[0] == "Akaa"
    assert municipalities("fi")[-3:] == ("Ypäjä", "Ähtäri", "Äänekoski")
    assert municipalities("sv")[-4:] == ("Åbo", "Äänekoski", "Östermark", "Övertorneå")
    assert municipalities("sv").index("Ylöjärvi") < municipalities("sv").index("Åbo")


def test_english_offers_both_names_and_finds_a_dotted_letter_under_its_plain_one() -> None:
    names = municipalities("en")
    assert {"Turku", "Åbo", "Pietarsaari", "Jakobstad"} <= set(names)
    assert names[:5] == ("Äänekoski", "Åbo", "Ackas", "Ähtäri", "Akaa")


def test_regions_have_a_name_in_each_language_under_one_code() -> None:
    assert list(regions("fi")) == list(regions("sv")) == list(regions("en")) == list(BY_REGION)
    assert (regions("fi")["02"], regions("sv")["02"], regions("en")["02"]) == (
        "Varsinais-Suomi",
        "Egentliga Finland",
        "Southwest Finland",
    )


def test_nobody_can_change_the_facts_for_the_others() -> None:
    with pytest.raises(TypeError):
        regions("fi")["01"] = "Nyland"  # type: ignore[index]  # the point of the test


def test_a_municipality_is_called_in_swedish_by_its_swedish_name_where_it_has_one() -> None:
    finnish, swedish = municipalities("fi"), municipalities("sv")
    assert ("Turku" in finnish, "Turku" in swedish, "Åbo" in swedish) == (True, False, True)
    assert "Kuopio" in finnish
    assert "Kuopio" in swedish
