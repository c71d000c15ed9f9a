"""Contracts' documents: the only place that knows the database. Each subject has a module; `Store` has them all."""

from services.contracts.store.debriefings import Debriefings
from services.contracts.store.keys import Keys
from services.contracts.store.network import NetworkStore
from services.contracts.store.organisations import Organisations
from services.contracts.store.supervisors import Supervisors
from services.contracts.store.tokens import Tokens
from services.contracts.store.unconfirmed import Unconfirmed
from shared.mongo import Database, Tx


class Store:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self.debriefings = Debriefings(tx)
        self.keys = Keys(tx)
        self.organisations = Organisations(tx)
        self.supervisors = Supervisors(tx)
        self.tokens = Tokens(tx)
        self.network = NetworkStore(tx)
        self.unconfirmed = Unconfirmed(tx)

    @staticmethod
    async def prepare(database: Database) -> None:
        for subject in (Debriefings, Keys, Organisations, Supervisors, Tokens, Unconfirmed):
            await subject.prepare(database)
