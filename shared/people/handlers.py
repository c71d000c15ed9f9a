"""What services do when somebody has signed out, is erased, or is awaited."""

from shared.messages.booking import AnswersAwaited, PersonErased, SignedOut
from shared.messaging.unit_of_work import Unit
from shared.people.awaited import AwaitedStore
from shared.people.ended import SESSIONS
from shared.people.personal_data import DataSubject


async def end_session(signed_out: SignedOut, unit: Unit) -> None:
    """From now on the session's cookie opens nothing here."""
    await unit.ended.note(signed_out.key, signed_out.until)
    unit.notify(SESSIONS)


async def erase_person(erased: PersonErased, unit: Unit) -> None:
    """Forget a person in everything that this service keeps."""
    await unit.privacy.erase(DataSubject(email=erased.email, name=erased.name, supervisor=erased.supervisor))


async def show_awaited(awaited: AnswersAwaited, unit: Unit) -> None:
    """Show on every page of whoever has still to answer that they have, and on nobody's else."""
    await AwaitedStore(unit.tx).keep(
        awaited.about, awaited.revision, awaited.people, awaited.until, awaited.page, awaited.said_at
    )
