"""The embedded store's program, started by its path as a process of its own and spoken to over TCP (it is GPL-2.0).

SecantusDB's command has no switch for how long a transaction may stand idle; its own API has. This file imports
nothing of ours, and nothing of ours imports it.
"""

import argparse
import logging
import signal
import sys
import time
from types import FrameType

from secantus import SecantusDBServer

LOOKS_EVERY = 1.0


def main() -> None:
    """Serve until told to stop."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--host", required=True)
    words.add_argument("--port", type=int, required=True)
    words.add_argument("--folder", required=True)
    words.add_argument("--transaction-seconds", type=float, required=True, help="how long one may stand idle")
    given = words.parse_args()
    logging.basicConfig(level="WARNING", format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    server = SecantusDBServer(
        given.host,
        given.port,
        given.folder,
        enable_test_commands=False,
        cache_size="256M",
        # Without it, a kill -9 loses the writes it has just acknowledged.
        sync_on_commit=True,
        transaction_lifetime_seconds=given.transaction_seconds,
    )

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.stop()
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server.start()
    while True:
        # It ends idle ones only when it is asked about another; who waits for a document that one holds asks nothing.
        server.transactions.prune_expired()
        time.sleep(LOOKS_EVERY)


if __name__ == "__main__":
    main()
