"""Jinja in three languages: one environment for each, so that a template knows its texts and formats."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from shared.i18n.catalogues import LANGUAGES, Catalogues
from shared.i18n.texts import say, say_code
from shared.i18n.times import Times


def environments(
    catalogues: Catalogues, times: Times, *folders: Path, known: Mapping[str, Any] | None = None, **options: Any
) -> dict[str, Environment]:
    """An environment for each language over the same `folders`, the first that has a template winning.

    In them: `_()` and `{% trans %}` for constants (`deploy.constants` sees to that), `say(text)` for one marked in
    the code, `say_code(code, words)` for an enumerated code, the time filters, `language`, and what is `known` to every
    template. A name that nobody gave is an error.
    """
    loader = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
    return {language: _environment(language, catalogues, times, loader, known or {}, options) for language in LANGUAGES}


def _environment(
    language: str,
    catalogues: Catalogues,
    times: Times,
    loader: ChoiceLoader,
    known: Mapping[str, Any],
    options: Mapping[str, Any],
) -> Environment:
    settings = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True, "auto_reload": False, **options}
    environment = Environment(  # noqa: S701  # autoescape is on unless a text mail turns it off
        loader=loader, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"], **settings
    )
    environment.install_gettext_translations(catalogues.translations(language), newstyle=True)  # type: ignore[attr-defined]  # the i18n extension adds it
    environment.filters.update(times.filters(language))
    said = catalogues.translations(language)
    environment.globals.update(
        known,
        language=language,
        say=partial(say, translations=said),
        say_code=partial(say_code, translations=said),
    )
    return environment
