"""What a service is told by its environment, checked once at start with a clear error."""

import os
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import EmailStr, Field, PrivateAttr, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.people.keys import NotAKeyError, Signer, decoded
from shared.people.secrets import is_weak

PREFIX = "RINNALLA_"
IN_A_FILE, LONGEST_FILE = "_FILE", 100_000
# Names with the same prefix that are others': of the local run, of Docker Compose, of the tests.
OTHERS = tuple(PREFIX + name for name in ("HOME", "PORT", "INBOX_PORT", "VERSION", "SCREENSHOTS", "TEST_", "CHAOS_"))


S = TypeVar("S", bound="Settings")


class Settings(BaseSettings):
    """What every service is told; each setting is an environment variable with the prefix RINNALLA_. What one service
    alone is told stands in a class of its own on top of this (`services/<name>/settings.py`).
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    amqp_url: str = Field(pattern="^amqps?://")
    mongo_url: str = Field(pattern="^mongodb(\\+srv)?://")
    database_prefix: str = Field("rinnalla", pattern="^[a-z0-9_]{1,40}$")
    public_url: str = Field(pattern="^https?://[^/]+$", description="where people reach the pages; no path")
    secret: SecretStr = Field(description="seals each service's own key; the new and the old while they change")
    session_key: SecretStr | None = Field(None, description="signs people's cookies; booking only (deploy.keys)")
    session_public_keys: str = Field("", description="whose cookies are read, comma between: the new key's and the old")
    coordinator_token: SecretStr = Field(description="several with commas between, while one takes another's place")
    coordinator_email: EmailStr = "koordinaattori@example.org"
    coordinator_language: Literal["fi", "sv", "en"] = "fi"
    network_name: str = Field("Työnohjaajaverkosto", min_length=1, max_length=80)
    timezone: str = "Europe/Helsinki"
    http_host: str = "127.0.0.1"
    http_port: int = Field(8080, ge=1, le=65535)
    log_format: Literal["json", "console"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    _service_key: SecretStr | None = PrivateAttr(None)

    @classmethod
    def of(cls, settings: "Settings") -> Self:
        """A service's own settings, from those that its process has. Raises TypeError where it was started without."""
        if not isinstance(settings, cls):
            raise TypeError(f"this process has no {cls.__name__}")
        return settings

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # a name may also be a path that is none, or a folder
            near = get_close_matches(name, available_timezones(), 1)
            raise ValueError(f"no such time zone{_meant(near)}; for example Europe/Helsinki") from None
        return name

    @field_validator("secret", "coordinator_token")
    @classmethod
    def _not_to_be_guessed(cls, secret: SecretStr) -> SecretStr:
        if any(is_weak(each.strip()) for each in secret.get_secret_value().split(",")):
            raise ValueError("this could be guessed; make one with: openssl rand -hex 32")
        return secret

    @field_validator("session_key")
    @classmethod
    def _a_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and not _is_key(key.get_secret_value()):
            raise ValueError("this is not a key; make one with: python -m deploy.keys")
        return key

    @field_validator("session_public_keys")
    @classmethod
    def _keys(cls, written: str) -> str:
        if not all(_is_key(each) for each in written.split(",") if each.strip()):
            raise ValueError("one of these is not a key; python -m deploy.keys makes them")
        return written

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets that a service's own key may be sealed with, the one in force first."""
        return tuple(each.strip() for each in self.secret.get_secret_value().split(","))

    @property
    def service_key(self) -> str:
        """What links are derived from, and what is kept sealed is sealed with (`shared.store.service_key`).

        Raises RuntimeError before the service has read it from its store.
        """
        if self._service_key is None:
            raise RuntimeError("a service's key is known once its store has been read")
        return self._service_key.get_secret_value()

    def knowing(self, service_key: str) -> Self:
        """The same settings, with the service's own key."""
        known = self.model_copy()
        known.know(service_key)
        return known

    def know(self, service_key: str) -> None:
        """Takes the service's own key, which stands in no environment."""
        self._service_key = SecretStr(service_key)

    @property
    def public_keys(self) -> tuple[str, ...]:
        """The keys by which cookies are read; without any named, that of the key that signs them."""
        named = tuple(each.strip() for each in self.session_public_keys.split(",") if each.strip())
        return named or ((Signer.of(self.session_key.get_secret_value()).public,) if self.session_key else ())

    @property
    def coordinator_tokens(self) -> tuple[str, ...]:
        return tuple(each.strip() for each in self.coordinator_token.get_secret_value().split(","))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def _is_key(written: str) -> bool:
    """Whether it is 32 bytes in base64, and not the same one over and over."""
    try:
        return len(set(decoded(written))) >= 8  # of 32 random bytes nearly all differ
    except NotAKeyError:
        return False


