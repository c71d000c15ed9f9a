"""Contracts: its subjects put together, each with what it consumes, publishes and shows."""

from pathlib import Path

from services.contracts import agreements, debriefings, inquiries, network, organisations, processes, register, tokens
from services.contracts.agreements.document.key import check_seal
from services.contracts.debriefings.vault import check_key
from services.contracts.network.permissions import rights
from services.contracts.settings import ContractsSettings
from services.contracts.tokens.handlers import grant
from shared.app.service import Part, compose
from shared.app.settings import Settings
from shared.messages.booking import AnswersAwaited, SignedOut
from shared.people.handlers import end_session, show_awaited


def check(settings: Settings) -> None:
    """Ends the process where it could not keep a secret, or not seal a contract."""
    check_key(settings)
    check_seal(settings)


PEOPLE = Part(consumes={SignedOut: end_session, AnswersAwaited: show_awaited})

SERVICE = compose(
    "contracts",
    Path(__file__).parent,
    (
        PEOPLE,
        network.PART,
        organisations.PART,
        tokens.PART,
        debriefings.PART,
        agreements.PART,
        processes.PART,
        inquiries.PART,
        register.PART,
    ),
    settings=ContractsSettings,
    check=check,
    grants=grant,
    rights=rights,
)
