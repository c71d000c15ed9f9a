"""The published language: who hears what stands once with the message, and the tables agree with it."""

import json
from pathlib import Path
from typing import Any

import pytest

from deploy.catalogue import main, published
from deploy.services import NAMES, table
from shared.messages.base import Message
from shared.messaging.routing import queue_name, type_name

SAMPLES = Path(__file__).parent.parent / "messages" / "samples"


def hearers(message: type[Message]) -> set[str]:
    return {name for name in NAMES if message in table(name).consumes}


@pytest.mark.parametrize("message", published(), ids=type_name)
def test_a_message_is_heard_by_exactly_those_it_names(message: type[Message]) -> None:
    assert hearers(message) == set(message.to)
    assert message in table(message.owner).publishes


@pytest.mark.parametrize("name", NAMES)
def test_a_service_announces_only_its_own_messages_and_rings_only_its_own_timers(name: str) -> None:
    service = table(name)
    assert {message.owner for message in service.publishes} <= {name}
    assert all(timer.owner == name and timer.to == (name,) for timer in service.timers)


def test_no_two_queues_have_one_name() -> None:
    heard = [(name, message) for name in NAMES for message in (*table(name).consumes, *table(name).timers)]
    names = [queue_name(name, message) for name, message in heard]
    assert len(names) == len(set(names))


def _known(again: Any, sample: Any) -> Any:
    """Of what was read, what the sample has: a field that came later may stand beside it."""
    if isinstance(sample, dict):
        return {name: _known(again[name], value) for name, value in sample.items()}
    if isinstance(sample, list):
        return [_known(a, s) for a, s in zip(again, sample, strict=True)]
    return again


def test_the_catalogue_is_up_to_date() -> None:
    assert main(["--check"]) == 0


def samples() -> list[Any]:
    return sorted(SAMPLES.glob("*.json"))


def test_every_published_message_has_a_saved_sample() -> None:
    assert {path.stem.split("@")[0] for path in samples()} == {type_name(message) for message in published()}


@pytest.mark.parametrize("path", samples(), ids=lambda path: path.stem)
def test_every_sample_ever_published_still_parses(path: Path) -> None:
    message = next(m for m in published() if type_name(m) == path.stem.split("@")[0])
    sample = json.loads(path.read_text(encoding="utf-8"))
    again = json.loads(message.model_validate(sample).model_dump_json())
    assert _known(again, sample) == sample
    assert message.model_validate({**sample, "a_field_of_tomorrow": 1})
