"""Keeps the catalogues complete: every marked text has its Finnish and Swedish.

`python -m deploy.translations` adds texts that are new (empty, to be written) and drops those no longer used;
`--check` only tells what is missing, and ends with status 1 if anything is.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from shared.i18n import TRANSLATED

ROOT = Path(__file__).parent.parent
FOLDERS = ("shared/web", "services/contracts", "services/booking", "services/feedback", "services/notifications")
KEYWORDS = {"N_": None, "_": None, "gettext": None, "ngettext": (1, 2)}
PLURALS = "nplurals=2; plural=(n != 1);"


def marked(folder: Path) -> Catalog:
    """Every text that a folder's code and templates mark."""
    found = Catalog()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".html", ".txt")):
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        options = {"newstyle_gettext": "true", "trimmed": "true", "extensions": "jinja2.ext.i18n"}
        for _, text, _, context in extract_from_file(method, path, KEYWORDS, (), options):
            found.add(text, context=context, locations=[(path.relative_to(folder).as_posix(), 0)])
    return found


def faults(folder: Path) -> Iterator[str]:
    """What is missing or left over in a folder's catalogues, one sentence each."""
    wanted = {message.id for message in marked(folder) if message.id}
    for language in TRANSLATED:
        path = folder / "locales" / language / "messages.po"
        name = f"{folder.name}/{language}"
        if not path.exists():
            yield f"{name}: there is no catalogue"
            continue
        with path.open("rb") as file:
            known = {message.id: message for message in read_po(file) if message.id}
        yield from (f"{name}: not in the catalogue: {text!r}" for text in wanted - known.keys())
        yield from (f"{name}: no longer used: {text!r}" for text in known.keys() - wanted)
        for message in known.values():
            strings = message.string if message.pluralizable else (message.string,)
            if message.fuzzy or not all(strings):
                yield f"{name}: not translated: {message.id!r}"


def update(folder: Path) -> None:
    """Bring a folder's catalogues in line with what its code marks."""
    wanted = marked(folder)
    for language in TRANSLATED:
        path = folder / "locales" / language / "messages.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = Catalog(locale=language, project="Rinnalla")
        if path.exists():
            with path.open("rb") as file:
                catalogue = read_po(file, locale=language)
        catalogue.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalogue, omit_header=False, no_location=True, sort_output=True, width=120)


def main(arguments: list[str]) -> int:
    """Update, or check."""
    folders = [ROOT / folder for folder in FOLDERS if (ROOT / folder).exists()]
    if "--check" not in arguments:
        for folder in folders:
            update(folder)
    found = [fault for folder in folders for fault in faults(folder)]
    print("\n".join(found) or "every text is translated")  # noqa: T201  # a command's answer
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
