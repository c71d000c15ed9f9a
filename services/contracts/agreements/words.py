"""The words of a contract's text, in its language."""

from pathlib import Path

from services.contracts.agreements.clauses import Writer
from shared.i18n import Catalogues

_FOLDER = Path(__file__).parents[1]


def writer(language: str) -> Writer:
    """Writes a contract's text in its language."""
    return Writer(language, Catalogues.load(_FOLDER).translations(language))
