"""Tokens of programs: made, revoked, and what one grants."""

from collections.abc import Sequence

from services.contracts.organisations.model import OrderersDismissed
from services.contracts.organisations.orderers import folded
from services.contracts.scopes import Scope
from services.contracts.tokens.model import Owner, Token
from services.contracts.tokens.store import Tokens
from shared.app.service import App
from shared.fields import address_key
from shared.i18n import N_
from shared.messaging.unit_of_work import Unit
from shared.people.audited import Change
from shared.people.grant import Grant
from shared.tokens import digest

MOST = 20


class TokenNameTakenError(Exception):
    """The owner has a token with this name."""


class TooManyTokensError(Exception):
    """The owner has so many tokens that one must be revoked first."""


class NoSuchTokenError(Exception):
    """The owner has no such token."""


async def make(unit: Unit, owner: Owner, secret: str, name: str, scopes: Sequence[Scope], by: str) -> None:
    """Let `secret` open what `scopes` say, for its owner; of it only the digest is kept.

    Raises TokenNameTakenError, TooManyTokensError; DuplicateKey when the name is taken at this very moment.
    """
    known = await Tokens(unit.tx).of(owner.organisation)
    if any(folded(each.name) == folded(name) for each in known):
        raise TokenNameTakenError
    if len(known) >= MOST:
        raise TooManyTokensError
    token = Token(
        key=digest(secret), organisation=owner.organisation, name=name, scopes=tuple(scopes), since=unit.now, by=by
    )
    await Tokens(unit.tx).add(token)
    named = Change(field=N_("Name"), after=name), Change(field=N_("Scope"), after=", ".join(scopes))
    unit.audit(by, N_("Made an API token"), owner.name, named)


async def revoke(unit: Unit, owner: Owner, key: str, by: str) -> None:
    """The token opens nothing any more. Raises NoSuchTokenError."""
    token = await Tokens(unit.tx).find(key)
    if token is None or token.organisation != owner.organisation:
        raise NoSuchTokenError
    await Tokens(unit.tx).remove(key)
    unit.audit(by, N_("Revoked an API token"), owner.name, (Change(field=N_("Name"), before=token.name),))


async def revoke_of_those_who_left(left: OrderersDismissed, unit: Unit) -> None:
    """A token that somebody made ends with their right to make one. Whoever still orders makes another."""
    for token in await Tokens(unit.tx).of(left.organisation_id):
        if address_key(token.by) in left.emails:
            await Tokens(unit.tx).remove(token.key)
            name = Change(field=N_("Name"), before=token.name)
            unit.audit(left.by, N_("Revoked an API token"), left.organisation, (name,))


async def grant(app: App, secret: str) -> Grant | None:
    """What a token grants now; None for one that never was, or is revoked. The day of its use is noted, once a day."""
    token = await Tokens(app.tx).find(digest(secret))
    if token is None:
        return None
    today = app.clock().astimezone(app.settings.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if token.used != today:
        await Tokens(app.tx).use(token.key, today)
    return Grant(organisation=token.organisation, name=token.name, scopes=frozenset(token.scopes))
