"""What somebody sent, read against what was asked: every item is optional, and none is made up. Pure."""

import unicodedata
from collections.abc import Mapping, Sequence

from services.feedback.answers.model import Values
from services.feedback.questionnaires.model import Item, Questionnaire
from shared.i18n import N_, Text

# What came, by the name of its field.
Sent = Mapping[str, Sequence[str]]
LONGEST_TEXT = 1000
# The value of 'does not concern me', and of 'none of these'.
NO_CONCERN, NONE = "0", "-"
_CHOOSE = N_("Choose one of the marks from 1 to 5, or leave the statement out.")
_TICK = N_("Choose from what stands here, or leave it out.")
_SHORTER = N_("Write at most 1000 characters.")
NOTHING = N_("Answer at least one of the items; any of them may be left out.")


class NotAnAnswer(ValueError):
    """What was sent is no answer; `fields` says why, item by item."""

    def __init__(self, fields: Mapping[str, Text]) -> None:
        super().__init__()
        self.fields = fields


def read(asked: Questionnaire, sent: Sent) -> Values:
    """The answer. Raises NotAnAnswer where something was sent that was never offered, or nothing at all.

    Fields that belong to no item are passed over: nothing of them is kept.
    """
    values: dict[str, int | tuple[str, ...] | str] = {}
    wrong: dict[str, Text] = {}
    for item in asked.items:
        given = [each for each in sent.get(item.id, ()) if each != ""]
        if given:
            try:
                value = _value(item, given)
            except NotAnAnswer as refused:
                wrong |= refused.fields
            else:
                values |= {} if value is None else {item.id: value}
    if wrong:
        raise NotAnAnswer(wrong)
    if not values:
        raise NotAnAnswer({asked.items[0].id: NOTHING})
    return values


def _value(item: Item, given: Sequence[str]) -> int | tuple[str, ...] | str | None:
    if item.kind == "scale":
        return _mark(item, given)
    if item.kind == "choices":
        return _ticked(item, given)
    text = "".join(each for each in given[0].strip() if each == "\n" or unicodedata.category(each) not in ("Cc", "Cs"))
    if len(text) > LONGEST_TEXT:
        raise NotAnAnswer({item.id: _SHORTER})
    return text or None


def _mark(item: Item, given: Sequence[str]) -> int | None:
    if len(given) > 1 or given[0] not in (NO_CONCERN, "1", "2", "3", "4", "5"):
        raise NotAnAnswer({item.id: _CHOOSE})
    return None if given[0] == NO_CONCERN else int(given[0])


def _ticked(item: Item, given: Sequence[str]) -> tuple[str, ...]:
    known = [option.id for option in item.options]
    if not set(given) <= {*known, NONE}:
        raise NotAnAnswer({item.id: _TICK})
    return tuple(each for each in known if each in given)
