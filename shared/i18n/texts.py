"""Sentences that wait for their language: marked where they are written, said where the reader is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from babel.support import NullTranslations


def N_(text: str) -> str:  # noqa: N802  # gettext's own name for it, which extraction looks for
    """Mark an English text for translation and leave it as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text with values in it: `Phrase(N_("At most %(most)s."), {"most": 5})`."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)


Text: TypeAlias = str | Phrase


class Mistake(ValueError):
    """A validator's own sentence about a field: `raise Mistake(N_("The end is before the start."))`."""

    def __init__(self, text: Text) -> None:
        super().__init__(text if isinstance(text, str) else text.text)
        self.text = text


def say(text: Text, translations: NullTranslations) -> str:
    """`text` in the language of `translations`."""
    if isinstance(text, str):
        return str(translations.gettext(text))
    return str(translations.gettext(text.text)) % text.values
