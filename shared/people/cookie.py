"""The cookie of somebody who is signed in: signed, so that every service can read it without asking another.

It says who they are and how long that holds. Signing out ends it everywhere: each service keeps the digests of the
sessions that have ended, and looks there at every request.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import ValidationError

from shared.messages.base import Instant, Part
from shared.people.person import Person
from shared.settings import Settings
from shared.tokens import derive, digest

LASTS = timedelta(days=30)
_NAME, _NAME_BEHIND_TLS = "signed_in", "__Host-signed_in"


class SignedIn(Part):
    """A session that is under way. `session` is its secret; it is known elsewhere by its `key` alone."""

    session: str
    person: Person
    until: Instant

    @property
    def key(self) -> str:
        return digest(self.session)


@dataclass(frozen=True, slots=True)
class Cookie:
    """Reads and writes the cookie of one network."""

    serializer: URLSafeSerializer
    secure: bool

    @staticmethod
    def of(settings: Settings) -> "Cookie":
        key = derive(settings.secret.get_secret_value(), "cookie", "signed in")
        return Cookie(URLSafeSerializer(key, salt="signed in"), settings.public_url.startswith("https:"))

    @property
    def name(self) -> str:
        """Behind TLS the prefix makes browsers refuse a cookie that another host or an open connection has set."""
        return _NAME_BEHIND_TLS if self.secure else _NAME

    def read(self, request: Request, now: datetime) -> SignedIn | None:
        """Who the request's cookie says it is; None where it is missing, forged or has run out."""
        try:
            found = SignedIn.model_validate(self.serializer.loads(request.cookies.get(self.name, "")))
        except (BadSignature, ValidationError):
            return None
        return found if now < found.until else None

    def write(self, response: Response, signed_in: SignedIn) -> None:
        response.set_cookie(
            self.name,
            str(self.serializer.dumps(signed_in.model_dump(mode="json"))),
            int(LASTS.total_seconds()),
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def clear(self, response: Response) -> None:
        response.delete_cookie(self.name, secure=self.secure, httponly=True, samesite="lax")
