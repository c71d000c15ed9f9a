"""What a contract lacks, what may serve better, and how it reads in each language."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.agreements.checks import advice, missing
from services.contracts.agreements.clauses import Writer, ends_at, text_of, with_vat
from services.contracts.agreements.model import Form, Terms
from services.contracts.agreements.presets import FORMS, preset
from services.contracts.agreements.summary import PARTS, Summary
from shared.i18n import Catalogues
from tests.contracts.agreements.drafts import terms

FOLDER = Path(__file__).parents[3] / "services" / "contracts"


def writer(language: str) -> Writer:
    return Writer(language, Catalogues.load(FOLDER).translations(language))


def read(language: str, **changes: Any) -> str:
    clauses = text_of(terms(language=language, **changes), writer(language))
    return "\n".join(said for clause in clauses for said in (clause.heading, *clause.paragraphs))


def test_nothing_is_missing_where_all_is_decided() -> None:
    assert missing(terms()) == ()
    assert not any(clause.lacks for clause in text_of(terms(), writer("fi")))


@pytest.mark.parametrize(
    ("changes", "anchor"),
    [
        ({"orderer": None}, "parties"),
        ({"supervisors": ()}, "parties"),
        ({"participants": ()}, "form"),
        ({"minutes": None}, "form"),
        ({"sessions": None, "months": None}, "form"),
        ({"first_date": None}, "place"),
        ({"place": None}, "place"),
        ({"price": None}, "price"),
        ({"vat": None}, "price"),
        ({"vat": 0}, "price"),
        ({"due_days": None}, "price"),
        ({"late_percent": None}, "cancel"),
        ({"interruption": None}, "cancel"),
        ({"goals": ()}, "goals"),
        ({"methods": None}, "goals"),
        ({"evaluation": None}, "evaluation"),
        ({"dissatisfaction": None}, "dispute"),
        ({"participants_sign": True}, "signers"),
    ],
    ids=lambda given: "-".join(given) if isinstance(given, dict) else given,
)
def test_each_clause_of_the_association_s_list_is_missed(changes: dict[str, Any], anchor: str) -> None:
    assert [lack.anchor for lack in missing(terms(**changes))] == [anchor]
    if anchor != "signers":
        assert [clause.anchor for clause in text_of(terms(**changes), writer("fi")) if clause.lacks] == [anchor]


def test_a_price_of_nothing_and_a_term_without_a_number_are_decided() -> None:
    assert missing(terms(price=0, sessions=None, months=12)) == ()


def test_two_people_with_one_address_can_not_both_sign() -> None:
    same = {"name": "Maria", "email": "kaisa@verkosto.example", "language": "fi"}
    assert [lack.anchor for lack in missing(terms(orderer=same))] == ["signers"]


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 0),
        ({"participants": (), "participants_number": 6}, 1),
        ({"participants": (), "participants_number": 6, "minutes": 120}, 0),
        ({"every_weeks": 6}, 1),
        ({"months": 6}, 1),
        ({"form": "short", "months": 3}, 0),
    ],
    ids=lambda given: "-".join(given) or "none" if isinstance(given, dict) else str(given),
)
def test_advice_is_given_where_less_is_known_to_help(changes: dict[str, Any], count: int) -> None:
    assert len(advice(terms(**changes))) == count


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fi",
            (
                "290,00 euroa",
                "25,5 %, yhteensä 363,95 euroa",
                "14.1.2027",
                "torstaisin klo 9.00",
                "Pekka Virtanen ja Kaisa",
            ),
        ),
        (
            "sv",
            (
                "290,00 euro",
                "25,5 %, sammanlagt 363,95 euro",
                "14.1.2027",
                "torsdagar kl. 9.00",
                "Pekka Virtanen och Kaisa",
            ),
        ),
        (
            "en",
            (
                "290.00 euros",
                "25.5 % is added, in all 363.95",
                "14 January 2027",
                "Thursdays at 9:00",
                "Pekka Virtanen and Kaisa",
            ),
        ),
    ],
)
def test_it_reads_in_the_contract_s_language(language: str, said: tuple[str, ...]) -> None:
    text = read(language)
    assert [each for each in said if each not in text] == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_what_people_wrote_stands_as_it_is(language: str) -> None:
    hostile = "50 % off <b>%(name)s</b> #read(1)"
    assert hostile in read(language, interruption=hostile, methods=hostile)


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_each_form_s_usual_terms_read_and_sum_up(form: Form, language: str) -> None:
    usual = Terms.model_validate(
        {**preset(form), "title": "T", "form": form, "organisation": "O", "language": language}
    )
    summary = Summary(usual, writer(language))
    assert all(summary.of(part) is not None for part in PARTS)
    assert str(usual.minutes) in summary.what()
    assert {clause.anchor for clause in text_of(usual, writer(language))} >= set(PARTS)


@given(st.integers(0, 10_000_000), st.integers(0, 500))
def test_a_price_with_its_tax_is_right_to_half_a_cent(price: int, vat: int) -> None:
    assert abs(with_vat(price, vat) * 1000 - price * (1000 + vat)) <= 500


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2027, 1, 14), 12, date(2028, 1, 13)),
        (date(2027, 8, 31), 6, date(2028, 2, 28)),
        (date(2027, 1, 1), 12, date(2027, 12, 31)),
        (date(2027, 12, 1), 1, date(2027, 12, 31)),
    ],
    ids=str,
)
def test_a_term_ends_the_day_before_its_anniversary(first: date, months: int, last: date) -> None:
    assert ends_at(terms(first_date=first, months=months)) == last
