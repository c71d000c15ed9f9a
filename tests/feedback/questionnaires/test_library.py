"""Questionnaires as data: whole in three languages, and never changed once published."""

import hashlib
import re

import pytest

from services.feedback.questionnaires.library import FOLDER, UnknownQuestionnaire, library, newest, questionnaire
from services.feedback.questionnaires.model import Item, Questionnaire, Words
from shared.i18n import LANGUAGES

# What has been published stays as it is. A change is a new file with the next version, and its line here.
DIGESTS = {
    "benefit@1": "61b983ce145fcf71",
    "evaluation@1": "5c605f2b429f1a83",
    "follow_up@1": "5e3bc72316dcc108",
    "pulse@1": "c788c267ed903848",
}


def digest(name: str) -> str:
    return hashlib.sha256((FOLDER / f"{name}.toml").read_bytes()).hexdigest()[:16]


def test_no_published_version_has_changed() -> None:
    assert {path.stem: digest(path.stem) for path in FOLDER.glob("*.toml")} == DIGESTS


@pytest.mark.parametrize("asked", library().values(), ids=lambda asked: asked.id)
def test_every_text_is_there_in_every_language(asked: Questionnaire) -> None:
    texts = [asked.over, asked.title, *(text for item in asked.items for text in texts_of(item))]
    for text in texts:
        said = {text.into(language) for language in LANGUAGES}
        assert len(said) == 3, text
        assert all(each.strip() == each and each for each in said)


@pytest.mark.parametrize("asked", library().values(), ids=lambda asked: asked.id)
def test_every_item_can_be_answered_and_left_out(asked: Questionnaire) -> None:
    assert len({item.id for item in asked.items}) == len(asked.items)
    for item in asked.items:
        assert re.fullmatch("[a-z_]+", item.id)
        assert item.id != "ticket"
        assert (item.kind == "scale") == bool(item.low and item.high)
        assert (item.kind == "choices") == bool(item.options and item.none)
        assert (item.kind == "text") == bool(item.readers)
        assert len({option.id for option in item.options}) == len(item.options)


def texts_of(item: Item) -> list[Words]:
    ends = [each for each in (item.low, item.high, item.none) if each]
    return [item.text, *ends, *(option.text for option in item.options)]


def test_the_file_s_name_is_what_it_says() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(library())


def test_a_pulse_takes_twenty_seconds() -> None:
    assert newest("pulse").seconds <= 20
    assert len(newest("pulse").items) <= 4


def test_the_end_survey_asks_for_the_benefits_that_clients_have_named() -> None:
    benefits = newest("benefit").item("benefits")
    assert benefits is not None
    assert len(benefits.options) == 12
    decisive = newest("benefit").item("decisive")
    assert decisive is not None
    assert {"person", "acting", "experience"} <= {option.id for option in decisive.options}


def test_one_that_is_not_there_is_said_so() -> None:
    with pytest.raises(UnknownQuestionnaire):
        questionnaire("pulse@99")
    with pytest.raises(UnknownQuestionnaire):
        newest("nothing")
