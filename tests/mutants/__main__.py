"""`make mutants`: how many changes of the rules their tests notice; those that none does, by file and line.

ARGS="routing.py" tries the files of that name alone. Ends with 1 where fewer than 95 % are noticed, or where
`equivalent.txt` names a change that is no more. WORKERS=2 takes two processes.
"""

import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants.changes import Change, changes
from tests.mutants.files import ROOT, rules, tests_for
from tests.mutants.trial import ARGUMENTS, Trials

LEAST = 0.95
EQUIVALENT = Path(__file__).with_name("equivalent.txt")
KILLERS = ROOT / "build" / "mutants.json"  # which test noticed what the last time: it is asked first the next time


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n".replace(f"{ROOT}/", ""))
    sys.stdout.flush()


def equivalent() -> dict[str, str]:
    """Why a change means nothing, by `name`."""
    lines = [each for each in EQUIVALENT.read_text(encoding="utf-8").splitlines() if each and not each.startswith("#")]
    return dict(line.split(" # ", 1) for line in lines)


def name(change: Change) -> str:
    """By which a change is known wherever in its service it stands."""
    top, second, *_ = change.path.relative_to(ROOT).parts
    return f"{second if top == 'services' else top}: {change.name}"


def main() -> int:
    chosen = sys.argv[1:]
    known = equivalent()
    paths = [each for each in rules() if not chosen or any(str(each).endswith(name) for name in chosen)]
    every = [each for path in paths for each in changes(path)]
    wanted = [each for each in every if name(each) not in known]
    killers = json.loads(KILLERS.read_text(encoding="utf-8")) if KILLERS.exists() else {}
    trials = Trials(changes=wanted, say=say, workers=int(os.environ.get("WORKERS", "1")), killers=killers)
    start = time.monotonic()
    ended = pytest.main([*ARGUMENTS, *map(str, tests_for(paths))], plugins=[trials])
    if ended != pytest.ExitCode.OK:
        say(f"The tests can't be run: {ended!s}")
        return 1
    KILLERS.parent.mkdir(exist_ok=True)
    KILLERS.write_text(json.dumps(trials.killers, indent=1, sort_keys=True), encoding="utf-8")
    gone = [] if chosen else sorted(known.keys() - {name(each) for each in every})
    _say_shares(wanted, trials.survivors)
    for each in gone:
        say(f"no more: {each}")
    for each in trials.broken:
        say(f"fails without any change, and is left out: {each}")
    share = 1 - len(trials.survivors) / max(len(wanted), 1)
    say(
        f"{len(wanted) - len(trials.survivors)} of {len(wanted)} changes noticed ({share:.1%});"
        f" {len(every) - len(wanted)} mean nothing; {time.monotonic() - start:.0f} s"
    )
    return int(share < LEAST or bool(gone or trials.broken))


def _say_shares(wanted: list[Change], survivors: list[Change]) -> None:
    left = Counter(each.path for each in survivors)
    for path, count in Counter(each.path for each in wanted).items():
        say(f"{count - left[path]:4} of {count:4} ({1 - left[path] / count:4.0%})  {path}")


if __name__ == "__main__":
    sys.exit(main())
