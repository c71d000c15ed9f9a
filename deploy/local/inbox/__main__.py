"""Runs the inbox: `python -m deploy.local.inbox --smtp-port 1025 --http-port 8025 --folder mails`."""

import argparse
import asyncio
import logging
from pathlib import Path
from zoneinfo import ZoneInfo

import uvicorn

from deploy.local.inbox.mails import Box
from deploy.local.inbox.pages import build
from deploy.local.inbox.smtp import Door, listening


async def run(host: str, smtp_port: int, http_port: int, folder: Path, zone: str) -> None:
    """Serve until told to stop."""
    box, door = Box(folder), Door()
    app = build(box, door, ZoneInfo(zone))
    config = uvicorn.Config(
        app, host=host, port=http_port, access_log=False, log_level="warning", timeout_graceful_shutdown=1
    )
    async with listening(box, door, host, smtp_port):
        await uvicorn.Server(config).serve()
    box.close()


def main() -> None:
    """Read the command line."""
    words = argparse.ArgumentParser(prog="python -m deploy.local.inbox", description=__doc__)
    words.add_argument("--host", default="127.0.0.1")
    words.add_argument("--smtp-port", type=int, default=1025)
    words.add_argument("--http-port", type=int, default=8025)
    words.add_argument("--folder", type=Path, required=True, help="where mails are kept")
    words.add_argument("--zone", default="Europe/Helsinki", help="the time zone of the page")
    given = words.parse_args()
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    asyncio.run(run(given.host, given.smtp_port, given.http_port, given.folder, given.zone))


if __name__ == "__main__":
    main()
