"""Signing in and out: load, decide, save."""

from datetime import timedelta

from services.booking.accounts.handlers import end, sign_out_everywhere
from services.booking.accounts.model import LINK_LASTS_MINUTES, Device, Orderer, SignInAsked, SignInLink
from services.booking.accounts.store import People
from services.booking.directory.store.supervisors import Directory
from services.booking.links import Links
from services.booking.sign_in.rules import known_person, may_do_otherwise
from shared.app.service import App
from shared.app.settings import Settings
from shared.fields import address_key
from shared.i18n import N_
from shared.messages.base import Language
from shared.messages.booking import SignInRequested
from shared.messages.contracts import OrdererAdmitted, OrdererLeft
from shared.messaging.unit_of_work import Unit
from shared.people.cookie import LASTS, SignedIn
from shared.people.person import Person
from shared.store.mongo import Tx
from shared.tokens import derive, digest

LINK_LASTS = timedelta(minutes=LINK_LASTS_MINUTES)
MOST_LINKS = 5


class LinkSpentError(Exception):
    """The link was used before or has run out, or its owner is not of the network any more."""


async def ask_to_sign_in(unit: Unit, email: str, language: Language, after: str | None) -> None:
    """Take the wish in; what becomes of it is decided out of sight."""
    unit.publish(
        f"sign-in:{unit.new_id()}", 1, SignInAsked(email=address_key(email), language=language, after=after), first=True
    )


async def send_link(asked: SignInAsked, unit: Unit) -> None:
    """Mail a link to somebody we know; at most five in a quarter of an hour."""
    person = await person_with(asked.email, unit)
    if person is None:
        return
    if not await People(unit.tx).count_link(person.email, unit.now, LINK_LASTS, MOST_LINKS):
        unit.audit(person.email, N_("Was sent no further link for signing in"))
        return
    links, link_id = Links.of(unit.settings), unit.new_id()
    link = SignInLink(
        key=links.sign_in_key(link_id),
        email=person.email,
        after=asked.after,
        sent_at=unit.now,
        expires_at=unit.now + LINK_LASTS,
    )
    await People(unit.tx).add_link(link)
    unit.publish(
        f"sign-in:{link.key}",
        1,
        SignInRequested(
            email=person.email,
            name=person.name,
            language=person.language,
            link=links.sign_in(link_id),
            expires_at=link.expires_at,
        ),
    )


async def sign_in(
    unit: Unit, token: str, session: str, device: str, before: SignedIn | None = None
) -> tuple[SignedIn, str | None]:
    """Spend a link for a session, named by the secret `session`; also where its owner was on their way to. `before`:
    whose session the browser had, which ends with it.

    Raises LinkSpentError.
    """
    key = digest(token)
    link = await People(unit.tx).link(key)
    if link is None or not await People(unit.tx).use(key, unit.now):
        raise LinkSpentError
    await People(unit.tx).touch(link.email, unit.now + LASTS)
    person = await person_with(link.email, unit)
    if person is None:
        raise LinkSpentError
    signed_in = SignedIn(session=session, person=person, until=unit.now + LASTS, seen=unit.now)
    unit.audit(person.email, N_("Signed in"), device)
    await People(unit.tx).add_device(
        Device(key=signed_in.key, person=person, name=device, since=unit.now, until=signed_in.until)
    )
    if before is not None and (left := await People(unit.tx).device(before.key, before.person.email)) is not None:
        await end(left, unit)
    return signed_in, link.after


async def note_refusal(unit: Unit, link: SignInLink) -> None:
    """Somebody came with a link that is spent, or whose owner may not come in any more."""
    unit.audit(link.email, N_("Was not let in by a spent link"))


async def person_with(email: str, unit: Unit) -> Person | None:
    """The person with this address as they are now, whatever their sessions say."""
    return await _person(email, unit.tx, unit.settings)


async def rights(app: App, person: Person) -> Person | None:
    """Somebody signed in, with what they may do now; None for who may do nothing any more."""
    return await _person(person.email, app.tx, app.settings)


async def _person(email: str, tx: Tx, settings: Settings) -> Person | None:
    found = await Directory(tx).with_email(email)
    active = found if found is not None and found.active else None
    orders = await People(tx).orders(email)
    return known_person(email, settings.coordinator_email, settings.coordinator_language, active, orders)


async def admit_orderer(admitted: OrdererAdmitted, unit: Unit) -> None:
    """From now on they may order for the organisation, or are called otherwise."""
    before = await person_with(admitted.email, unit)
    orderer = Orderer(
        email=admitted.email,
        organisation=admitted.organisation_id,
        called=admitted.organisation,
        name=admitted.name,
        language=admitted.language,
        revision=admitted.revision,
    )
    if await People(unit.tx).admit(orderer, _key(unit, admitted.email, admitted.organisation_id)):
        await _end_if_changed(before, admitted.email, unit)


async def dismiss_orderer(left: OrdererLeft, unit: Unit) -> None:
    """They may order for the organisation no more."""
    before = await person_with(left.email, unit)
    if await People(unit.tx).dismiss(
        left.email, left.organisation_id, left.revision, _key(unit, left.email, left.organisation_id), unit.now
    ):
        await _end_if_changed(before, left.email, unit)


def _key(unit: Unit, email: str, organisation: str) -> str:
    """Of this person at this organisation: without the network's secret nobody finds out whose it is."""
    return derive(unit.settings.service_key, "orderer", f"{organisation}:{email}")


async def _end_if_changed(before: Person | None, email: str, unit: Unit) -> None:
    if may_do_otherwise(before, await person_with(email, unit)):
        await sign_out_everywhere(unit, email)
