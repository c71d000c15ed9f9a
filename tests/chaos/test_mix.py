"""A short run in which everything goes wrong once: whatever dies, hangs or is cut off, nothing is lost or mistold."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.chaos.checks import wrong_with
from tests.chaos.faults import LEASE, Fault
from tests.chaos.mix import Mix, run

# Each kind once, some of them at the same time; what is stopped is stopped for longer than what it holds is its own.
FAULTS = (
    (2.0, Fault("leave open", "booking-1")),
    (0.5, Fault("kill", "booking-1")),
    (0.5, Fault("stop", "notifications-1", LEASE + 1.5)),
    (1.0, Fault("swallow rabbitmq from", "contracts-1", 2.0)),
    (1.0, Fault("cut store from", "booking-2", 1.5)),
    (1.5, Fault("kill", "store")),
    (1.0, Fault("mail away", "inbox", 2.0)),
    (1.0, Fault("cut rabbitmq from", "notifications-2", 1.0)),
    (1.0, Fault("kill", "notifications-2")),
    (0.5, Fault("swallow store from", "feedback-1", 1.5)),
    (1.0, Fault("slow store from", "contracts-1", 1.0)),
    (0.5, Fault("kill", "rabbitmq")),
)


@pytest.mark.timeout(300)
async def test_whatever_goes_wrong_nothing_is_lost_happens_twice_or_is_told_wrongly(tmp_path: Path) -> None:
    mix = Mix(seed=20261126, requests=16, plans=8, seconds=10.0, faults=FAULTS)
    facts = await run(mix, tmp_path)
    assert len(facts.cases) == mix.requests
    assert not (wrong := wrong_with(facts)), told(wrong)


def told(wrong: Mapping[str, Sequence[str]]) -> str:
    """What did not hold, a line each."""
    return "\n".join(f"{name}: {sentence}" for name, sentences in wrong.items() for sentence in sentences)
