"""Processes: what becomes of a signed contract, from its first session to its end."""

from services.contracts.processes import api, handlers, pages
from services.contracts.processes.model import ProcessDue
from services.contracts.processes.permissions import PARTIES, TEAM
from services.contracts.processes.store import Processes
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import SessionCancelled, SessionHeld, SessionMoved, SessionNotHeld, SessionsScheduled
from shared.messages.contracts import ContractSigned
from shared.messages.processes import GapForeseen, MarksAwaited, ProcessEnded, ProcessInterrupted, ProcessResumed
from shared.people.personal_data import PersonalData
from shared.web.navigation import NavigationEntry

PART = Part(
    consumes={
        SessionsScheduled: handlers.note_scheduled,
        SessionMoved: handlers.note_moved,
        SessionCancelled: handlers.note_cancelled,
    },
    follows={
        ContractSigned: handlers.begin_or_go_on,
        SessionHeld: handlers.note_marked,
        SessionNotHeld: handlers.note_marked,
    },
    timers={ProcessDue: handlers.look_for_end},
    publishes=(GapForeseen, MarksAwaited, ProcessInterrupted, ProcessResumed, ProcessEnded),
    routers=(api.router, pages.router),
    pages=(
        NavigationEntry(
            "/contracts/processes", N_("Processes"), "supervision", ("coordinator", "supervisor", "orderer"), 25
        ),
    ),
    access={
        "GET /api/processes": PARTIES,
        "GET /api/processes/{process_id}": PARTIES,
        "POST /api/processes/{process_id}/interrupt": TEAM,
        "POST /api/processes/{process_id}/resume": TEAM,
        "POST /api/processes/{process_id}/end": TEAM,
        "GET /processes": PARTIES,
        "GET /processes/{process_id}": PARTIES,
        "GET /processes/{process_id}/document.pdf": PARTIES,
        "POST /processes/{process_id}/goals": TEAM,
        "POST /processes/{process_id}/interrupt": TEAM,
        "POST /processes/{process_id}/resume": TEAM,
        "POST /processes/{process_id}/renew": TEAM,
        "POST /processes/{process_id}/end": TEAM,
    },
    personal_data=(
        PersonalData(
            collection="processes",
            label=N_("Processes that you take part in"),
            shown={
                "terms.title": N_("Contract"),
                "terms.organisation": N_("Organisation"),
                "terms.orderer.name": N_("Name"),
                "terms.participants.name": N_("Name"),
                "leaders.name": N_("Name"),
            },
            by=("terms.orderer.email", "terms.participants.email", "leaders.email"),
            by_id=("terms.supervisors",),
        ),
    ),
    prepare=(Processes.prepare,),
)
