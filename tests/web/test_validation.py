"""What is wrong with what was sent, said in sentences."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.i18n import LANGUAGES, Catalogues, say
from shared.web import shell_folder
from shared.web.validation import sentences
from tests.web.shell import FOLDER, Asked, application, client

GOOD: dict[str, Any] = {"contact": {"name": "Aino", "email": "aino@example.org"}}
CATALOGUES = Catalogues.load(shell_folder(), FOLDER)


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({}, "contact", "Tämä puuttuu. Täytä kohta."),
        ({"contact": {"name": "", "email": "a@example.org"}}, "contact.name", "Tämä puuttuu. Täytä kohta."),
        (
            {"contact": {"name": "x" * 21, "email": "a@example.org"}},
            "contact.name",
            "Teksti on liian pitkä. Lyhennä se enintään 20 merkkiin.",
        ),
        (
            {"contact": {"name": "A", "email": "aino"}},
            "contact.email",
            "Kirjoita sähköpostiosoite kokonaan, esimerkiksi nimi@example.org.",
        ),
        (
            {"contact": {"name": "A", "email": "a@example.org", "x": 1}},
            "contact.x",
            "Tällaista kenttää ei ole. Jätä se pois tai tarkista sen nimi.",
        ),
        (GOOD | {"participants": 0}, "participants", "Luku on liian pieni. Anna vähintään 1."),
        (GOOD | {"participants": "many"}, "participants", "Anna kokonaisluku."),
        (GOOD | {"participants": 13}, "participants", "Valitse joko etäyhteys tai kunta."),
        (GOOD | {"at": "yesterday"}, "at", "Anna päivä ja kellonaika."),
        (
            GOOD | {"at": "2026-12-01T09:30"},
            "at",
            "Anna aika aikavyöhykkeineen, esimerkiksi 2026-12-01T09:30:00+02:00.",
        ),
        (GOOD | {"place": {"name": "A"}}, "place.email", "Tämä puuttuu. Täytä kohta."),
    ],
)
async def test_a_wrong_field_is_named_with_a_sentence(sent: dict[str, Any], field: str, said: str) -> None:
    async with client(application()) as browser:
        answer = await browser.post("/sample/api/debriefings", json=sent)
    assert answer.status_code == 422
    assert answer.json()["fields"][field] == said
    assert answer.json()["error"].startswith("Osa tiedoista kaipaa korjausta.")


async def test_each_language_has_its_own_sentence() -> None:
    async with client(application()) as browser:
        said = [
            (await browser.post("/sample/api/debriefings", json={}, headers={"accept-language": each})).json()["fields"]
            for each in LANGUAGES
        ]
    assert [each["contact"] for each in said] == [
        "Tämä puuttuu. Täytä kohta.",
        "Uppgiften saknas. Fyll i den.",
        "This is missing. Fill it in.",
    ]


async def test_a_body_that_is_no_json_gets_a_sentence() -> None:
    async with client(application()) as browser:
        answer = await browser.post(
            "/sample/api/debriefings", content=b'{"contact": ', headers={"content-type": "application/json"}
        )
    assert answer.status_code == 422
    assert "JSON" in next(iter(answer.json()["fields"].values()))


async def test_what_was_sent_is_never_said_back() -> None:
    async with client(application()) as browser:
        answer = await browser.post(
            "/sample/api/debriefings", json={"contact": {"name": "A", "email": "<marked>"}, "participants": "<marked>"}
        )
    assert "marked" not in answer.text


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "email", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["contact", "participants", "at", "place", "y"]), NESTED))
def test_whatever_is_sent_each_fault_has_a_sentence_in_every_language(sent: dict[str, Any]) -> None:
    try:
        Asked.model_validate(sent)
    except ValidationError as failure:
        for text in sentences(failure).values():
            assert all(say(text, CATALOGUES.translations(each)).endswith(".") for each in LANGUAGES)
