"""Letters that came back: load, decide, save."""

from dataclasses import dataclass
from typing import Literal

from services.notifications.bounces import suppression
from services.notifications.bounces.model import Report
from services.notifications.bounces.store import FailingAddresses
from services.notifications.delivery.records import announce_returned, forgotten
from services.notifications.delivery.store import Letters
from shared.i18n import N_
from shared.messaging.unit_of_work import Unit

Taken = Literal["no_report", "known", "noted"]


@dataclass(frozen=True, slots=True)
class AddressFailed:
    """A fact: no mail is sent to this address from now on."""

    email: str
    said: str


async def note(report: Report, unit: Unit) -> Taken:
    """Write down what became of a letter that a server had taken; the others hear of it at once. A report that comes
    twice, or late, changes nothing.
    """
    state = {"failed": "bounced", "complained": "complained"}.get(report.what)
    until = forgotten(unit.settings, unit.now)
    letter = state and await Letters(unit.tx).mark_returned(
        report.letter, state, unit.now, until, status=report.status, reply=report.said
    )
    if not letter:
        return "known"
    if report.what == "failed":
        announce_returned(unit, letter)
        await _note_address(letter["to"], report, unit)
    return "noted"


async def release(email: str, who: str, unit: Unit) -> None:
    """Mail goes to this address again."""
    known = await FailingAddresses(unit.tx).of(email)
    if known.suppressed:
        await FailingAddresses(unit.tx).save(suppression.released(known), unit.now)
        unit.audit(who, N_("Let mail go to an address again"), known.email)
    unit.after_commit(lambda: unit.state.suppressed.remove(email))


async def _note_address(email: str, report: Report, unit: Unit) -> None:
    before = await FailingAddresses(unit.tx).of(email)
    after = suppression.noted(before, report, unit.now)
    await FailingAddresses(unit.tx).save(after, unit.now)
    if after.suppressed and not before.suppressed:
        await unit.happened(AddressFailed(email=email, said=report.said or report.status))
        unit.after_commit(lambda: unit.state.suppressed.add(email))
