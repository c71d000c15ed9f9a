"""The translations, read from .po files at start. What is missing is found then, not by a reader."""

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import NullTranslations
from babel.support import Translations as Read

LANGUAGES = ("fi", "sv", "en")
DEFAULT = "fi"
TRANSLATED = ("fi", "sv")  # English is what is translated from

Translations: TypeAlias = NullTranslations


class IncompleteCatalogue(Exception):
    """A translation is missing, empty, fuzzy, or known in one language only. The service doesn't start."""


class Catalogues:
    """Every language's texts, of the shell and of one service; where both have a text, the later folder's is said."""

    def __init__(self, translations: dict[str, Translations]) -> None:
        self._translations = translations

    @staticmethod
    @cache
    def load(*folders: Path) -> "Catalogues":
        """Read `<folder>/locales/{fi,sv}/messages.po` of each folder, once in a process.

        IncompleteCatalogue says what is wrong.
        """
        found = [{language: read(folder, language) for language in TRANSLATED} for folder in folders]
        for folder, catalogues in zip(folders, found, strict=True):
            _check_same(folder, catalogues)
        translated = {language: _joined([each[language] for each in found]) for language in TRANSLATED}
        return Catalogues({"en": NullTranslations(), **translated})

    def translations(self, language: str) -> Translations:
        """What says texts in `language`; the default's where there is no such language."""
        return self._translations.get(language, self._translations[DEFAULT])


def path_of(folder: Path, language: str) -> Path:
    return folder / "locales" / language / "messages.po"


def read(folder: Path, language: str) -> Catalog:
    """The catalogue of one folder in one language, whole; IncompleteCatalogue where it isn't."""
    path = path_of(folder, language)
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
    except (OSError, PoFileError, ValueError) as failure:
        raise IncompleteCatalogue(f"{path} can't be read: {failure}") from failure
    if faults := [f"  {message.id!r}: {fault}" for message in _messages(catalogue) if (fault := _fault(message))]:
        raise IncompleteCatalogue("\n".join([f"{path}: mend these translations.", *faults]))
    return catalogue


def keys(catalogue: Catalog) -> set[tuple[str | None, str]]:
    """What a catalogue translates: (context, English text)."""
    return {(message.context, _singular(message)) for message in _messages(catalogue)}


def _fault(message: Message) -> str | None:
    said = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if message.fuzzy:
        return "is marked fuzzy"
    if not all(said) or len(said) != (2 if message.pluralizable else 1):
        return "is not translated in every form"
    return None


def _check_same(folder: Path, catalogues: dict[str, Catalog]) -> None:
    found = {language: keys(catalogue) for language, catalogue in catalogues.items()}
    everything = set().union(*found.values())
    lacking = {language: sorted(everything - known, key=str) for language, known in found.items()}
    missing = [f"  {text!r} in {language}" for language, texts in lacking.items() for _, text in texts]
    if missing:
        raise IncompleteCatalogue("\n".join([f"{folder}/locales: some texts have no translation.", *missing]))


def _joined(catalogues: list[Catalog]) -> Translations:
    everything = Read()  # its own plural rule, n != 1, is Finnish's and Swedish's too
    for catalogue in catalogues:
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        everything.merge(Read(compiled))
    return everything


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]
