"""The directory's list: in which order supervisors stand, by which words they are found."""

import re
import unicodedata
from dataclasses import dataclass

from services.booking.directory.model import Supervisor
from shared.fields import name_key

MOST_WORDS = 5
# Å, ä and ö are letters of their own, after z.
_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "ö": "}"})


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; `words` as `words_sought` gives them, `region` a code or `remote`."""

    words: tuple[str, ...] = ()
    language: str = ""
    region: str = ""
    competence: str = ""
    active: bool = True


def place_in_order(supervisor: Supervisor) -> str:
    """By the last name, then the first names, in the Nordic alphabet; two of one name by their ids."""
    *first, last = folded(supervisor.name).split() or [""]
    return " ".join([last.translate(_AFTER_Z), *(name.translate(_AFTER_Z) for name in first), supervisor.id])


def words_of(supervisor: Supervisor) -> list[str]:
    """The words by whose beginnings a supervisor is found: those of the name, and the e-mail address."""
    return [*dict.fromkeys(_words(supervisor.name)), supervisor.email]


def words_sought(typed: str) -> tuple[str, ...]:
    """What somebody typed, as words; an address stays whole."""
    parts = folded(typed[:200]).split()
    found = [word for part in parts for word in ([part] if "@" in part else _words(part))]
    return tuple(dict.fromkeys(found))[:MOST_WORDS]


def folded(text: str) -> str:
    """Any case, any Unicode form."""
    return unicodedata.normalize("NFC", name_key(text))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", folded(text))
