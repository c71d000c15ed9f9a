"""Keeps the translations whole: every marked text of code and templates has its Finnish and its Swedish.

`python -m deploy.translations [services/<name> ...]` adds texts that are new (empty, to be written) and drops those no
longer said; `--check` only tells what is missing, left over, fuzzy, or does not fit its English, and ends with 1.
"""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LANGUAGES = {"fi": "fi", "sv": "sv_FI"}
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "_n": (1, 2)}
METHODS = [("**.py", "python"), ("**/templates/**.*", "jinja2")]
OPTIONS = {"**/templates/**.*": {"trimmed": "true", "newstyle_gettext": "true", "extensions": "jinja2.ext.i18n"}}
BORN = datetime(2026, 11, 21, tzinfo=UTC)
VALUES = re.compile(r"%\(\w+\)[sd]|%%")


def packages(root: Path = ROOT) -> dict[Path, list[Path]]:
    """Which folders' texts each catalogue translates, by the folder whose `locales` it is in."""
    services = sorted(path for path in (root / "services").iterdir() if (path / "__init__.py").exists())
    return {root / "shared" / "web": [root / "shared"], **{service: [service] for service in services}}


def texts_in(folders: list[Path], root: Path = ROOT) -> Catalog:
    """Every text that is marked in the code and templates of `folders`."""
    catalogue = Catalog(charset="utf-8", project="Rinnalla", fuzzy=False)
    for folder in folders:
        for name, line, text, notes, context in extract_from_dir(folder, METHODS, OPTIONS, KEYWORDS, ["Translators:"]):
            where = [((folder / name).relative_to(root).as_posix(), line)]
            catalogue.add(text, None, where, auto_comments=notes, context=context)
    return catalogue


def update(root: Path = ROOT, only: tuple[str, ...] = ()) -> None:
    """Bring the catalogues up to date; what was translated stays, what is gone goes."""
    for package, folders in packages(root).items():
        if only and package.relative_to(root).as_posix() not in only:
            continue
        found = texts_in(folders, root)
        for language, locale in LANGUAGES.items():
            path = _path(package, language)
            catalogue = _read(path, locale)
            catalogue.update(found, no_fuzzy_matching=True, update_creation_date=False, update_header_comment=False)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(file, catalogue, width=120, no_location=True, sort_output=True, ignore_obsolete=True)


def faults(root: Path = ROOT) -> list[str]:
    """Everything that is wrong with the translations, a line for each."""
    found = []
    for package, folders in packages(root).items():
        wanted = texts_in(folders, root)
        for language, locale in LANGUAGES.items():
            path = _path(package, language)
            told = path.relative_to(root).as_posix()
            found += [f"{told}: {fault}" for fault in _faults_of(wanted, _read(path, locale))]
    return found


def _faults_of(wanted: Catalog, given: Catalog) -> Iterator[str]:
    for message in _messages(wanted):
        translated = given.get(_id(message), message.context)
        if translated is None:
            yield f"has no {_id(message)!r}"
        elif fault := _fault(message, translated):
            yield f"{_id(message)!r} {fault}"
    for message in _messages(given):
        if wanted.get(_id(message), message.context) is None:
            yield f"{_id(message)!r} is said nowhere any more"
    for gone in given.obsolete:
        yield f"{gone!r} is obsolete"


def _fault(wanted: Message, translated: Message) -> str | None:
    said = translated.string if isinstance(translated.string, tuple | list) else (translated.string,)
    if translated.fuzzy:
        return "is fuzzy"
    if translated.pluralizable != wanted.pluralizable or (wanted.pluralizable and len(said) != 2):
        return "needs two forms, for one and for many" if wanted.pluralizable else "has forms, but its English has none"
    if not all(said):
        return "is not translated"
    if any("%" in VALUES.sub("", each) for each in (*said, _most(wanted))):
        return "has a % that stands for no value, and templates would stumble over it"
    if _values(said[-1] or "") != _values(_most(wanted)):
        return "does not have the same %(values)s as its English"
    return None


def _values(text: str) -> list[str]:
    return sorted(set(VALUES.findall(text)))


def _most(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[-1]


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _read(path: Path, locale: str) -> Catalog:
    if not path.exists():
        return _new(locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _new(locale: str) -> Catalog:
    """An empty catalogue; its dates are fixed, so that the same texts give the same file."""
    nobody = {"msgid_bugs_address": "-", "last_translator": "-", "language_team": "-"}
    empty = Catalog(locale, project="Rinnalla", version="1", header_comment="#", fuzzy=False, **nobody)
    empty.creation_date = empty.revision_date = BORN
    return empty


def _path(package: Path, language: str) -> Path:
    return package / "locales" / language / "messages.po"


def main(arguments: list[str]) -> int:
    """Update, or check; the exit status."""
    if "--check" not in arguments:
        update(only=tuple(arguments))
    found = faults()
    sys.stdout.write("\n".join(found or ["every text is translated"]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
