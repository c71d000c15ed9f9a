"""`make bench`: an urgent debriefing's two waits beside their floor, routing in growing networks, a calendar that fills
up, pages under load, contracts' documents.

`ARGS=waits` measures that part alone (`waits`, `routing`, `calendar`, `pages`, `documents`; several may be named).
`ARGS=--quick` takes fewer of each and leaves the largest network out; `ARGS=--large` fills the calendar with 5,000
sessions a week, which takes the embedded store long. `ARGS=--recovery` measures something else: how long after each
kind of fault until a request is confirmed again (`ARGS="--recovery --rounds 5 rabbitmq killed"`: those alone).
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from shared.store import mongo
from tests import parts
from tests.benchmarks import calendar, debriefing, documents, pages, recovery, routing

SIZES = (100, 10_000, 100_000)
MOST_GROWTH = 2.0
MOST_OF_FLOOR = 1.3
RECOVERED = 5.0  # seconds
WHAT = {
    "ask": "request → offers accepted by SMTP",
    "accept": "accept → confirmation accepted by SMTP",
    "seldom": "at a low rate",
    "crowded": "at saturation",
}


async def waits(console: Console, *, quick: bool) -> None:
    """The two waits of a debriefing."""
    table = Table("ms", "p50", "p99", "a second", "floor p50", "p99", "a second", "ratio p50", "p99")
    for column in table.columns[1:]:
        column.justify = "right"
    with tempfile.TemporaryDirectory() as folder:
        found = await debriefing.measure(Path(folder), *((1, 20) if quick else (3, 40)))
    for name, (ours, floor) in found.items():
        what, rate = name.split(", ")
        table.add_row(
            f"{WHAT[what]}, {WHAT[rate]}",
            *(f"{figure:.0f}" for figure in (ours.p50, ours.p99)),
            f"{ours.rate:.1f}",
            *(f"{figure:.0f}" for figure in (floor.p50, floor.p99)),
            f"{floor.rate:.1f}",
            *(f"{ratio:.2f}" for ratio in (ours.p50 / floor.p50, ours.p99 / floor.p99)),
        )
    console.print(table, f"aim: at most {MOST_OF_FLOOR} times the floor")


async def whom_to_ask(console: Console, *, quick: bool) -> None:
    """Routing in growing networks."""
    table = Table("supervisors", "whom to ask, median ms")
    times = []
    with tempfile.TemporaryDirectory() as folder:
        async with parts.store_url(Path(folder)) as url:
            client = mongo.connect(url)
            for size in SIZES[:2] if quick else SIZES:
                store = await routing.fill(mongo.database_of(client, f"b{size}"), size)
                times.append(await routing.milliseconds(store))
                table.add_row(f"{size:,}", f"{times[-1]:.1f}")
            client.close()
    console.print(table, f"growth {times[-1] / times[0]:.2f} (aim: at most {MOST_GROWTH})")


async def full_calendar(console: Console, *, quick: bool) -> None:
    """Series placed in an empty calendar and in a full one, and times found for many."""
    weeks, usual = calendar.WEEKS, calendar.SMALL if quick else calendar.USUAL
    a_week = calendar.LARGE if "--large" in sys.argv else usual
    table = Table("calendar", "median ms")
    for size in calendar.COMPARED[:3] if quick else calendar.COMPARED:
        table.add_row(f"{size:,} calendars of 8 weeks compared", f"{await calendar.comparing(size):.0f}")
    with tempfile.TemporaryDirectory() as folder:
        async with parts.store_url(Path(folder)) as url:
            client = mongo.connect(url)
            times = []
            for name, sessions in (("empty", 0), ("full", a_week)):
                database = mongo.database_of(client, name)
                store = await calendar.fill(database, weeks, sessions)
                times.append(await calendar.placing(client, database))
                table.add_row(f"a series of {weeks} placed among {sessions:,} sessions a week", f"{times[-1]:.0f}")
            table.add_row(
                f"a time for {calendar.ASKED} found, reading included", f"{await calendar.finding_in(store):.0f}"
            )
            client.close()
    console.print(table, f"full against empty {times[1] / times[0]:.2f} (aim: at most {MOST_GROWTH})")


async def under_load(console: Console, *, quick: bool) -> None:
    """Pages, eight readers at a time."""
    with tempfile.TemporaryDirectory() as folder:
        found = await pages.measure(Path(folder), *((1, 80) if quick else (3, 400)))
    table = Table("ms", "p50", "p99", "a second", "ratio p50", "p99")
    for name, figures in (*found.pages.items(), (pages.BARE, found.bare)):
        ratios = (figures.p50 / found.bare.p50, figures.p99 / found.bare.p99)
        shown = (f"{figures.p50:.1f}", f"{figures.p99:.1f}", f"{figures.rate:.0f}", *(f"{each:.2f}" for each in ratios))
        table.add_row(name, *shown)
    known, unknown = found.asking
    console.print(table, f"asking to sign in, median ms: known {known:.1f}, unknown {unknown:.1f}")


async def after_faults(console: Console, words: list[str]) -> None:
    """How long until a request is confirmed again."""
    known = argparse.ArgumentParser()
    known.add_argument("--recovery", action="store_true")
    known.add_argument("--rounds", type=int, default=3)
    known.add_argument("names", nargs="*")
    given = known.parse_args(words)
    table = Table("s", "away for", "back → confirmed, asked while away", "longest", "asked then", "longest")
    with tempfile.TemporaryDirectory() as folder:
        async for name, found in recovery.measure(Path(folder), given.rounds, given.names):
            before, then = [each.asked_before for each in found], [each.asked_then for each in found]
            away = statistics.median(each.away for each in found)
            figures = [away, statistics.median(before), max(before), statistics.median(then), max(then)]
            table.add_row(name, *(f"{figure:.1f}" for figure in figures))
            console.print(name, *(f"{figure:.1f}" for figure in figures))
    console.print(table, f"aim: at most {RECOVERED:.0f} s")


async def sealed_documents(console: Console, *, quick: bool) -> None:
    """Contracts' documents, typeset and sealed."""
    table = Table("document", "pages", "sealed, median ms", "floor", "ratio", "verified, ms")
    for name, found in (await documents.measure(5 if quick else 40)).items():
        figures = (
            f"{found.ours:.0f}",
            f"{found.floor:.0f}",
            f"{found.ours / found.floor:.2f}",
            f"{found.verified:.0f}",
        )
        table.add_row(name, str(found.pages), *figures)
    console.print(table, f"aim: at most {MOST_OF_FLOOR} times the floor")


PARTS = {
    "waits": waits,
    "routing": whom_to_ask,
    "calendar": full_calendar,
    "pages": under_load,
    "documents": sealed_documents,
}


async def main() -> None:
    """Measure and print."""
    console, quick = Console(width=150), "--quick" in sys.argv
    if "--recovery" in sys.argv:
        return await after_faults(console, sys.argv[1:])
    named = [each for each in sys.argv[1:] if not each.startswith("-")]
    if unknown := set(named) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; choose among {', '.join(PARTS)}.")
    for name in named or PARTS:
        await PARTS[name](console, quick=quick)
    return None


if __name__ == "__main__":
    asyncio.run(main())
