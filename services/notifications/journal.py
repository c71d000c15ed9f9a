"""Which letters SMTP has accepted but the store does not know of yet.

Between the server's 250 and our own record, a killed process would forget that a mail is out and send it again. A line
in a local file, written before anything else happens, survives the process and closes that gap.
"""

import os
from pathlib import Path

import structlog

log = structlog.get_logger()


class Journal:
    """An append-only file of letter ids; empty whenever the store knows everything."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"accepted-{name}.log"
        self._file = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)

    def note(self, letter_id: str) -> None:
        """One letter is accepted. One short write: the kernel has it when this returns, whatever becomes of us.

        On a full disk there is no such safety, but mail goes on.
        """
        try:
            os.write(self._file, f"{letter_id}\n".encode())
        except OSError as failure:
            log.error("the journal can't be written", why=failure.strerror)  # noqa: TRY400  # the reason says it all

    def read(self) -> list[str]:
        """What an earlier process left. A torn last line names no letter and is passed over."""
        lines = self._path.read_text(encoding="ascii", errors="ignore").splitlines()
        return [line for line in lines if len(line) == 32]  # the length of a letter's id

    def clear(self) -> None:
        """The store knows everything."""
        os.ftruncate(self._file, 0)

    def close(self) -> None:
        os.close(self._file)
