"""Asks for a consent, takes it or its end, and shows in public what is consented to now."""

from datetime import datetime, time

from services.feedback.references import consent
from services.feedback.references.model import Consenter, NotPossibleError, Reference, ReferenceState
from services.feedback.references.schemas import NewReference
from services.feedback.references.store import References
from shared.app.service import App
from shared.app.settings import Settings
from shared.i18n import N_, Words
from shared.messages.feedback import Asked, ConsentAsked, ReferenceWithdrawn
from shared.messaging.unit_of_work import Unit
from shared.tokens import derive, digest

WHAT: Words = {
    "asked": N_("asked for"),
    "given": N_("consented"),
    "declined": N_("declined"),
    "withdrawn": N_("withdrawn"),
}


END_OF_DAY = time(23, 59, 59)
PAST = N_("Choose a day that is still to come.")
ENDED = N_("This reference is not shown any more, or was never consented to.")


class NoSuchReferenceError(LookupError):
    """There is none with this id or link."""


class PastError(ValueError):
    """It would end before it began."""


async def propose(unit: Unit, new: NewReference, who: str) -> Reference:
    """Ask whose words they are for a written consent. Raises PastError."""
    until = datetime.combine(new.until, END_OF_DAY, unit.settings.zone)
    if until <= unit.now:
        raise PastError
    reference_id = unit.new_id()
    consenter = Consenter(name=new.name, email=str(new.email), language=new.language)
    key = digest(_token(unit.settings, reference_id))
    made = consent.proposed(reference_id, key, new.quote, new.said_by, new.where, until, consenter, unit.now)
    await References(unit.tx).add(made)
    asked = Asked(name=consenter.name, email=consenter.email, language=consenter.language)
    link = consent_link(unit.settings, made)
    unit.publish(f"reference:{made.id}", 1, ConsentAsked(reference_id=made.id, asked=asked, link=link, until=until))
    unit.audit(who, N_("Asked for the consent to a reference"), made.said_by)
    return made


async def answer(unit: Unit, token: str, state: ReferenceState, name: str) -> Reference:
    """Who was asked consents, declines or withdraws. Raises NoSuchReferenceError and NotPossibleError."""
    found = await References(unit.tx).of_link(digest(token))
    if found is None:
        raise NoSuchReferenceError
    if state == "given" and not consent.is_open(found, unit.now):
        raise NotPossibleError
    return await _move(unit, found, state, name)


async def withdraw(unit: Unit, reference_id: str, who: str) -> Reference:
    """The network takes it down, as who consented wishes or for reasons of its own. Raises as `answer`."""
    found = await References(unit.tx).find(reference_id)
    if found is None:
        raise NoSuchReferenceError
    unit.audit(who, N_("Took a reference down"), found.said_by)
    return await _move(unit, found, "withdrawn", "")


async def public(app: App) -> list[Reference]:
    """What everybody may read now, read anew each time: nothing of it is remembered anywhere."""
    now = app.clock()
    return [each for each in await References(app.tx).given(now) if consent.is_public(each, now)]


def consent_link(settings: Settings, reference: Reference) -> str:
    return f"{settings.public_url}/feedback/references/consent/{_token(settings, reference.id)}"


def page_of(reference: Reference) -> str:
    """Where it is shown to everybody."""
    return f"/feedback/references/{reference.id}"


async def _move(unit: Unit, found: Reference, state: ReferenceState, name: str) -> Reference:
    moved = found.transition(state, unit.now, name)
    await References(unit.tx).move(found, moved)
    if state == "withdrawn" and found.state == "given":
        elsewhere = tuple(each for each in found.where if each != "web")
        gone = ReferenceWithdrawn(
            reference_id=found.id,
            said_by=found.said_by or "-",
            page=f"{unit.settings.public_url}/feedback/consents/{found.id}",
            elsewhere=elsewhere,
            withdrawn_at=unit.now,
        )
        unit.publish(f"reference:{found.id}", len(moved.history), gone)
    return moved


def _token(settings: Settings, reference_id: str) -> str:
    return derive(settings.service_key, "reference", reference_id)
