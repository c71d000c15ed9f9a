"""`make bench`: how long routing takes as the network grows. `ARGS=--quick` leaves the largest network out."""

import asyncio
import sys
import tempfile
from pathlib import Path

from shared import mongo
from tests import parts
from tests.benchmarks import routing

SIZES = (100, 10_000, 100_000)
MOST_GROWTH = 2.0


async def main() -> None:
    """Measure and print."""
    sizes = SIZES[:2] if "--quick" in sys.argv else SIZES
    with tempfile.TemporaryDirectory() as folder:
        async with parts.store_url(Path(folder)) as url:
            client = mongo.connect(url)
            print("supervisors   whom to ask, median ms")  # noqa: T201  # a command's answer
            times = []
            for size in sizes:
                store = await routing.fill(mongo.database_of(client, f"b{size}"), size)
                times.append(await routing.milliseconds(store))
                print(f"{size:>11,}   {times[-1]:.1f}")  # noqa: T201
            print(f"growth {times[-1] / times[0]:.2f} (aim: at most {MOST_GROWTH})")  # noqa: T201
            client.close()


if __name__ == "__main__":
    asyncio.run(main())
