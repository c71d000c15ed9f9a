"""Which letters are out, or may be, though the store does not know it yet.

Between a mail's last byte and our own record of the server's answer, a killed process would forget that the mail is out
and send it again. Lines in a local file, one when the whole mail is on its way and one at the answer, survive the
process and close that gap. Each process has a file of its own, locked while it lives; a file whose lock is free was a
killed one's, and whoever finds it takes it over.
"""

import contextlib
import fcntl
import os
import secrets
import socket
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from services.notifications.settings import NotificationsSettings
from shared.app.settings import Settings

ENDED, ACCEPTED, OVER = "e", "a", "x"
LONGEST = 256 * 1024  # octets; then it is written anew with what is still open
CLOSED = -1  # the number of a closed file is soon another's
BOOT = Path("/proc/sys/kernel/random/boot_id")
log = structlog.get_logger()


class JournalFolderError(Exception):
    """The folder can't be used; says why and what to do, in a sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a journal says: letters that were accepted, and those whose answer alone was missing (`ended`)."""

    accepted: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        return self.accepted | self.ended


@dataclass(slots=True)
class Left:
    """The journal of a process that is no more, locked for us. `remove` it once the store knows what it says."""

    path: Path
    found: Found
    handle: int = field(repr=False)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        self.release()

    def release(self) -> None:
        os.close(self.handle)


class Journal:
    """This process's own file. Empty whenever the store knows everything."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder, self._name = folder, name
        self._open: dict[str, str] = {}
        self.path, self._file = self._begin()

    def ended(self, letter_id: str) -> None:
        """The whole mail is on its way; only the server's answer is missing."""
        self._note(letter_id, ENDED)

    def note(self, letter_id: str) -> None:
        """One letter is accepted."""
        self._note(letter_id, ACCEPTED)

    def forget(self, *letter_ids: str) -> None:
        """The store knows of these, or they are not out after all."""
        if self._file == CLOSED:
            return
        known = [each for each in letter_ids if self._open.pop(each, None) is not None]
        if not self._open:
            if known:
                os.ftruncate(self._file, 0)
                self._write(_head())
        else:
            self._write("".join(f"{OVER} {each}\n" for each in known))

    def close(self) -> None:
        """Let go. With nothing open the file goes too; else it is for whoever comes next."""
        if not self._open:
            self.path.unlink(missing_ok=True)
        handle, self._file = self._file, CLOSED
        os.close(handle)

    def _note(self, letter_id: str, what: str) -> None:
        """One short write: the kernel has it when this returns, whatever becomes of us."""
        if self._file == CLOSED:
            return
        self._open[letter_id] = what
        self._write(f"{what} {letter_id}\n")
        if os.fstat(self._file).st_size > LONGEST:
            self._write_anew()

    def _write(self, lines: str) -> None:
        """On a full disk there is no such safety, but mail goes on."""
        try:
            os.write(self._file, lines.encode())
        except OSError as failure:
            log.error("the journal can't be written", why=failure.strerror)  # noqa: TRY400  # the reason says it all

    def _write_anew(self) -> None:
        """What is still open, in a new file; the old one goes only then."""
        before, handle = self.path, self._file
        self.path, self._file = self._begin()
        self._write("".join(f"{what} {letter_id}\n" for letter_id, what in self._open.items()))
        before.unlink(missing_ok=True)
        os.close(handle)

    def _begin(self) -> tuple[Path, int]:
        """A new file, locked before anybody else can take it for a killed one's."""
        path = self._folder / f"accepted-{self._name}-{secrets.token_hex(4)}.log"
        begun = path.with_suffix(".new")
        handle = os.open(begun, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_APPEND | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        os.write(handle, _head().encode())
        begun.rename(path)
        return path, handle


def name_of(settings: Settings) -> str:
    """Journals of one network on one host; a process adds to it what makes its file its own."""
    host = "".join(each if each.isalnum() else "-" for each in socket.gethostname())
    return f"{settings.database_prefix}-{host}"


def folder_of(settings: Settings) -> Path:
    """Where journals are: as set, or in this user's own folder for what must outlive a process.

    Raises JournalFolderError where others could put a file there in our name, or nothing can be written.
    """
    folder = NotificationsSettings.of(settings).journal_dir or _own_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        state = folder.stat()
    except OSError as failure:
        raise JournalFolderError(f"the folder can't be made ({failure.strerror})") from None
    if state.st_uid not in (os.geteuid(), 0) or (state.st_mode & stat.S_IWOTH):
        raise JournalFolderError("the folder is another user's, or everybody may write into it")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise JournalFolderError("the folder can't be written to")
    return folder


def left_by_others(folder: Path, prefix: str, mine: Path) -> Iterator[Left]:
    """The journals of killed processes of this network, each locked for us until it is removed or released."""
    for path in sorted(folder.glob(f"accepted-{prefix}-*.log")):
        if path == mine:
            continue
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:  # gone meanwhile, or somebody else's
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            taken_before = os.fstat(handle).st_nlink == 0
            found = _read(path)
        except OSError:
            os.close(handle)
            continue
        if taken_before:
            os.close(handle)
            continue
        yield Left(path, found, handle)


def noted_by_living(folder: Path, prefix: str, mine: Path) -> frozenset[str]:
    """Letters that other processes here have noted, stopped ones too: they are out, or may be."""
    noted: frozenset[str] = frozenset()
    for path in folder.glob(f"accepted-{prefix}-*.log"):
        if path != mine:
            with contextlib.suppress(OSError):
                noted |= _read(path).all
    return noted


def _read(path: Path) -> Found:
    """What a journal says. A torn last line names no letter and is passed over.

    Where the machine was started anew since, nobody knows whether the last bytes left it: such letters are open.
    """
    open_: dict[str, str] = {}
    boot = ""
    for line in path.read_text(encoding="ascii", errors="ignore").splitlines():
        what, _, rest = line.partition(" ")
        if what == "boot":
            boot = rest
        elif len(rest) == 32:  # the length of a letter's id
            open_[rest] = what
    accepted = frozenset(each for each, what in open_.items() if what == ACCEPTED)
    ended = frozenset(each for each, what in open_.items() if what == ENDED)
    return Found(accepted, ended if boot == _boot() else frozenset())


def _head() -> str:
    return f"boot {_boot()}\n"


def _boot() -> str:
    try:
        return BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _own_folder() -> Path:
    """By the XDG rules for what a program must remember; a service of systemd has its own."""
    if (state := os.environ.get("STATE_DIRECTORY", "").split(":")[0]) or (
        state := os.environ.get("XDG_STATE_HOME", "")
    ):
        return Path(state) / "rinnalla"
    try:
        return Path.home() / ".local" / "state" / "rinnalla"
    except RuntimeError:
        raise JournalFolderError("this user has no home") from None
