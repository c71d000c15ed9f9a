"""Languages: Finnish first, Finland's Swedish, English; texts from gettext catalogues, times as people write them.

Message ids are the English texts. Catalogues are .po files read at start, so nothing compiled is committed; one that
is missing or lacks a text fails at once instead of showing English to a Finn.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES = ("fi", "sv", "en")
TRANSLATED = ("fi", "sv")
DEFAULT = "fi"
LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}


class UntranslatedError(Exception):
    """A catalogue is missing or lacks a text."""


def N_(text: str) -> str:  # noqa: N802  # gettext's own name for 'to be translated where it is shown'
    """Mark a text for translation without translating it yet."""
    return text


def read_catalogue(path: Path) -> Catalog:
    """One .po file; UntranslatedError when it is missing or unfinished."""
    if not path.exists():
        raise UntranslatedError(f"there is no catalogue {path.parent.name}/{path.name} in {path.parent.parent}")
    with path.open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        if message.id and (message.fuzzy or not all(message.string if message.pluralizable else [message.string])):
            raise UntranslatedError(f"{path.parent.name}: {message.id!r} has no finished translation")
    return catalogue


@dataclass(frozen=True, slots=True)
class Catalogues:
    """The translations of some folders, one set a language."""

    by_language: Mapping[str, NullTranslations]

    @staticmethod
    def load(*folders: Path) -> "Catalogues":
        """Read `<folder>/locales/{fi,sv}/messages.po` of each folder; a later folder's texts go first."""
        found: dict[str, NullTranslations] = {"en": NullTranslations()}
        for language in TRANSLATED:
            merged = Translations()
            for folder in folders:
                merged.merge(_compiled(read_catalogue(folder / "locales" / language / "messages.po")))
            found[language] = merged
        return Catalogues(found)

    def translations(self, language: str) -> NullTranslations:
        return self.by_language[language]


def _compiled(catalogue: Catalog) -> GNUTranslations:
    file = io.BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    return Translations(file)


@dataclass(frozen=True, slots=True)
class Times:
    """How moments are written to people, in the network's own time zone."""

    zone: ZoneInfo

    def clock(self, at: datetime, language: str) -> str:
        """9.30 in Finnish and in Finland's Swedish (CLDR says otherwise; nobody writes it so), 9:30 in English."""
        local = at.astimezone(self.zone)
        return f"{local.hour}{':' if language == 'en' else '.'}{local:%M}"

    def day(self, at: datetime, language: str) -> str:
        """ti 1.12. / tis 1.12. / Tue 1 Dec."""
        pattern = {"fi": "ccc d.M.", "sv": "ccc d.M.", "en": "ccc d MMM"}[language]
        return format_date(at.astimezone(self.zone).date(), pattern, LOCALES[language])

    def long_day(self, at: datetime, language: str) -> str:
        """tiistai 1. joulukuuta 2026 / tisdag 1 december 2026 / Tuesday 1 December 2026."""
        pattern = {"fi": "cccc d. MMMM y", "sv": "cccc d MMMM y", "en": "cccc d MMMM y"}[language]
        return format_date(at.astimezone(self.zone).date(), pattern, LOCALES[language])

    def moment(self, at: datetime, language: str) -> str:
        """ti 1.12. klo 9.30 / tis 1.12. kl. 9.30 / Tue 1 Dec at 9:30."""
        word = {"fi": "klo", "sv": "kl.", "en": "at"}[language]
        return f"{self.day(at, language)} {word} {self.clock(at, language)}"

    def span(self, start: datetime, end: datetime, language: str) -> str:
        """ti 1.12. klo 9.30–11.00; an end on another day is written out."""
        if start.astimezone(self.zone).date() == end.astimezone(self.zone).date():
            return f"{self.moment(start, language)}–{self.clock(end, language)}"
        return f"{self.moment(start, language)} – {self.moment(end, language)}"

    def filters(self, language: str) -> dict[str, Callable[..., str]]:
        """The same for templates of one language."""
        return {
            "clock": lambda at: self.clock(at, language),
            "day": lambda at: self.day(at, language),
            "long_day": lambda at: self.long_day(at, language),
            "moment": lambda at: self.moment(at, language),
            "span": lambda slot: self.span(slot.start, slot.end, language),
        }
