"""A long run can be repeated from what it prints."""

import random

from tests.chaos.__main__ import again, read
from tests.chaos.faults import KINDS, MIXES, draw
from tests.chaos.mix import REPLICAS


def test_a_run_is_asked_for_by_what_it_printed() -> None:
    mix, keep = read(["--seed", "7", "--seconds", "30", "--requests", "5", "--plans", "2", "--mix", "networks"])
    assert not keep
    assert read(again(mix).split())[0] == mix


def test_the_same_seed_lets_the_same_go_wrong_at_the_same_times() -> None:
    one, same, other = (read(["--seed", seed])[0].drawn for seed in ("7", "7", "8"))
    assert one == same != other


def test_every_kind_of_fault_happens_in_some_mix() -> None:
    assert {kind for kinds in MIXES.values() for kind in kinds} == KINDS.keys()


def test_what_is_drawn_happens_to_parts_that_there_are() -> None:
    for mix in MIXES:
        drawn = draw(mix, 600, REPLICAS.names, random.Random(1))  # noqa: S311
        assert {fault.part for _, fault in drawn} <= {*REPLICAS.names, "store", "rabbitmq", "inbox"}
        assert sum(pause for pause, _ in drawn) < 600
