"""One replica of a service whose clock goes wrong: `python -m tests.chaos.replica <service> <seconds ahead>`.

The product takes its time from outside (`shared.clock`), so nothing of it has to know of this.
"""

import sys
from datetime import datetime, timedelta

from deploy.services import table
from shared.app.lifecycle import serve
from shared.clock import Clock, utc_now


def ahead(seconds: float) -> Clock:
    """A clock that goes as ours does, so many seconds ahead (or, below zero, behind)."""
    apart = timedelta(seconds=seconds)

    def now() -> datetime:
        return utc_now() + apart

    return now


if __name__ == "__main__":
    serve(table(sys.argv[1]), ahead(float(sys.argv[2])))
