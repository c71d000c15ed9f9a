"""Agreements: contracts from the first draft to the sealed document."""

from services.contracts.agreements import api
from services.contracts.agreements.document.documents import documents
from services.contracts.agreements.handlers import offering
from services.contracts.agreements.model import SigningDue
from services.contracts.agreements.pages import drafts, signing, verifying
from services.contracts.agreements.store import Agreements
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.contracts import (
    ContractDeclined,
    ContractLapsed,
    ContractSigned,
    ContractWithdrawn,
    SignatureAwaited,
)
from shared.people.person import Role
from shared.people.personal_data import PersonalData
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import EVERYBODY, LINK, only

DRAFTER_ROLES: tuple[Role, ...] = ("coordinator", "supervisor")
DRAFTERS = only(*DRAFTER_ROLES)

PART = Part(
    timers={SigningDue: offering.remind_or_lapse},
    publishes=(SignatureAwaited, ContractDeclined, ContractLapsed, ContractWithdrawn, ContractSigned),
    routers=(api.router, drafts.router, signing.router, verifying.router),
    pages=(
        NavigationEntry("/contracts/agreements", N_("Contracts"), "supervision", ("coordinator", "supervisor"), 20),
    ),
    access={
        "GET /api/contracts": DRAFTERS,
        "POST /api/contracts": DRAFTERS,
        "GET /api/contracts/{contract_id}": DRAFTERS,
        "PATCH /api/contracts/{contract_id}": DRAFTERS,
        "POST /api/contracts/{contract_id}/offer": DRAFTERS,
        "POST /api/contracts/{contract_id}/revise": DRAFTERS,
        "POST /api/contracts/{contract_id}/withdraw": DRAFTERS,
        "GET /api/contracts/{contract_id}/document.pdf": DRAFTERS,
        "GET /agreements": DRAFTERS,
        "GET /agreements/new": DRAFTERS,
        "POST /agreements/new": DRAFTERS,
        "GET /agreements/{agreement_id}": DRAFTERS,
        "POST /agreements/{agreement_id}": DRAFTERS,
        "POST /agreements/{agreement_id}/offer": DRAFTERS,
        "POST /agreements/{agreement_id}/revise": DRAFTERS,
        "POST /agreements/{agreement_id}/withdraw": DRAFTERS,
        "GET /agreements/{agreement_id}/document.pdf": DRAFTERS,
        "GET /verify": EVERYBODY,
        "POST /verify": EVERYBODY,
        "GET /signatures/{token}": LINK,
        "POST /signatures/{token}": LINK,
        "GET /signatures/{token}/document.pdf": LINK,
    },
    personal_data=(
        PersonalData(
            collection="agreements",
            label=N_("Contracts that you are a party of"),
            shown={
                "terms.title": N_("Contract"),
                "terms.organisation": N_("Organisation"),
                "terms.orderer.name": N_("Name"),
                "terms.participants.name": N_("Name"),
                "signers.name": N_("Name"),
                "signers.signature.name": N_("Your signature"),
                "signers.signature.at": N_("When"),
            },
            by=("terms.orderer.email", "terms.participants.email", "terms.supervisors.email", "signers.email"),
            by_id=("terms.supervisors.id",),
            drops=("text",),
        ),
        PersonalData(
            collection="agreement_papers",
            label=N_("Contracts' documents"),
            shown={"version": N_("Version")},
            by=("emails",),
        ),
    ),
    prepare=(Agreements.prepare,),
    background=(documents,),
)
