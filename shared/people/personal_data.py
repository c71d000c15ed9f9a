"""What a service keeps about people, as a table: so that it can be shown to them, and forgotten. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from shared.fields import address_key
from shared.i18n import Msgid, Words
from shared.messages.base import Address, Part

# Stands where a person was; what bookkeeping needs stays around it.
ERASED = "—"
_OURS = ("name", "email", "phone")
_IDS = ("_id", "id", "supervisor_id")


class DataSubject(Part):
    """Whom it is about. `supervisor` is their id in the directory, `name` finds what is kept by name alone."""

    email: Address
    name: str = ""
    supervisor: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PersonalData:
    """Documents about people in one collection.

    `by` are the fields that hold a person's e-mail address, `by_id` those with a supervisor's id, `by_name` those where
    a supervisor stands by name alone; `shown` says what they are shown, field by field with its label; `erasing`
    removes the document, or keeps it without the person and the fields in `drops`. `words` are what the codes of
    a shown field are called, by the field.

    Each field that finds somebody has an index, but those in `scanned`: lists so long that an index would cost every
    write more than it spares the few who look.
    """

    collection: str
    label: Msgid
    shown: Mapping[str, Msgid]
    by: Sequence[str] = ()
    by_id: Sequence[str] = ()
    by_name: Sequence[str] = ()
    erasing: Literal["remove", "blank"] = "blank"
    drops: Sequence[str] = ()
    words: Mapping[str, Words] = field(default_factory=dict)
    scanned: Sequence[str] = ()


def shown(document: Mapping[str, Any], kept: PersonalData, subject: DataSubject) -> dict[str, list[Any]]:
    """What a document says of a person: each field's values; what it says of others stays theirs."""
    found = {path: list(_values(document, path.split("."), subject)) for path in kept.shown}
    return {path: values for path, values in found.items() if values}


def without(value: Any, subject: DataSubject) -> Any:
    """The value without the person: where they are meant their name, address and telephone number are gone."""
    if isinstance(value, Mapping):
        if "changes" in value and _is_address(value.get("about"), subject):
            value = {**value, "changes": []}  # what was changed is what they are called and how they are reached
        theirs = _mentions(value, subject)
        return {
            key: ERASED if theirs and key in _OURS and each else _field(key, each, subject)
            for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [without(each, subject) for each in value if not _is_address(each, subject)]
    return ERASED if _is_address(value, subject) else value


def _field(key: str, value: Any, subject: DataSubject) -> Any:
    return ERASED if key == "name" and subject.name and value == subject.name else without(value, subject)


def _values(value: Any, path: Sequence[str], subject: DataSubject) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        people = [each for each in value if isinstance(each, Mapping)]
        for each in [each for each in people if _mentions(each, subject)] if people and path else value:
            yield from _values(each, path, subject)
    elif not path:
        if value not in (None, "", ERASED):
            yield value
    elif isinstance(value, Mapping) and ("email" not in value or _mentions(value, subject)):
        yield from _values(value.get(path[0]), path[1:], subject)


def _mentions(value: Mapping[str, Any], subject: DataSubject) -> bool:
    if _is_address(value.get("email"), subject):
        return True
    return subject.supervisor is not None and any(value.get(name) == subject.supervisor for name in _IDS)


def _is_address(value: Any, subject: DataSubject) -> bool:
    return isinstance(value, str) and value.casefold() == subject.email.casefold()


def folded_at(value: Any, path: Sequence[str]) -> Any:
    """The value with the addresses at a path in the form in which they are found."""
    if isinstance(value, list | tuple):
        return [folded_at(each, path) for each in value]
    if isinstance(value, Mapping) and path and path[0] in value:
        return {**value, path[0]: folded_at(value[path[0]], path[1:])}
    return address_key(value) if isinstance(value, str) and not path and "@" in value else value
