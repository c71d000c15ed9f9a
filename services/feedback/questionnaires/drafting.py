"""Own questionnaires: what a draft is, what it lacks, and what it becomes when it is taken into use. Pure.

A published version never changes. An item whose words have been changed is another item, so that figures of two
questions are never added up; one that stays as it was keeps its id, and goes on being compared.
"""

from collections.abc import Callable, Iterable
from typing import Literal

from services.feedback.questionnaires.library import newest
from services.feedback.questionnaires.model import Item, Option, Questionnaire, Words
from shared.i18n import LANGUAGES, N_, Text
from shared.messages.base import Part

Occasion = Literal["pulse", "evaluation", "benefit"]
Kind = Literal["scale", "choices", "text"]
OCCASIONS: dict[str, Text] = {
    "pulse": N_("After each session"),
    "evaluation": N_("During a process"),
    "benefit": N_("At the end of a process"),
}
KINDS: dict[str, Text] = {
    "scale": N_("Statement, from 1 to 5"),
    "choices": N_("Choices, any number of them"),
    "text": N_("In one's own words, to the supervisor"),
}
MOST_ITEMS, MOST_AFTER_SESSION, MOST_OPTIONS = 20, 4, 15
LONGEST = 200
# About how long an answer to one takes.
SECONDS = {"scale": 6, "choices": 15, "text": 30}
NONE = Words(fi="Ei mikään näistä", sv="Inget av dessa", en="None of these")
_IN_ALL = N_("Write it in Finnish, Swedish and English.")
_TOO_LONG = N_("Write at most 200 characters.")
_TWO = N_("Write at least two choices and at most fifteen, each on a line of its own.")
_ALIKE = N_("Write as many lines in each language, in the same order.")
_SOMETHING = N_("Add at least one item.")
_FOUR = N_("After a session at most four items are asked: it should take twenty seconds.")
_MANY = N_("At most twenty items are asked at once.")
_NO_WORDS = N_("After a session nothing is asked in one's own words. Remove it, or ask it at another time.")


class Said(Part):
    """One text as it is being written, in some languages or none yet."""

    fi: str = ""
    sv: str = ""
    en: str = ""

    @property
    def is_whole(self) -> bool:
        return bool(self.fi and self.sv and self.en)

    @property
    def is_short(self) -> bool:
        return max(len(self.fi), len(self.sv), len(self.en)) <= LONGEST

    def words(self) -> Words:
        """What is there already, for a preview."""
        some = self.fi or self.sv or self.en or "…"
        return Words(fi=self.fi or some, sv=self.sv or some, en=self.en or some)


LOW, HIGH = Said(fi="Ei lainkaan", sv="Inte alls", en="Not at all"), Said(fi="Täysin", sv="Helt", en="Fully")


class DraftItem(Part):
    """One item as it is being written. `options` of choices alone, `low` and `high` of a scale alone."""

    id: str
    kind: Kind
    text: Said = Said()
    low: Said = LOW
    high: Said = HIGH
    options: tuple[Said, ...] = ()


class Draft(Part):
    """An own questionnaire. `versions`: how many of it have been taken into use; what it becomes is `own-<id>@<n>`."""

    id: str
    occasion: Occasion
    title: Said = Said()
    items: tuple[DraftItem, ...] = ()
    versions: int = 0

    @property
    def name(self) -> str:
        return f"own-{self.id}"


class UnfinishedError(ValueError):
    """It can't be asked yet; `fields` says what is to be mended."""

    def __init__(self, fields: dict[str, Text]) -> None:
        super().__init__()
        self.fields = fields


def copied(draft_id: str, occasion: Occasion, asked: Questionnaire) -> Draft:
    """A draft of what is asked already, to be changed."""
    items = tuple(
        DraftItem(
            id=item.id,
            kind=item.kind,
            text=_said(item.text),
            low=_said(item.low) if item.low else LOW,
            high=_said(item.high) if item.high else HIGH,
            options=tuple(_said(option.text) for option in item.options),
        )
        for item in asked.items
    )
    return Draft(id=draft_id, occasion=occasion, title=_said(asked.title), items=items)


