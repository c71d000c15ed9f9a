"""Contracts' documents: the only place that knows the database. Each subject has a module."""

from services.contracts.store.debriefings import Debriefings
from services.contracts.store.keys import Keys
from services.contracts.store.organisations import Organisations
from services.contracts.store.supervisors import Supervisors
from services.contracts.store.tokens import Tokens
from services.contracts.store.unconfirmed import Unconfirmed
from shared.store.mongo import Database


async def prepare(database: Database) -> None:
    """Every subject's indexes."""
    subjects = (Debriefings, Keys, Organisations, Supervisors, Tokens, Unconfirmed)
    for subject in subjects:
        await subject.prepare(database)
