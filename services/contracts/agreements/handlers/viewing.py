"""Who acts on contracts, and which of them they see."""

from dataclasses import dataclass

from services.contracts.agreements.model import Agreement
from services.contracts.agreements.store import Agreements
from shared.messaging.unit_of_work import Unit


class NoSuchAgreementError(Exception):
    """No contract has this id, for who asks."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who acts: the coordinator sees all contracts, a supervisor their own. `name` stands in the audit."""

    name: str
    coordinator: bool
    supervisor: str | None = None

    def sees(self, agreement: Agreement) -> bool:
        return self.coordinator or self.supervisor in [each.id for each in agreement.terms.supervisors]


async def known(unit: Unit, agreement_id: str, viewer: Viewer) -> Agreement:
    """The contract, to who may see it."""
    found = await Agreements(unit.tx).find(agreement_id)
    if found is None or not viewer.sees(found):
        raise NoSuchAgreementError
    return found
