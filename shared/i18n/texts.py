"""Sentences that wait for their language: marked where they are written, said where the reader is known.

Only what is marked is ever translated. What people have typed is shown as it is: through gettext it would be formatted
(`50 % off` fails), and a template takes what gettext gives for markup.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from babel.support import NullTranslations
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Msgid(str):
    """An English text of ours that the catalogues have. Made by `N_` from a constant, never from what somebody typed.

    As a field of a model it is read back from the store as marked: such a field belongs in nothing that is sent to us.
    """

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls, core_schema.str_schema(), serialization=core_schema.plain_serializer_function_ser_schema(str.__str__)
        )


def N_(text: str) -> Msgid:  # noqa: N802  # gettext's own name for it, which extraction looks for
    """Mark an English text for translation and leave it as it is."""
    return Msgid(text)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text with values in it: `Phrase(N_("At most %(most)s."), {"most": 5})`."""

    text: Msgid
    values: Mapping[str, object] = field(default_factory=dict)


Text: TypeAlias = Msgid | Phrase
# What words an enumerated code has: the one way to translate what is not a constant where it is shown.
Words: TypeAlias = Mapping[Any, Msgid]


class Mistake(ValueError):
    """A validator's own sentence about a field: `raise Mistake(N_("The end is before the start."))`."""

    def __init__(self, text: Text) -> None:
        super().__init__(text if isinstance(text, str) else text.text)
        self.text = text


def say(text: Text, translations: NullTranslations) -> str:
    """`text` in the language of `translations`; plain, so that a template shows it as data."""
    if isinstance(text, Phrase):
        return str(translations.gettext(text.text)) % text.values
    return str(translations.gettext(text)) if isinstance(text, Msgid) else text


def say_code(code: Any, words: Words, translations: NullTranslations) -> str:
    """What `words` call a code; a code that they don't know as it is."""
    return say(words[code], translations) if code in words else str(code)
