"""A rolling upgrade: whatever a newer sender may say that this version doesn't know yet, the message is read."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import TypeAdapter, ValidationError

from deploy.catalogue import published
from deploy.services import NAMES, table
from shared.messages.base import Language, Languages, Message
from shared.messages.contracts import DebriefingRequested, IncidentKind
from shared.messages.unknown import Unknown
from shared.messaging.routing import type_name
from shared.messaging.wire import read

SAMPLES = Path(__file__).parent / "samples"
NEW_WORD, NEW_NUMBER = "something_of_tomorrow", 4711


class Closed(Message, owner="speaker", to=("listener",)):
    """The canary: nothing stands for a value that it doesn't know."""

    kind: Literal["a", "b"]
    number: Annotated[Literal[1, 2], Unknown(2)]


def everything() -> list[type[Message]]:
    """Every message, and every service's timers, which an older replica hears from a newer one."""
    return [*published(), *(timer for name in NAMES for timer in table(name).timers)]


def choices(schema: dict[str, Any], content: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each place of `content` that takes only certain values, with a value of the right kind that is none of them."""
    for one in alternatives(schema):
        if "enum" in one or "const" in one or "pattern" in one:
            yield at, NEW_NUMBER if isinstance(content, int) else NEW_WORD
        if isinstance(content, dict):
            for name, part in one.get("properties", {}).items():
                if name in content:
                    yield from choices({**part, "$defs": schema["$defs"]}, content[name], (*at, name))
        if isinstance(content, list) and "items" in one:
            for n, member in enumerate(content):
                yield from choices({**one["items"], "$defs": schema["$defs"]}, member, (*at, n))


def alternatives(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A schema itself, or each of those that it refers to."""
    defs = schema["$defs"]
    if "$ref" in schema:
        yield from alternatives({**defs[schema["$ref"].rsplit("/", 1)[1]], "$defs": defs})
    elif "anyOf" in schema:
        for one in schema["anyOf"]:
            yield from alternatives({**one, "$defs": defs})
    else:
        yield schema


def changed(content: Any, at: tuple[Any, ...], new: Any) -> Any:
    if not at:
        return new
    copy = content.copy()
    copy[at[0]] = changed(content[at[0]], at[1:], new)
    return copy


def with_new_fields(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: with_new_fields(value) for name, value in content.items()} | {"a_field_of_tomorrow": [1]}
    return [with_new_fields(each) for each in content] if isinstance(content, list) else content


def schema_of(message: type[Message]) -> dict[str, Any]:
    return {"$defs": {}, **message.model_json_schema()}


def unread(message: type[Message], sample: Any) -> list[str]:
    """Where a value of tomorrow would make this message unreadable."""
    wrong = []
    for at, new in choices(schema_of(message), sample):
        try:
            read(message, json.dumps(changed(sample, at, new)).encode())
        except ValidationError:
            wrong.append(".".join(map(str, at)))
    return wrong


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_a_value_or_a_field_of_tomorrow_makes_no_message_unreadable(path: Path) -> None:
    message = next(m for m in published() if type_name(m) == path.stem.split("@")[0])
    sample = json.loads(path.read_text(encoding="utf-8"))
    assert unread(message, sample) == []
    assert read(message, json.dumps(with_new_fields(sample)).encode())


@pytest.mark.parametrize("message", everything(), ids=type_name)
def test_every_field_that_takes_only_certain_values_says_what_stands_for_others(message: type[Message]) -> None:
    """Also those that no sample has."""
    assert missing(message) == []


def missing(model: Any, seen: frozenset[Any] = frozenset()) -> list[str]:
    wrong = []
    for name, field in model.model_fields.items():
        for kind in parts_of(field.annotation, *field.metadata):
            if isinstance(kind, str):
                wrong.append(f"{model.__name__}.{name}: {kind}")
            elif kind not in seen:
                wrong += missing(kind, seen | {model, kind})
    return wrong


def parts_of(annotation: Any, *metadata: Any) -> Iterator[Any]:
    """The models inside of a field, and a sentence for each choice that bears nothing else."""
    if hasattr(annotation, "__metadata__"):
        yield from parts_of(annotation.__origin__, *annotation.__metadata__, *metadata)
    elif hasattr(annotation, "model_fields"):
        yield annotation
    elif getattr(annotation, "__origin__", None) is Literal or hasattr(annotation, "__members__"):
        if not any(isinstance(each, Unknown) for each in metadata):
            yield "nothing stands for an unknown value"
    else:
        if any(getattr(each, "pattern", None) for each in metadata) and not any(
            isinstance(each, Unknown) for each in metadata
        ):
            yield "nothing stands for an unknown form"
        for inner in getattr(annotation, "__args__", ()):
            yield from parts_of(inner)


def test_a_message_that_bears_nothing_new_would_be_seen() -> None:
    assert unread(Closed, {"kind": "a", "number": 1}) == ["kind"]
    assert missing(Closed) == ["Closed.kind: nothing stands for an unknown value"]


def test_what_is_typed_here_is_still_refused() -> None:
    refused: list[tuple[Any, Any]] = [(IncidentKind, "fire"), (Language, "de"), (Languages, ("fi", "de"))]
    for kind, wrong in refused:
        with pytest.raises(ValidationError):
            TypeAdapter(kind).validate_python(wrong)


def test_of_several_languages_the_known_ones_stay() -> None:
    sample = json.loads((SAMPLES / "contracts.debriefing_requested@1.json").read_text(encoding="utf-8"))

    def languages(*given: str) -> tuple[str, ...]:
        return read(DebriefingRequested, json.dumps(sample | {"languages": given}).encode()).languages

    assert languages("fi", "de", "sv") == ("fi", "sv")
    assert languages("de") == ("en",)


def test_a_value_of_another_kind_is_still_wrong() -> None:
    sample = json.loads((SAMPLES / "contracts.debriefing_requested@1.json").read_text(encoding="utf-8"))
    with pytest.raises(ValidationError):
        read(DebriefingRequested, json.dumps(sample | {"kind": 5}).encode())
