"""What becomes of letters where somebody is erased."""

from services.notifications.delivery.copies import Copies
from shared.messages.booking import PersonErased
from shared.messaging.unit_of_work import Unit
from shared.people.handlers import erase_person


async def forget_person(erased: PersonErased, unit: Unit) -> None:
    """Forget a person in everything that is kept, and whatever letters to others may say of them."""
    await erase_person(erased, unit)
    await Copies(unit.tx, unit.settings).forget_all()
