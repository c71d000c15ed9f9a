"""What a service is told by its environment, checked once at start with a clear error."""

import os
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import EmailStr, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "RINNALLA_"
# Names with the same prefix that are others': of the local run, of Docker Compose, of the tests.
OTHERS = tuple(PREFIX + name for name in ("HOME", "PORT", "INBOX_PORT", "VERSION", "SCREENSHOTS", "TEST_", "CHAOS_"))


class Settings(BaseSettings):
    """Every setting is an environment variable with the prefix RINNALLA_."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    amqp_url: str = Field(pattern="^amqps?://")
    mongo_url: str = Field(pattern="^mongodb(\\+srv)?://")
    database_prefix: str = Field("rinnalla", pattern="^[a-z0-9_]{1,40}$")
    smtp_url: str = Field(pattern="^smtps?://")
    smtp_tls: Literal["offered", "required"] = Field("offered", description="whether mail may go over an open line")
    mail_from: str = "rinnalla@localhost"
    public_url: str = Field(pattern="^https?://[^/]+$", description="where people reach the pages; no path")
    secret: SecretStr = Field(min_length=32, description="the key that links' tokens are derived from")
    incident_key: SecretStr | None = Field(None, description="Fernet keys, newest first, comma between; contracts only")
    coordinator_token: SecretStr = Field(min_length=20)
    coordinator_email: EmailStr = "koordinaattori@example.org"
    coordinator_language: Literal["fi", "sv", "en"] = "fi"
    network_name: str = Field("Työnohjaajaverkosto", min_length=1, max_length=80)
    timezone: str = "Europe/Helsinki"
    follow_up_days: int = Field(28, ge=1, le=365)
    letters_kept_days: int = Field(90, ge=1, le=730, description="days that a mail is remembered once it is settled")
    journal_dir: Path | None = Field(None, description="where notifications notes what SMTP has accepted")
    own_calendars_private: bool = Field(default=False, description="read calendars inside this network too")
    http_host: str = "127.0.0.1"
    http_port: int = Field(8080, ge=1, le=65535)
    log_format: Literal["json", "console"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # a name may also be a path that is none, or a folder
            near = get_close_matches(name, available_timezones(), 1)
            raise ValueError(f"no such time zone{_meant(near)}; for example Europe/Helsinki") from None
        return name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. A wrong one, and a name that is nearly one, ends it with a sentence for each, never
    with its value; a name that is like none is said and passed over.
    """
    strange = unknown(environment)
    lines = [f"  {name}: no such setting{_meant(near)}" for name, near in strange.items() if near]
    for name in [name for name, near in strange.items() if not near]:
        sys.stderr.write(f"{name} is no setting of ours; it is passed over.\n")
    try:
        settings = Settings()  # the environment gives what has no default
    except ValidationError as wrong:
        errors = wrong.errors(include_input=False)
        lines += [f"  {PREFIX}{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}" for e in errors]
    if lines:
        sys.exit("The service can't start: its environment needs mending.\n" + "\n".join(lines))
    return settings


def unknown(environment: Mapping[str, str]) -> dict[str, list[str]]:
    """Names that begin as settings do and are none, each with what may have been meant."""
    known = {name.upper() for name in Settings.model_fields}
    given = [name for name in environment if name.upper().startswith(PREFIX) and not name.upper().startswith(OTHERS)]
    own = {name: name.upper().removeprefix(PREFIX) for name in sorted(given)}
    return {
        name: [f"{PREFIX}{near}" for near in get_close_matches(bare, known, 1, cutoff=0.7)]
        for name, bare in own.items()
        if bare not in known
    }


def _meant(near: Sequence[str]) -> str:
    return f", did you mean {near[0]}?" if near else ""
