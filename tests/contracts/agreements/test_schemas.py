"""What a draft is told: numbers as people write them, points on one line each, and a sentence for what is neither."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.contracts.agreements.schemas import TermsGiven


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("290", 29000),
        ("290,5", 29050),
        (290.1, 29010),
        ("1 000,00", 100_000),
        ("1\u202f000,00", 100_000),
        ("1e2", 10000),
    ],
)
def test_a_price_is_read_as_people_write_it(written: Any, cents: int) -> None:
    assert TermsGiven(price=written).price == cents


ODD: list[Any] = ["1e30", "1e999999999", 1e300, "9" * 40, "9" * 5000, "-1", "0,001", "1e-1000000", "nan", "sNaN", "inf"]
ODD += ["1.000,00", "290 €", True, [], {}]


@pytest.mark.parametrize("field", ["price", "vat"])
@pytest.mark.parametrize("odd", ODD)
def test_an_odd_number_is_refused_with_a_sentence(field: str, odd: Any) -> None:
    with pytest.raises(ValidationError, match="for example"):
        TermsGiven.model_validate({field: odd})


@pytest.mark.parametrize("field", ["goals", "themes"])
@pytest.mark.parametrize("odd", ["a\nb", "a\u2028b", "a\x85b", "\x00", "—", "x" * 401])
def test_a_point_is_one_line_with_letters(field: str, odd: str) -> None:
    with pytest.raises(ValidationError):
        TermsGiven.model_validate({field: [odd]})


def test_a_point_is_kept_as_it_is_seen() -> None:
    assert TermsGiven(goals=("\u202eOman  tyo\u0308n rajat",)).goals == ("Oman työn rajat",)
