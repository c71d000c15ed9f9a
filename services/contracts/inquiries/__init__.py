"""Inquiries: somebody asks about supervision, supervisors say whether they would take it, a draft is made of it."""

from services.contracts.inquiries import api, handlers
from services.contracts.inquiries.model import InquiriesTidyingDue
from services.contracts.inquiries.pages import answering, asking, coordinating
from services.contracts.inquiries.store import Inquiries
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.inquiries import (
    InquiryAnswered,
    InquiryClosed,
    InquiryMatched,
    InquiryOffered,
    InquiryReceived,
)
from shared.people.personal_data import PersonalData
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR, EVERYBODY, LINK

PART = Part(
    timers={InquiriesTidyingDue: handlers.tidy},
    publishes=(InquiryReceived, InquiryOffered, InquiryAnswered, InquiryMatched, InquiryClosed),
    routers=(api.router, asking.router, answering.router, coordinating.router),
    pages=(NavigationEntry("/contracts/inquiries", N_("Inquiries"), "supervision", ("coordinator",), 15),),
    access={
        "POST /api/inquiries": EVERYBODY,
        "GET /inquiries/new": EVERYBODY,
        "POST /inquiries/new": EVERYBODY,
        "GET /inquiries/followed/{token}": LINK,
        "POST /inquiries/followed/{token}/withdraw": LINK,
        "GET /inquiries/offers/{token}": LINK,
        "POST /inquiries/offers/{token}": LINK,
        "GET /inquiries": COORDINATOR,
        "GET /inquiries/{inquiry_id}": COORDINATOR,
        "POST /inquiries/{inquiry_id}/offer": COORDINATOR,
        "POST /inquiries/{inquiry_id}/choose": COORDINATOR,
        "POST /inquiries/{inquiry_id}/draft": COORDINATOR,
        "POST /inquiries/{inquiry_id}/close": COORDINATOR,
    },
    personal_data=(
        PersonalData(
            collection="inquiries",
            label=N_("Inquiries about supervision"),
            shown={
                "organisation": N_("Organisation"),
                "received_at": N_("When"),
                "asker.name": N_("Name"),
                "asker.email": N_("E-mail"),
                "asker.phone": N_("Phone"),
                "offers.name": N_("Name"),
                "offers.answered_at": N_("Your answer"),
            },
            by=("asker.email", "offers.email"),
            by_id=("offers.id",),
            drops=("need", "wished"),
        ),
    ),
    prepare=(Inquiries.prepare,),
    background=(handlers.tidying,),
)