def read_settings(kind: type[S], environment: Mapping[str, str] = os.environ) -> S:
    """The settings of this process, all that `kind` has; `RINNALLA_SECRET_FILE` names the file in which
    RINNALLA_SECRET stands, and so for each. A wrong one, and a name that is nearly one that is missing, ends it with a
    sentence for each, never with its value; a name that is like none is said and passed over.
    """
    strange = unknown(environment, kind)
    from_files, unread = _in_files(environment, kind)
    lines = [*unread]
    lines += [f"  {name}: no such setting{_meant(near)}" for name, near in strange.items() if near]
    for name in [name for name, near in strange.items() if not near]:
        sys.stderr.write(f"{name} is no setting of ours; it is passed over.\n")
    try:
        settings = kind(**from_files)  # the environment gives the others
    except ValidationError as wrong:
        errors = wrong.errors(include_input=False)
        lines += [f"  {PREFIX}{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}" for e in errors]
    if lines:
        sys.exit("The service can't start: its environment needs mending.\n" + "\n".join(lines))
    return settings


def _in_files(environment: Mapping[str, str], kind: type[Settings]) -> tuple[dict[str, Any], list[str]]:
    """What stands in files, by the setting, without the line's end; and a sentence for each that can't be had."""
    values: dict[str, Any] = {}
    lines = []
    for setting in kind.model_fields:
        name = f"{PREFIX}{setting.upper()}"
        path = environment.get(name + IN_A_FILE)
        if path is None:
            continue
        if name in environment:
            lines.append(f"  {name}{IN_A_FILE}: {name} is given too; leave one of them out")
            continue
        try:
            with Path(path).open(encoding="utf-8") as file:
                values[setting] = file.read(LONGEST_FILE).rstrip("\r\n")
        except (OSError, ValueError) as unreadable:
            lines.append(f"  {name}{IN_A_FILE}: this file can't be read ({type(unreadable).__name__})")
    return values, lines


def unknown(environment: Mapping[str, str], kind: type[Settings]) -> dict[str, list[str]]:
    """Names that begin as settings do and are none, each with what may have been meant: one that is not given too.
    Another service's setting is so passed over, where one environment serves several.
    """
    known = {name.upper() for name in kind.model_fields}
    given = [name for name in environment if name.upper().startswith(PREFIX) and not name.upper().startswith(OTHERS)]
    missing = sorted(known - {name.upper().removeprefix(PREFIX).removesuffix(IN_A_FILE) for name in given})
    own = {name: name.upper().removeprefix(PREFIX).removesuffix(IN_A_FILE) for name in sorted(given)}
    return {
        name: [f"{PREFIX}{near}" for near in get_close_matches(bare, missing, 1, cutoff=0.7)]
        for name, bare in own.items()
        if bare not in known
    }


def _meant(near: Sequence[str]) -> str:
    return f", did you mean {near[0]}?" if near else ""


def check_keys(settings: Settings, service: str) -> None:
    """Ends the process where it can't read people's cookies, or is booking and can't write them."""
    if service == "booking" and settings.session_key is None:
        sys.exit("Booking can't start: RINNALLA_SESSION_KEY is missing. Make one with: python -m deploy.keys")
    if not settings.public_keys:
        sys.exit(f"{service} can't start: RINNALLA_SESSION_PUBLIC_KEYS is missing; python -m deploy.keys tells it.")
    if settings.session_key and Signer.of(settings.session_key.get_secret_value()).public not in settings.public_keys:
        sys.exit("Booking can't start: RINNALLA_SESSION_PUBLIC_KEYS lacks the key of RINNALLA_SESSION_KEY. Add it.")
