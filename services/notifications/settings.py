"""What notifications alone is told by its environment: by which ways it reaches people."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from shared.app.settings import Settings


class NotificationsSettings(Settings):
    """Mail, push messages, gateways; and how long it remembers what it has sent."""

    smtp_url: str = Field(pattern="^smtps?://")
    smtp_tls: Literal["offered", "required"] = Field("offered", description="whether mail may go over an open line")
    mail_from: str = "rinnalla@localhost"
    letters_kept_days: int = Field(90, ge=1, le=730, description="days that a mail is remembered once it is settled")
    bounce_address: str | None = Field(None, description="letters come back to it, each to name+tag@host")
    bounce_imap: SecretStr | None = Field(None, description="imaps://user:password@host/folder that is read for them")
    letters_resent_days: int = Field(7, ge=0, le=30, description="days that a settled mail can be sent again")
    session_reminder_hours: int = Field(24, ge=0, le=336, description="before a session; 0 for no reminders")
    journal_dir: Path | None = Field(None, description="where what SMTP has accepted is noted")
    push_key: SecretStr | None = Field(None, description="signs push messages (deploy.keys --push)")
    gateways: SecretStr | None = Field(None, description="of text messages and messengers, JSON")
    channels_private: bool = Field(default=False, description="wake people by addresses inside this network too")
