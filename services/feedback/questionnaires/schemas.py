"""What the editor's form and the API take in. Pure."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Annotated

from pydantic import Field, StringConstraints

from services.feedback.questionnaires.drafting import HIGH, LOW, MOST_ITEMS, Draft, DraftItem, Kind, Occasion, Said
from shared.i18n import LANGUAGES
from shared.messages.base import Part

Wording = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Lines(Part):
    """One text in three languages."""

    fi: Wording
    sv: Wording
    en: Wording

    def said(self) -> Said:
        return Said(fi=self.fi, sv=self.sv, en=self.en)


class NewItem(Part):
    """One item. A scale's ends are 'not at all' and 'fully' unless they are said."""

    kind: Kind
    text: Lines
    low: Lines | None = None
    high: Lines | None = None
    options: tuple[Lines, ...] = Field((), max_length=15)


class NewQuestionnaire(Part):
    """A whole questionnaire, in words that are your own or that you hold a licence to."""

    occasion: Occasion
    title: Lines
    items: tuple[NewItem, ...] = Field(max_length=MOST_ITEMS)

    def draft(self, draft_id: str, ids: list[str]) -> Draft:
        items = [
            DraftItem(
                id=item_id,
                kind=item.kind,
                text=item.text.said(),
                low=item.low.said() if item.low else LOW,
                high=item.high.said() if item.high else HIGH,
                options=tuple(option.said() for option in item.options),
            )
            for item_id, item in zip(ids, self.items, strict=False)
        ]
        return Draft(id=draft_id, occasion=self.occasion, title=self.title.said(), items=tuple(items))


def typed(draft: Draft, form: Mapping[str, str]) -> Draft:
    """The draft with what was typed into its fields; which items there are is changed by buttons alone."""
    items = tuple(_item(each, f"item-{n}", form) for n, each in enumerate(draft.items))
    return draft.model_copy(update={"title": _said("title", form, draft.title), "items": items})


def _item(item: DraftItem, name: str, form: Mapping[str, str]) -> DraftItem:
    if form.get(f"{name}-id", item.id) != item.id:
        return item  # somebody else has moved it meanwhile
    changes: dict[str, object] = {"text": _said(f"{name}-text", form, item.text)}
    if item.kind == "scale":
        changes |= {end: _said(f"{name}-{end}", form, getattr(item, end)) for end in ("low", "high")}
    if item.kind == "choices" and any(f"{name}-options-{language}" in form for language in LANGUAGES):
        lines = [_lines(form.get(f"{name}-options-{language}", "")) for language in LANGUAGES]
        rows = [dict(zip(LANGUAGES, row, strict=True)) for row in zip_longest(*lines, fillvalue="")]
        changes["options"] = tuple(Said(**row) for row in rows)
    return item.model_copy(update=changes)


def _said(name: str, form: Mapping[str, str], before: Said) -> Said:
    return Said(
        **{
            language: " ".join(form.get(f"{name}-{language}", getattr(before, language)).split())
            for language in LANGUAGES
        }
    )


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
