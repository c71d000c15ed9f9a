"""Fills in a page's form as a browser does, so that the story goes through the pages that people see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form as it stands: where it goes and what it would send; `choices` are what each field offers."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, given: Mapping[str, str]) -> dict[str, str]:
        """What is sent with these fields filled in. Raises KeyError, naming it, for one that the form doesn't have."""
        if unknown := set(given) - set(self.choices):
            raise KeyError(f"the form has no field {', '.join(sorted(unknown))}")
        return {**self.fields, **given}


def forms(html: str) -> list[Form]:
    """Every form of a page, in order."""
    reader = _Reader()
    reader.feed(html)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._list = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "form":
            self._form = Form(has.get("action") or "")
            self.found.append(self._form)
        elif tag == "input":
            self._input(has)
        elif tag == "select":
            self._list = has.get("name") or ""
        elif tag == "option" and self._list:
            self._keep(self._list, has.get("value") or "", on="selected" in has)
        elif tag == "textarea":
            self._area = has.get("name") or ""
            self._keep(self._area, "", on=True)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._list = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._form:
            self._form.fields[self._area] += data

    def _input(self, has: dict[str, str | None]) -> None:
        kind, name = has.get("type") or "text", has.get("name")
        if name and kind not in ("submit", "button", "image", "reset", "file"):
            chosen = kind not in ("radio", "checkbox") or "checked" in has
            self._keep(name, has.get("value") or ("on" if kind == "checkbox" else ""), on=chosen)

    def _keep(self, name: str, value: str, *, on: bool) -> None:
        if self._form is None or not name:
            return
        self._form.choices.setdefault(name, []).append(value)
        if on:
            self._form.fields[name] = value
