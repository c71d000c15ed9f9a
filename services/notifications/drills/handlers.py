"""Rehearsals: load, decide, save."""

from services.notifications.channels.store import Wakes
from services.notifications.drills import reached
from services.notifications.drills.model import Asked, Drill
from services.notifications.drills.store import Drills
from services.notifications.letters.handlers import write_letters
from services.notifications.letters.model import DrillBegan, Rehearsing
from shared.fields import address_key
from shared.messages.booking import Colleague, DrillCalled
from shared.messaging.unit_of_work import Unit
from shared.tokens import derive, digest


class NoSuchDrillError(Exception):
    """The link opens nothing."""


class DrillOverError(Exception):
    """It was too long ago."""


async def begin(called: DrillCalled, unit: Unit) -> None:
    """Reach everybody as by an urgent request; not twice where a button was pressed twice."""
    if await Drills(unit.tx).since(unit.now - reached.BETWEEN):
        return
    tokens = {each.email: _token(unit, called.drill_id, each) for each in called.people}
    people = tuple(
        Asked(name=each.name, email=each.email, language=each.language, key=digest(tokens[each.email]))
        for each in called.people
    )
    await Drills(unit.tx).save(Drill(id=called.drill_id, called_at=called.called_at, people=people))
    asked = tuple(
        Rehearsing(
            name=each.name,
            email=each.email,
            language=each.language,
            link=f"{unit.settings.public_url}/notifications/drills/heard/{tokens[each.email]}",
        )
        for each in called.people
    )
    until = called.called_at + reached.ANSWER_WITHIN
    await write_letters(DrillBegan(drill_id=called.drill_id, people=asked, answer_by=until), unit)


async def hear(token: str, unit: Unit) -> None:
    """Somebody says that they were reached: nothing more wakes them. Raises NoSuchDrillError, DrillOverError."""
    key = digest(token)
    drill = await Drills(unit.tx).of_link(key)
    asked = drill.asked_by(key) if drill else None
    if drill is None or asked is None:
        raise NoSuchDrillError
    if not reached.is_open(drill, unit.now):
        raise DrillOverError
    if asked.heard_at is None:
        await Drills(unit.tx).save(reached.heard(drill, key, unit.now))
        await Wakes(unit.tx).end(drill.id, address_key(asked.email), unit.now)


def _token(unit: Unit, drill_id: str, asked: Colleague) -> str:
    return derive(unit.settings.service_key, "a rehearsal heard", f"{drill_id}:{asked.email}")
