"""`make chaos`: a long run of everything going wrong, judged; ends with 1 where something did not hold.

`make chaos ARGS="--seed 7 --seconds 300 --requests 200 --plans 100 --mix networks"`. The seed is printed, and with it
the same people decide the same and the same things go wrong at the same times.
"""

import argparse
import asyncio
import secrets
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from tests.chaos.checks import wrong_with
from tests.chaos.facts import Facts
from tests.chaos.faults import MIXES
from tests.chaos.mix import Mix, run

MOST_SHOWN = 20


def read(words: Sequence[str]) -> tuple[Mix, bool]:
    """The run that is asked for, and whether its folder is kept."""
    known = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    known.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    known.add_argument("--seconds", type=float, default=180)
    known.add_argument("--requests", type=int, default=120)
    known.add_argument("--plans", type=int, default=60)
    known.add_argument("--mix", choices=sorted(MIXES), default="all")
    known.add_argument("--keep", action="store_true", help="leave logs, mails and store where they are, and say where")
    given = known.parse_args(words)
    return Mix(given.seed, given.requests, given.plans, given.seconds, given.mix), given.keep


def again(mix: Mix) -> str:
    """The words that ask for the same run."""
    much = f"--seconds {mix.seconds:g} --requests {mix.requests} --plans {mix.plans}"
    return f"--seed {mix.seed} {much} --mix {mix.kind}"


def told(facts: Facts, wrong: Mapping[str, Sequence[str]], console: Console) -> None:
    """How much was looked at, and what did not hold."""
    ends = Counter(case.state for case in facts.cases)
    did = Counter(f"{done.what} {done.status}" for done in facts.done)
    console.print(f"{len(facts.cases)} cases: {dict(ends)}; {len(facts.sessions)} sessions; {len(facts.mails)} mails")
    console.print(f"done: {dict(sorted(did.items()))}; {sum(done.tries > 1 for done in facts.done)} tried again")
    for name, sentences in wrong.items():
        console.print(f"[bold red]{name}[/]: {len(sentences)}")
        for sentence in sentences[:MOST_SHOWN]:
            console.print(f"  {sentence}")


def main() -> int:
    """Run, judge, tell."""
    console = Console(highlight=False, soft_wrap=True)
    mix, keep = read(sys.argv[1:])
    console.print(f'make chaos ARGS="{again(mix)}"')
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    facts = asyncio.run(run(mix, folder, console.print))
    wrong = wrong_with(facts)
    told(facts, wrong, console)
    if keep:
        console.print(f"kept: {folder}")
    else:
        shutil.rmtree(folder, ignore_errors=True)
    console.print("[bold red]Not everything held.[/]" if wrong else "Everything held.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
