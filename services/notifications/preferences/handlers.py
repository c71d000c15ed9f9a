"""What people want to be sent: load, decide, save."""

from collections.abc import Collection, Sequence

from services.notifications.preferences.store import Preferences
from services.notifications.writing.model import Letter
from services.notifications.writing.refusable import TOPICS, Topic, topic_of
from shared.fields import address_key
from shared.i18n import N_
from shared.messaging.unit_of_work import Unit


async def refuse(email: str, topic: Topic, unit: Unit) -> None:
    """Nothing more of this, as of now."""
    refused = await _refused(email, unit) | {topic}
    await choose(email, [each for each in TOPICS if each not in refused], unit)


async def choose(email: str, wanted: Collection[str], unit: Unit) -> None:
    """These alone of what can be refused."""
    refused = [each for each in TOPICS if each not in wanted]
    if frozenset(refused) != await _refused(email, unit):
        await Preferences(unit.tx).save(email, refused, unit.now)
        unit.audit(address_key(email), N_("Chose what to be sent"))


async def unwanted(letters: Sequence[Letter], unit: Unit) -> list[Letter]:
    """Those of these letters that their readers have refused. The store is asked of such letters alone."""
    asked = {each.to for each in letters if topic_of(each.kind)}
    refused = await Preferences(unit.tx).refused(asked) if asked else {}
    return [each for each in letters if topic_of(each.kind) in refused.get(address_key(each.to), ())]


async def _refused(email: str, unit: Unit) -> frozenset[Topic]:
    return await Preferences(unit.tx).refused_by(email)
