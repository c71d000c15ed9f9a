"""Where mail is handed in: what the address of the mail server says, read once at start."""

import sys
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal, get_args
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from services.notifications.settings import NotificationsSettings
from shared.app.settings import Settings

Tls = Literal["implicit", "required", "offered"]
SCHEMES = ("smtp", "smtps")
PORTS = {"smtp": 25, "smtps": 465}  # RFC 5321, 4.5.4.2; RFC 8314, 3.3


class NotAnAddressError(ValueError):
    """The setting names no mail server; says why, without the value: a password may stand in it."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """`tls`: from the first byte on, by STARTTLS or not at all, or by STARTTLS where the server offers it."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: Tls


def smtp_server(url: str, tls: Literal["offered", "required"] = "offered") -> SmtpServer:
    """Read `smtp[s]://[user:password@]host[:port][?tls=required]` (user and password percent-encoded, RFC 3986).

    A password is not sent over an open line unless the server is this machine or `?tls=offered` says that it may be.
    Raises NotAnAddressError.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotAnAddressError("its port or host can't be read") from None
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise NotAnAddressError("it has no host")
    if parts.path not in ("", "/") or parts.fragment or port == 0:
        raise NotAnAddressError("it has more in it than a host and a port")
    return SmtpServer(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=_decoded(parts.username),
        password=_decoded(parts.password),
        tls=_tls(parts, tls),
    )


def _tls(parts: SplitResult, setting: Literal["offered", "required"]) -> Tls:
    asked = parse_qs(parts.query, keep_blank_values=True)
    wanted = asked.pop("tls", [])
    if asked or len(wanted) > 1 or any(each not in get_args(Tls)[1:] for each in wanted):
        raise NotAnAddressError("behind its ? stands something else than tls=required or tls=offered")
    if parts.scheme == "smtps":
        return "implicit"
    if "required" in (setting, *wanted):
        return "required"
    return "offered" if wanted or parts.username is None or _is_here(parts.hostname or "") else "required"


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _decoded(part: str | None) -> str | None:
    if part is None:
        return None
    try:
        decoded = unquote(part, errors="strict")
    except UnicodeDecodeError:
        raise NotAnAddressError("its user or password is not percent-encoded UTF-8") from None
    if not decoded.isprintable():
        raise NotAnAddressError("its user or password has a character that can't be sent")
    return decoded


def server_of(settings: Settings) -> SmtpServer:
    """The network's mail server. Raises NotAnAddressError."""
    own = NotificationsSettings.of(settings)
    return smtp_server(own.smtp_url, own.smtp_tls)


def check_smtp_server(settings: Settings) -> None:
    """End the process with a sentence where the setting names no mail server."""
    try:
        server_of(settings)
    except NotAnAddressError as wrong:
        sys.exit(f"Notifications can't start: RINNALLA_SMTP_URL names no mail server, for {wrong}.")
