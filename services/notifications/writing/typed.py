"""What a stranger may have typed, in a mail to an address that nobody has shown to be theirs."""

import re

from services.notifications.writing.model import Letter

# What mail programs turn into something to press: an address of a page or a person.
_PRESSABLE = re.compile(r"://|@|^www\.|[^\W\d_]\.[^\W_]{2}", re.IGNORECASE)
GAP = "\N{HORIZONTAL ELLIPSIS}"


def harmless(text: str) -> str:
    """`text` without words that a mail program would make links of."""
    return " ".join(GAP if _PRESSABLE.search(word) else word for word in text.split())


def is_typed(letter: Letter) -> bool:
    """Whether whoever typed the reader's address may have been a stranger."""
    return letter.about in ("contact", "feedback") and not letter.facts.verified


def without_typed(letter: Letter) -> Letter:
    """The letter without names, and with nothing to press in it but our own links."""
    facts = letter.facts
    place = facts.place and facts.place.model_copy(
        update={
            name: harmless(text)
            for name in ("municipality", "address")
            if (text := getattr(facts.place, name)) is not None
        }
    )
    changes = {"organisation": harmless(facts.organisation), "place": place, "name": "", "contact": None}
    changes |= {"meeting_link": None}
    return letter.model_copy(update={"facts": facts.model_copy(update=changes)})
