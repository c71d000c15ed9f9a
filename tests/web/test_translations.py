"""Every marked text is translated; and the check that says so can fail."""

from pathlib import Path

import pytest

from deploy import translations

MARKED = {
    "services/sample/__init__.py": 'from shared.i18n import N_\nA = N_("Take %(n)s now.")\n',
    "services/sample/templates/page.html": '{{ _("Hello") }}{{ ngettext("%(num)s day", "%(num)s days", n) }}',
    "shared/__init__.py": "",
}
WHOLE = """
msgid "Take %(n)s now."
msgstr "Ota %(n)s nyt."

msgid "Hello"
msgstr "Hei"

msgid "%(num)s day"
msgid_plural "%(num)s days"
msgstr[0] "%(num)s päivä"
msgstr[1] "%(num)s päivää"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in MARKED.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    translations.update(tmp_path)
    return tmp_path


def write(root: Path, entries: str) -> None:
    for language in translations.LANGUAGES:
        path = root / "services/sample/locales" / language / "messages.po"
        head = path.read_text(encoding="utf-8").split("\n\n")[0]
        path.write_text(f"{head}\n{entries}", encoding="utf-8")


def test_every_text_of_this_project_is_translated() -> None:
    assert translations.faults() == []


def test_a_whole_translation_has_no_faults(root: Path) -> None:
    write(root, WHOLE)
    assert translations.faults(root) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('"Hei"', '""', "is not translated"),
        ('msgid "Hello"', '#, fuzzy\nmsgid "Hello"', "is fuzzy"),
        ('msgid "Hello"', 'msgid "Good day"', "said nowhere any more"),
        ('msgid "Hello"', 'msgid "Good day"', "has no 'Hello'"),
        ("Ota %(n)s nyt", "Ota se nyt", "the same %(values)s"),
        ('"Hei"', '"100 % hei"', "stands for no value"),
        ('msgid_plural "%(num)s days"\nmsgstr[0] "%(num)s päivä"\nmsgstr[1]', "msgstr", "needs two forms"),
        ('msgstr[1] "%(num)s päivää"', 'msgstr[1] ""', "is not translated"),
    ],
)
def test_the_check_sees_what_is_wrong(root: Path, before: str, after: str, fault: str) -> None:
    assert before in WHOLE
    write(root, WHOLE.replace(before, after))
    assert any(fault in each for each in translations.faults(root))


def test_an_obsolete_text_is_seen(root: Path) -> None:
    write(root, WHOLE + '\n#~ msgid "Old"\n#~ msgstr "Vanha"\n')
    assert any("obsolete" in each for each in translations.faults(root))


def test_an_update_keeps_what_was_written_and_is_the_same_twice(root: Path) -> None:
    write(root, WHOLE)
    path = root / "services/sample/locales/fi/messages.po"
    translations.update(root)
    once = path.read_bytes()
    translations.update(root)
    assert 'msgstr "Hei"' in once.decode()
    assert path.read_bytes() == once
