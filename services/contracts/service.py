"""Contracts: its subjects put together, each with what it consumes, publishes and shows."""

from pathlib import Path

from services.contracts import debriefings, network, organisations, tokens
from services.contracts.debriefings.vault import check_key
from services.contracts.network.permissions import rights
from services.contracts.tokens.handlers import grant
from shared.app.service import Part, compose
from shared.messages.booking import SignedOut
from shared.people.handlers import end_session

PEOPLE = Part(consumes={SignedOut: end_session})

SERVICE = compose(
    "contracts",
    Path(__file__).parent,
    (PEOPLE, network.PART, organisations.PART, tokens.PART, debriefings.PART),
    check=check_key,
    grants=grant,
    rights=rights,
)
