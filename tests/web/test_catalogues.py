"""Translations are whole or the service doesn't start."""

from pathlib import Path

import pytest

from shared.i18n import N_, Catalogues, IncompleteCatalogue, Phrase, say
from shared.web import shell_folder

HEAD = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


def written(folder: Path, fi: str, sv: str) -> Path:
    for language, text in (("fi", fi), ("sv", sv)):
        path = folder / "locales" / language / "messages.po"
        path.parent.mkdir(parents=True)
        path.write_text(HEAD + text, encoding="utf-8")
    return folder


def test_a_text_is_said_in_each_language() -> None:
    catalogues = Catalogues.load(shell_folder())
    said = [say(N_("Language"), catalogues.translations(each)) for each in ("fi", "sv", "en")]
    assert said == ["Kieli", "Språk", "Language"]


def test_a_phrase_carries_its_values_into_the_language() -> None:
    phrase = Phrase(N_("This is too large. Give at most %(le)s."), {"le": 5})
    assert say(phrase, Catalogues.load(shell_folder()).translations("fi")) == "Luku on liian suuri. Anna enintään 5."


def test_a_service_s_own_text_goes_before_the_shell_s(tmp_path: Path) -> None:
    own = written(tmp_path, 'msgid "Language"\nmsgstr "Puhe"\n', 'msgid "Language"\nmsgstr "Tal"\n')
    assert Catalogues.load(shell_folder(), own).translations("fi").gettext("Language") == "Puhe"


def test_one_and_many_have_their_own_forms(tmp_path: Path) -> None:
    plural = 'msgid "%(num)s person"\nmsgid_plural "%(num)s people"\nmsgstr[0] "%(num)s {0}"\nmsgstr[1] "%(num)s {1}"\n'
    own = written(
        tmp_path, plural.replace("{0}", "henkilö").replace("{1}", "henkilöä"), plural.format("person", "personer")
    )
    finnish = Catalogues.load(own).translations("fi")
    assert [finnish.ngettext("%(num)s person", "%(num)s people", n) % {"num": n} for n in (1, 3)] == [
        "1 henkilö",
        "3 henkilöä",
    ]


@pytest.mark.parametrize(
    "fi",
    ['msgid "Yes"\nmsgstr ""\n', '#, fuzzy\nmsgid "Yes"\nmsgstr "Joo"\n', "", 'msgid "Yes\n'],
    ids=["empty", "fuzzy", "in one language only", "broken"],
)
def test_a_catalogue_with_a_fault_is_refused(tmp_path: Path, fi: str) -> None:
    with pytest.raises(IncompleteCatalogue):
        Catalogues.load(written(tmp_path, fi, 'msgid "Yes"\nmsgstr "Ja"\n'))


def test_a_missing_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IncompleteCatalogue, match="can't be read"):
        Catalogues.load(tmp_path)
