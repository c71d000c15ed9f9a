"""The link by which a reader chooses what they are sent: it names them, sealed, so that nothing of it is kept."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken

from services.notifications.writing.refusable import TOPICS, Topic
from shared.app.settings import Settings
from shared.fields import address_key
from shared.tokens import derive

LONGEST = 1000
SECONDS = 365 * 24 * 3600  # RFC 8058 wants it to work as long as the mail is likely to be read


def link_of(address: str, topic: Topic, settings: Settings) -> str:
    """What the mail's head and its last line lead to."""
    told = f"{topic} {address_key(address)}".encode()
    return f"{settings.public_url}/notifications/preferences/{_key(settings).encrypt(told).decode()}"


def opened(token: str, settings: Settings) -> tuple[str, Topic] | None:
    """Whose link it is and from which kind of letter; None where it is not ours, or a year old."""
    try:
        told = _key(settings).decrypt(token[:LONGEST].encode(), ttl=SECONDS).decode()
    except (InvalidToken, ValueError):
        return None
    written, _, address = told.partition(" ")
    topic = next((each for each in TOPICS if each == written), None)
    return (address, topic) if topic and address else None


def _key(settings: Settings) -> Fernet:
    return _made(settings.service_key)


@lru_cache(maxsize=4)
def _made(secret: str) -> Fernet:
    return Fernet(derive(secret, "what people are sent", "key") + "=")
