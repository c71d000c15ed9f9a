"""Only constants go through gettext; and the check that says so can fail."""

from pathlib import Path

import pytest

from deploy import constants
from shared.i18n import N_, Catalogues, Msgid, say, say_code
from shared.people.audited import AuditEntry, Change
from shared.web import shell_folder
from tests.web.shell import NOW

FINNISH = Catalogues.load(shell_folder()).translations("fi")


def test_this_project_translates_nothing_but_constants() -> None:
    assert constants.faults() == []


@pytest.mark.parametrize(
    "source",
    [
        "{{ _(entry.who) }}",
        "{{ _(name) }}",
        "{{ _('Hello ' ~ name) }}",
        "{{ _(texts[0]) }}",
        "{{ gettext(change.before) }}",
        "{{ ngettext(one, 'many', 2) }}",
        "{{ ngettext('one', many, 2) }}",
        "{{ pgettext('there', name) }}",
        "{{ _(*names) }}",
        "{% set said = _ %}{{ said(name) }}",
        "{{ names | map(_) | join }}",
        "{{ name | _ }}",
        "{% macro m(x) %}{{ _(x) }}{% endmacro %}",
        "{{ name | safe }}",
    ],
)
def test_a_template_that_translates_data_is_refused(source: str) -> None:
    assert list(constants.in_template(source))


@pytest.mark.parametrize(
    "source",
    [
        "{{ _('Hello') }}",
        "{{ _('Hello %(name)s', name=name) }}",
        "{{ ngettext('%(num)s day', '%(num)s days', count) }}",
        "{% trans name=name %}Hello {{ name }}{% endtrans %}",
        "{{ say(change.field) }}",
        "{{ say_code(code, words) }}",
        "{{ name | replace('.', '.<wbr>' | safe) }}",
    ],
)
def test_a_template_that_translates_constants_is_not(source: str) -> None:
    assert list(constants.in_template(source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "_(name)",
        "translations.gettext(name)",
        'translations.gettext(f"Hello {name}")',
        "translations.ngettext(one, 'many', 2)",
        "N_(name)",
        "f\"{name} ({_('Hello')})\"",
        "Msgid(name)",
        "Markup(name)",
        "list(map(translations.gettext, names))",
        "said = translations.gettext\nsaid(name)",
    ],
)
def test_code_that_translates_data_is_refused(source: str) -> None:
    assert list(constants.in_python(source, "services/x.py"))


def test_code_that_translates_constants_is_not() -> None:
    source = "_ = translations.gettext\n_('Hello %(name)s') % {'name': name}\nN_('Hello')\nsay(sentence, translations)"
    assert list(constants.in_python(source, "services/x.py")) == []


def test_the_check_looks_into_every_template_and_module(tmp_path: Path) -> None:
    (tmp_path / "services/one/templates/deep").mkdir(parents=True)
    (tmp_path / "services/one/templates/deep/page.html").write_text("{{ _(name) }}", encoding="utf-8")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/code.py").write_text("N_(name)", encoding="utf-8")
    assert [each.partition(":")[0] for each in constants.faults(tmp_path)] == [
        "shared/code.py",
        "services/one/templates/deep/page.html",
    ]


def test_what_is_not_marked_is_said_as_it_is_even_where_it_reads_like_a_text_of_ours() -> None:
    assert say(N_("Language"), FINNISH) == "Kieli"
    typed: str = "Language"
    assert say(typed, FINNISH) == "Language"  # type: ignore[arg-type]  # what the types refuse, templates can't
    assert say("50% <b>", FINNISH) == "50% <b>"  # type: ignore[arg-type]


def test_a_code_is_said_by_its_table_and_a_stranger_to_it_as_it_is() -> None:
    words = {"language": N_("Language")}
    assert [say_code(code, words, FINNISH) for code in ("language", "Language")] == ["Kieli", "Language"]


def test_the_audit_says_codes_and_shows_data() -> None:
    data = Change(field=N_("Language"), before="Language", after="50%")
    code = Change(field=N_("Language"), before="Language", after="", coded=True)
    assert [say(data.said_before, FINNISH), say(code.said_before, FINNISH)] == ["Language", "Kieli"]  # type: ignore[arg-type]
    assert (code.said_after, data.said_after) == ("", "50%")
    entry = AuditEntry(at=NOW, who="Language", what=N_("Language"))
    assert not isinstance(entry.said_who, Msgid)
    assert isinstance(entry.model_copy(update={"who_coded": True}).said_who, Msgid)


def test_an_entry_comes_back_from_the_store_as_it_went_in() -> None:
    change = Change(field=N_("Language"), after="x")
    entry = AuditEntry(at=NOW, who="API: Language", what=N_("Language"), changes=(change,))
    stored = entry.model_dump()
    assert type(stored["what"]) is str
    found = AuditEntry.model_validate(stored)
    assert (found, type(found.what), type(found.changes[0].field)) == (entry, Msgid, Msgid)
