"""The data folder: who uses it now, its secrets, and run.json, which tells scripts where everything is."""

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from deploy.local.ports import CannotStart
from services.contracts.agreements.document import key
from services.notifications.channels import push_key
from shared.people import keys


@dataclass(frozen=True, slots=True)
class Secrets:
    """Made once for a folder: links and descriptions of an earlier run can be read with them."""

    secret: str
    incident_key: str
    coordinator_token: str
    session_key: str
    seal_key: str
    seal_certificate: str
    push_key: str


@dataclass(frozen=True, slots=True)
class Home:
    """One data folder. Everything that a run writes is in it."""

    folder: Path

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def run_json(self) -> Path:
        return self.folder / "run.json"

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keep other runs out. Raises CannotStart when one is in."""
        try:
            self._make()
            lock = (self.folder / "lock").open("a+", encoding="ascii")
        except OSError as failure:
            why = f"The data folder {self.folder} can't be written ({failure.strerror}): choose another"
            raise CannotStart(f"{why} with RINNALLA_HOME=<folder>.") from failure
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as failure:
                why = f"Another run uses {self.folder}: stop it, or choose another folder"
                raise CannotStart(f"{why} and port with RINNALLA_HOME=<folder> RINNALLA_PORT=<port>.") from failure
            yield

    def _make(self) -> None:
        """Mails, the store and the logs are this user's alone; what an earlier run left open is closed."""
        if not self.folder.exists():
            self.folder.mkdir(parents=True, mode=0o700)
        elif (self.folder / "secrets.json").exists():  # ours, and not a folder that others use too
            self.folder.chmod(0o700)

    def secrets(self) -> Secrets:
        file = self.folder / "secrets.json"
        known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        # A folder of an earlier version lacks what has been added since.
        found = Secrets(**{**asdict(_made()), **known})
        if asdict(found) != known:
            _write_privately(file, asdict(found))
        return found

    def tell(self, where: Mapping[str, Any]) -> None:
        """Write run.json, at once and whole; only this user may read it, since a token is in it."""
        _write_privately(self.run_json, where)

    def untell(self) -> None:
        self.run_json.unlink(missing_ok=True)


def _made() -> Secrets:
    seal, certificate = key.made("Rinnalla, development", key.DEVELOPMENT)
    return Secrets(
        secret=secrets.token_hex(32),
        incident_key=Fernet.generate_key().decode(),
        coordinator_token=secrets.token_urlsafe(32),
        session_key=keys.made(),
        seal_key=seal,
        seal_certificate=certificate,
        push_key=push_key.made(),
    )


def _write_privately(file: Path, content: Mapping[str, Any]) -> None:
    draft = file.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(content, out, indent=2)
        out.write("\n")
    draft.replace(file)
