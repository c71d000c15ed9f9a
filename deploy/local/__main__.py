"""The command: `python -m deploy.local up` runs everything; `demo` tells two stories on it too."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable

from rich.console import Console

from deploy.local import wish
from deploy.local.home import Home
from deploy.local.ports import CannotStart
from deploy.local.run import Local
from shared.app.supervision import first_of

console = Console(highlight=False, soft_wrap=True)


async def run(local: Local, story: Callable[[Local], Awaitable[bool]] | None, *, leave: bool) -> int:
    """Start, play the story if there is one, serve until a signal comes; the exit status."""
    told_to_stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop.set)
    confirmed: list[bool] = []

    async def work() -> None:
        confirmed.append(await _work(local, story))

    try:
        await first_of(work(), told_to_stop.wait())
        if not confirmed:
            return 130 if leave else 0
        if leave:
            return 0 if confirmed[0] else 1
        console.print("Ctrl-C stops everything; the data stay.")
        await told_to_stop.wait()
        return 0
    finally:
        if local.parts:
            console.print("Stopping ...")
        await local.stop()


async def _work(local: Local, story: Callable[[Local], Awaitable[bool]] | None) -> bool:
    await local.start()
    console.print(f"\n  Pages  [bold]{local.base_url}[/]\n  Inbox  [bold]{local.inbox_url}[/]")
    console.print(f"  Data   {local.wish.home} (run.json says where everything is; logs/)\n")
    return await story(local) if story else True


def main() -> int:
    """Read the command line and the environment; the exit status."""
    words = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    words.add_argument("what", choices=["up", "demo"])
    words.add_argument("--exit", action="store_true", dest="leave", help="end after the stories: 0 if both ended well")
    given = words.parse_args()
    os.umask(0o077)  # whatever any part of it writes is this user's alone
    try:
        wished = wish.read()
        with Home(wished.home).held():
            return asyncio.run(run(Local(wished, console.print), _story(given.what), leave=given.leave))
    except CannotStart as failure:
        console.print(f"[bold red]Rinnalla can't start.[/] {failure}", markup=True)
        return 1


def _story(what: str) -> Callable[[Local], Awaitable[bool]] | None:
    if what == "up":
        return None
    from deploy.local.demo import play  # noqa: PLC0415  # `up` needs none of it

    return lambda local: play(local.where, console)


if __name__ == "__main__":
    sys.exit(main())
