"""A signed contract turns into sessions: its whole series is placed, or somebody chooses what does not fit."""

from services.booking.access import TEAM
from services.booking.contract_series import handlers, pages
from shared.app.service import Part
from shared.messages.booking import SeriesUnplaced
from shared.messages.contracts import ContractSigned
from shared.messages.processes import ProcessEnded, ProcessInterrupted, ProcessResumed

PART = Part(
    consumes={
        ContractSigned: handlers.place_series,
        ProcessInterrupted: handlers.free_sessions,
        ProcessResumed: handlers.put_back_sessions,
        ProcessEnded: handlers.end_sessions,
    },
    publishes=(SeriesUnplaced,),
    routers=(pages.router,),
    access={
        "GET /agreed": TEAM,
        "GET /agreed/{process_id}": TEAM,
        "POST /agreed/{process_id}": TEAM,
    },
)
