"""A form is filled in as a browser fills it in."""

import pytest

from deploy.local.forms import forms

PAGE = """
<form action="/search"><input name="q"></form>
<form method="post" action="/ask">
  <input type="hidden" name="key" value="k1"><input name="when" value="2026-12-01T09:30">
  <label><input type="radio" name="kind" value="death"></label>
  <label><input type="radio" name="kind" value="other" checked></label>
  <input type="checkbox" name="remote"><input type="checkbox" name="languages" value="fi" checked>
  <textarea name="text">as it stood &amp; stands</textarea>
  <select name="leaders"><option value="1">one</option><option value="2" selected>two</option></select>
  <button name="answer" value="yes">Send</button>
</form>
"""


def test_what_stands_in_the_form_is_sent_and_what_is_given_takes_its_place() -> None:
    _, form = forms(PAGE)
    assert form.action == "/ask"
    assert form.filled({"kind": "death", "remote": "on"}) == {
        "key": "k1",
        "when": "2026-12-01T09:30",
        "kind": "death",
        "remote": "on",
        "languages": "fi",
        "text": "as it stood & stands",
        "leaders": "2",
    }


def test_the_choices_are_known() -> None:
    _, form = forms(PAGE)
    assert form.choices["kind"] == ["death", "other"]
    assert form.choices["leaders"] == ["1", "2"]


def test_a_field_that_the_form_does_not_have_is_told() -> None:
    with pytest.raises(KeyError, match="no field phone"):
        forms(PAGE)[1].filled({"phone": "1"})