def changed(draft: Draft, do: str, new_id: str) -> Draft:
    """The draft after a button: `add-<kind>`, or `up-<n>`, `down-<n>`, `remove-<n>` of its nth item."""
    what, _, which = do.partition("-")
    items = list(draft.items)
    if what == "add" and which in KINDS and len(items) < MOST_ITEMS:
        items.append(DraftItem(id=new_id, kind=which))
    elif which.isdecimal() and int(which) < len(items):
        n = int(which)
        item = items.pop(n)
        if what in ("up", "down"):
            items.insert(max(0, n - 1) if what == "up" else n + 1, item)
        elif what != "remove":
            items.insert(n, item)
    return draft.model_copy(update={"items": tuple(items)})


def sketch(draft: Draft) -> Questionnaire:
    """How it will look, as far as it has been written."""
    return _questionnaire(draft, tuple(_item(each) for each in draft.items))


def version(draft: Draft, known: Iterable[Questionnaire], new_id: Callable[[], str]) -> Questionnaire:
    """The next version of it, to be asked from now on. Raises UnfinishedError."""
    if missing := lacks(draft):
        raise UnfinishedError(missing)
    items_known = {item.id: item for each in known for item in each.items}
    items = tuple(_as_known(_item(each), items_known, new_id) for each in draft.items)
    return _questionnaire(draft.model_copy(update={"versions": draft.versions + 1}), items)


def lacks(draft: Draft) -> dict[str, Text]:
    """What is to be mended before it can be asked, by the names of the form's fields."""
    wrong: dict[str, Text] = {}
    if not draft.items:
        wrong["add"] = _SOMETHING
    if len(draft.items) > MOST_ITEMS:
        wrong["add"] = _MANY
    if draft.occasion == "pulse" and len(draft.items) > MOST_AFTER_SESSION:
        wrong["add"] = _FOUR
    _look("title", draft.title, wrong)
    for n, item in enumerate(draft.items):
        _look(f"item-{n}-text", item.text, wrong)
        if item.kind == "scale":
            _look(f"item-{n}-low", item.low, wrong)
            _look(f"item-{n}-high", item.high, wrong)
        elif item.kind == "choices":
            _look_at_options(f"item-{n}-options", item.options, wrong)
        elif draft.occasion == "pulse":
            wrong[f"item-{n}-text"] = _NO_WORDS
    return wrong


def _look(field: str, said: Said, wrong: dict[str, Text]) -> None:
    if not said.is_whole:
        wrong[field] = _IN_ALL
    elif not said.is_short:
        wrong[field] = _TOO_LONG


def _look_at_options(field: str, options: tuple[Said, ...], wrong: dict[str, Text]) -> None:
    if not 2 <= len(options) <= MOST_OPTIONS:
        wrong[field] = _TWO
    elif not all(each.is_whole for each in options):
        wrong[field] = _ALIKE
    elif not all(each.is_short for each in options):
        wrong[field] = _TOO_LONG


def _as_known(item: Item, known: dict[str, Item], new_id: Callable[[], str]) -> Item:
    before = known.get(item.id)
    if before is None:
        return item
    return before if _texts(before) == _texts(item) else item.model_copy(update={"id": own_id(new_id())})


def own_id(unique: str) -> str:
    """The id of an item that nobody has had: letters and digits alone, as the paths of figures have it."""
    return "own_" + "".join(each for each in unique if each.isalnum())


def _texts(item: Item) -> list[object]:
    return [item.kind, item.text, item.low, item.high, [option.text for option in item.options]]


def _item(draft: DraftItem) -> Item:
    is_scale, has_options = draft.kind == "scale", draft.kind == "choices"
    options = [Option(id=f"o{n}", text=each.words()) for n, each in enumerate(draft.options)]
    return Item(
        id=draft.id,
        kind=draft.kind,
        text=draft.text.words(),
        low=draft.low.words() if is_scale else None,
        high=draft.high.words() if is_scale else None,
        options=tuple(options) if has_options else (),
        none=NONE if has_options else None,
        readers=("supervisor",) if draft.kind == "text" else (),
    )


def _questionnaire(draft: Draft, items: tuple[Item, ...]) -> Questionnaire:
    ours = newest(draft.occasion)
    return Questionnaire(
        name=draft.name,
        version=draft.versions,
        over=ours.over,
        title=draft.title.words(),
        seconds=max(10, sum(SECONDS[item.kind] for item in items)),
        open_days=ours.open_days,
        reminders=ours.reminders,
        occasion=draft.occasion,
        items=items,
    )


def _said(words: Words) -> Said:
    return Said(**{language: getattr(words, language) for language in LANGUAGES})
