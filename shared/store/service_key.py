"""The key that a service's links are derived from and that what it seals is sealed with.

It is drawn once and kept in the service's own database, sealed with RINNALLA_SECRET (Fernet: AES, HMAC). So the secret
can change while two hold, and no link, feed or answer is lost; who has the secret or the database alone makes no link.
"""

import secrets
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken

from shared.app.readiness import NotReady
from shared.store.mongo import Collection, Database, DuplicateKey
from shared.tokens import derive

_ID = "service"


class OtherSecretError(NotReady):
    """RINNALLA_SECRET is another than the one that the service's key was sealed with, and that one is not given too."""


async def service_key(database: Database, given: Sequence[str]) -> str:
    """The service's key, opened with any of the secrets `given`; from now on each of them opens it, and no other does.

    A database that was in use before there was such a key goes on with the first secret itself, so that what was
    derived and sealed until then holds. Raises OtherSecretError.
    """
    keys: Collection = database["keys"]
    kept = await keys.find_one({"_id": _ID})
    if kept is None:
        was_used = bool(await database.list_collection_names())
        made = given[0] if was_used else secrets.token_hex(32)
        try:
            await keys.insert_one({"_id": _ID, "sealed": {_name(given[0]): _seal(given[0], made)}})
        except DuplicateKey:  # another replica was first
            return await service_key(database, given)
        return made
    sealed: dict[str, str] = kept["sealed"]
    opener = next((each for each in given if _name(each) in sealed), None)
    if opener is None:
        raise OtherSecretError("RINNALLA_SECRET is not the one before: give both, the new one first, a comma between")
    opened = _open(opener, sealed[_name(opener)])
    named = {_name(each): each for each in given}
    still = {name: sealed.get(name) or _seal(each, opened) for name, each in named.items()}
    if still != sealed:
        await keys.update_one({"_id": _ID}, {"$set": {"sealed": still}})
    return opened


def _name(secret: str) -> str:
    """What tells secrets apart, and tells nothing of them."""
    return derive(secret, "service key", "name")[:12].replace("-", "a").replace("_", "b")


def _seal(secret: str, key: str) -> str:
    return _fernet(secret).encrypt(key.encode()).decode()


def _open(secret: str, sealed: str) -> str:
    try:
        return _fernet(secret).decrypt(sealed).decode()
    except InvalidToken:
        raise OtherSecretError("the service's key in the store has been changed: restore it from a backup") from None


def _fernet(secret: str) -> Fernet:
    return Fernet(derive(secret, "service key", "seal") + "=")
