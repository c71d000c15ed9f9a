"""The cookie of somebody who is signed in: signed by booking, so that every service can read it without asking another.

It says who they are, until when that holds at most, and when they were last seen: whoever is not seen for a week is
signed out. What they may do is not taken from it but from what is true at that moment (`Service.rights`). Signing out
ends it everywhere: each service keeps the digests of the sessions that have ended.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import Request, Response
from pydantic import ValidationError

from shared.app.settings import Settings
from shared.messages.base import Instant, Part
from shared.people.keys import Signer, Verifier
from shared.people.person import Person
from shared.tokens import digest

LASTS = timedelta(days=30)
IDLE = timedelta(days=7)
# How old a cookie may be before it is written anew for who is still here.
RENEWED_AFTER = timedelta(hours=12)
_NAME, _NAME_BEHIND_TLS = "signed_in", "__Host-signed_in"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class SignedIn(Part):
    """A session that is under way. `session` is its secret; it is known elsewhere by its `key` alone."""

    session: str
    person: Person
    until: Instant
    seen: Instant = _NEVER

    @property
    def key(self) -> str:
        return digest(self.session)

    def holds(self, now: datetime) -> bool:
        return now < self.until and now < self.seen + IDLE


@dataclass(frozen=True, slots=True)
class Cookie:
    """Reads the cookie of one network; writes it where there is the key for that."""

    verifier: Verifier
    signer: Signer | None
    secure: bool

    @staticmethod
    def of(settings: Settings) -> "Cookie":
        signer = Signer.of(settings.session_key.get_secret_value()) if settings.session_key else None
        return Cookie(Verifier.of(settings.public_keys), signer, settings.public_url.startswith("https:"))

    @property
    def name(self) -> str:
        """Behind TLS the prefix makes browsers refuse a cookie that another host or an open connection has set."""
        return _NAME_BEHIND_TLS if self.secure else _NAME

    def read(self, request: Request, now: datetime) -> SignedIn | None:
        """Who the request's cookie says it is; None where it is missing, forged or has run out."""
        content = self.verifier.opened(request.cookies.get(self.name, ""))
        if content is None:
            return None
        try:
            found = SignedIn.model_validate_json(content)
        except ValidationError:
            return None
        return found if found.holds(now) else None

    def value(self, signed_in: SignedIn) -> str:
        """What stands in the cookie. Raises RuntimeError in a service that has no key to sign with."""
        if self.signer is None:
            raise RuntimeError("only booking signs people in")
        return self.signer.sealed(signed_in.model_dump_json().encode())

    def write(self, response: Response, signed_in: SignedIn) -> None:
        response.set_cookie(
            self.name,
            self.value(signed_in),
            int(LASTS.total_seconds()),
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def clear(self, response: Response) -> None:
        response.delete_cookie(self.name, secure=self.secure, httponly=True, samesite="lax")
