"""The questionnaires that the network has: a file each, `library/<name>@<version>.toml`.

A version that has been published never changes: figures are compared over years, and an answer is to what was asked.
What is to be asked otherwise is a new version (a test holds each file's digest).
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from services.feedback.questionnaires.model import Questionnaire

FOLDER = Path(__file__).parent / "library"


class UnknownQuestionnaire(LookupError):
    """There is none of this name and version: a round that a newer program has begun."""


@cache
def library() -> Mapping[str, Questionnaire]:
    """Every version there is, by its id."""
    read = [Questionnaire.model_validate(tomllib.loads(path.read_text("utf-8"))) for path in FOLDER.glob("*.toml")]
    return {each.id: each for each in sorted(read, key=lambda each: (each.name, each.version))}


def questionnaire(questionnaire_id: str) -> Questionnaire:
    """One version. Raises UnknownQuestionnaire."""
    try:
        return library()[questionnaire_id]
    except KeyError as unknown:
        raise UnknownQuestionnaire(questionnaire_id) from unknown


def newest(name: str) -> Questionnaire:
    """What is asked now under this name. Raises UnknownQuestionnaire."""
    versions = [each for each in library().values() if each.name == name]
    if not versions:
        raise UnknownQuestionnaire(name)
    return max(versions, key=lambda each: each.version)
