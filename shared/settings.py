"""What a service is told by its environment, checked once at start with a clear error."""

import sys
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import EmailStr, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting is an environment variable with the prefix RINNALLA_."""

    model_config = SettingsConfigDict(env_prefix="RINNALLA_", frozen=True, extra="ignore")

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
        ZoneInfo(name)
        return name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def read_settings() -> Settings:
    """The settings of this process. A wrong one ends it with a sentence for each, never with its value."""
    try:
        return Settings()  # the environment gives what has no default
    except ValidationError as wrong:
        lines = [f"  RINNALLA_{str(e['loc'][0]).upper()}: {e['msg']}" for e in wrong.errors(include_input=False)]
        sys.exit("The service can't start: its environment needs mending.\n" + "\n".join(lines))
