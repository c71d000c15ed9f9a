"""Tokens of programs: made, revoked, and what one grants."""

from collections.abc import Sequence

from services.contracts.model.tokens import Owner, Scope, Token
from services.contracts.rules.organisations import folded
from services.contracts.store import Store
from shared.i18n import N_
from shared.people.audit import Change
from shared.people.grant import Grant
from shared.service import Runtime
from shared.tokens import digest
from shared.work import Unit

MOST = 20


class TokenNameTakenError(Exception):
    """The owner has a token with this name."""


class TooManyTokensError(Exception):
    """The owner has so many tokens that one must be revoked first."""


class NoSuchTokenError(Exception):
    """The owner has no such token."""


async def make(unit: Unit[Store], owner: Owner, secret: str, name: str, scopes: Sequence[Scope], by: str) -> None:
    """Let `secret` open what `scopes` say, for its owner; of it only the digest is kept.

    Raises TokenNameTakenError, TooManyTokensError; DuplicateKey when the name is taken at this very moment.
    """
    known = await unit.store.tokens.of(owner.organisation)
    if any(folded(each.name) == folded(name) for each in known):
        raise TokenNameTakenError
    if len(known) >= MOST:
        raise TooManyTokensError
    token = Token(
        key=digest(secret), organisation=owner.organisation, name=name, scopes=tuple(scopes), since=unit.now, by=by
    )
    await unit.store.tokens.add(token)
    named = Change(field=N_("Name"), after=name), Change(field=N_("Scope"), after=", ".join(scopes))
    unit.record(by, N_("Made an API token"), owner.name, named)


async def revoke(unit: Unit[Store], owner: Owner, key: str, by: str) -> None:
    """The token opens nothing any more. Raises NoSuchTokenError."""
    token = await unit.store.tokens.find(key)
    if token is None or token.organisation != owner.organisation:
        raise NoSuchTokenError
    await unit.store.tokens.remove(key)
    unit.record(by, N_("Revoked an API token"), owner.name, (Change(field=N_("Name"), before=token.name),))


async def grant(desk: Runtime[Store], secret: str) -> Grant | None:
    """What a token grants now; None for one that never was, or is revoked. The day of its use is noted, once a day."""
    token = await desk.store.tokens.find(digest(secret))
    if token is None:
        return None
    today = desk.clock().astimezone(desk.settings.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if token.used != today:
        await desk.store.tokens.use(token.key, today)
    return Grant(organisation=token.organisation, name=token.name, scopes=frozenset(token.scopes))
