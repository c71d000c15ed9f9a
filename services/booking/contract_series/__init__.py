"""A signed contract turns into sessions: its whole series is placed, or somebody chooses what does not fit."""

from services.booking.access import TEAM
from services.booking.contract_series import handlers, pages
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import SeriesUnplaced
from shared.messages.contracts import ContractSigned
from shared.messages.processes import ProcessEnded, ProcessInterrupted, ProcessResumed
from shared.web.navigation import NavigationEntry

PART = Part(
    consumes={
        ContractSigned: handlers.place_series,
        ProcessInterrupted: handlers.free_sessions,
        ProcessResumed: handlers.put_back_sessions,
        ProcessEnded: handlers.end_sessions,
    },
    publishes=(SeriesUnplaced,),
    routers=(pages.router,),
    pages=(NavigationEntry("/booking/agreed", N_("By contract"), "calendar", ("coordinator", "supervisor"), 30),),
    access={
        "GET /agreed": TEAM,
        "GET /agreed/{process_id}": TEAM,
        "POST /agreed/{process_id}": TEAM,
    },
)
