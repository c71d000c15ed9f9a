"""What a page gives its template is what the template sees: the page around it takes no name away."""

import pytest
from jinja2 import Environment, nodes

from shared.web import shell_folder

TAKEN = {"shell_menu"}


def names_taken(source: str) -> set[str]:
    """The names that a template sets for every one that extends it, whatever its page gave under them."""
    imported: set[str] = set()
    for each in Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source).body:
        if isinstance(each, nodes.FromImport):
            imported |= {name if isinstance(name, str) else name[1] for name in each.names}
        elif isinstance(each, nodes.Import):
            imported.add(each.target)
        elif isinstance(each, nodes.Assign) and isinstance(each.target, nodes.Name):
            imported.add(each.target.name)
    return imported


def test_the_page_around_takes_no_name_that_a_page_could_give() -> None:
    shell = (shell_folder() / "templates" / "base.html").read_text(encoding="utf-8")
    assert names_taken(shell) == TAKEN


@pytest.mark.parametrize(
    "source",
    [
        '{% from "menu.html" import places with context %}',
        '{% from "menu.html" import tabs as places %}',
        '{% import "menu.html" as places %}',
        "{% set places = 1 %}",
    ],
)
def test_a_name_that_is_taken_is_noticed(source: str) -> None:
    assert names_taken(source) == {"places"}
