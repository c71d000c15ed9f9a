"""Signing in and out: load, decide, save."""

from datetime import timedelta

from services.booking.links import Links
from services.booking.model.people import LINK_LASTS_MINUTES, Device, Orderer, SignInAsked, SignInLink
from services.booking.rules.people import known_person, may_do_otherwise
from services.booking.store import Store
from shared.fields import address_key
from shared.i18n import N_
from shared.messages.base import Language
from shared.messages.booking import SignedOut, SignInRequested
from shared.messages.contracts import OrdererAdmitted, OrdererLeft
from shared.people.cookie import LASTS, SignedIn
from shared.people.ended import SESSIONS
from shared.people.person import Person
from shared.service import Runtime
from shared.settings import Settings
from shared.tokens import derive, digest
from shared.work import Unit

LINK_LASTS = timedelta(minutes=LINK_LASTS_MINUTES)
MOST_LINKS = 5


class LinkSpentError(Exception):
    """The link was used before or has run out, or its owner is not of the network any more."""


class NoSuchDeviceError(Exception):
    """They have no such device."""


async def ask_to_sign_in(unit: Unit[Store], email: str, language: Language, after: str | None) -> None:
    """Take the wish in; what becomes of it is decided out of sight."""
    unit.announce(
        f"sign-in:{unit.new_id()}", 1, SignInAsked(email=address_key(email), language=language, after=after), first=True
    )


async def send_link(asked: SignInAsked, unit: Unit[Store]) -> None:
    """Mail a link to somebody we know; at most five in a quarter of an hour."""
    person = await person_with(asked.email, unit)
    if person is None:
        return
    if not await unit.store.people.count_link(person.email, unit.now, LINK_LASTS, MOST_LINKS):
        unit.record(person.email, N_("Was sent no further link for signing in"))
        return
    links, link_id = Links.of(unit.settings), unit.new_id()
    link = SignInLink(
        key=links.sign_in_key(link_id),
        email=person.email,
        after=asked.after,
        sent_at=unit.now,
        expires_at=unit.now + LINK_LASTS,
    )
    await unit.store.people.add_link(link)
    unit.announce(
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


async def sign_in(unit: Unit[Store], token: str, session: str, device: str) -> tuple[SignedIn, str | None]:
    """Spend a link for a session, named by the secret `session`; also where its owner was on their way to.

    Raises LinkSpentError.
    """
    key = digest(token)
    link = await unit.store.people.link(key)
    if link is None or not await unit.store.people.use(key, unit.now):
        raise LinkSpentError
    await unit.store.people.touch(link.email, unit.now + LASTS)
    person = await person_with(link.email, unit)
    if person is None:
        raise LinkSpentError
    signed_in = SignedIn(session=session, person=person, until=unit.now + LASTS, seen=unit.now)
    unit.record(person.email, N_("Signed in"), device)
    await unit.store.people.add_device(
        Device(key=signed_in.key, person=person, name=device, since=unit.now, until=signed_in.until)
    )
    return signed_in, link.after


async def note_refusal(unit: Unit[Store], link: SignInLink) -> None:
    """Somebody came with a link that is spent, or whose owner may not come in any more."""
    unit.record(link.email, N_("Was not let in by a spent link"))


async def sign_out(unit: Unit[Store], key: str, email: str) -> None:
    """End the session on one of somebody's devices, in every service. Raises NoSuchDeviceError."""
    device = await unit.store.people.device(key, email)
    if device is None:
        raise NoSuchDeviceError
    unit.record(email, N_("Signed out"), device.name)
    await _end(device, unit)


async def sign_out_everywhere(unit: Unit[Store], email: str) -> None:
    """End all of somebody's sessions: they wish so, or what they may do has changed."""
    await unit.store.people.touch(email, unit.now + LASTS)
    for device in await unit.store.people.devices(email):
        await _end(device, unit)


async def person_with(email: str, unit: Unit[Store]) -> Person | None:
    """The person with this address as they are now, whatever their sessions say."""
    return await _person(email, unit.store, unit.settings)


async def rights(desk: Runtime[Store], person: Person) -> Person | None:
    """Somebody signed in, with what they may do now; None for who may do nothing any more."""
    return await _person(person.email, desk.store, desk.settings)


async def _person(email: str, store: Store, settings: Settings) -> Person | None:
    found = await store.directory.with_email(email)
    active = found if found is not None and found.active else None
    orders = await store.people.orders(email)
    return known_person(email, settings.coordinator_email, settings.coordinator_language, active, orders)


async def admit_orderer(admitted: OrdererAdmitted, unit: Unit[Store]) -> None:
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
    if await unit.store.people.admit(orderer, _key(unit, admitted.email, admitted.organisation_id)):
        await _end_if_changed(before, admitted.email, unit)


async def dismiss_orderer(left: OrdererLeft, unit: Unit[Store]) -> None:
    """They may order for the organisation no more."""
    before = await person_with(left.email, unit)
    if await unit.store.people.dismiss(
        left.email, left.organisation_id, left.revision, _key(unit, left.email, left.organisation_id), unit.now
    ):
        await _end_if_changed(before, left.email, unit)


def _key(unit: Unit[Store], email: str, organisation: str) -> str:
    """Of this person at this organisation: without the network's secret nobody finds out whose it is."""
    return derive(unit.settings.secret.get_secret_value(), "orderer", f"{organisation}:{email}")


async def _end_if_changed(before: Person | None, email: str, unit: Unit[Store]) -> None:
    if may_do_otherwise(before, await person_with(email, unit)):
        await sign_out_everywhere(unit, email)


async def _end(device: Device, unit: Unit[Store]) -> None:
    await unit.store.people.remove_device(device.key)
    await unit.ended.note(device.key, device.until)
    unit.touch(SESSIONS)
    unit.announce(f"device:{device.key}", 1, SignedOut(key=device.key, until=device.until))
