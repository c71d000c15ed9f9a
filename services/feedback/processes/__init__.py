"""What feedback knows of processes: who takes part, how often it is evaluated, whether it goes on."""

from services.feedback.processes import handlers
from services.feedback.processes.model import EvaluationDue
from services.feedback.processes.store import Processes
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.contracts import ContractSigned
from shared.messages.processes import ProcessEnded, ProcessInterrupted, ProcessResumed
from shared.people.personal_data import PersonalData

PART = Part(
    consumes={
        ContractSigned: handlers.note_contract,
        ProcessInterrupted: handlers.pause,
        ProcessResumed: handlers.go_on,
        ProcessEnded: handlers.end,
    },
    timers={EvaluationDue: handlers.evaluate},
    personal_data=(
        PersonalData(
            collection="processes",
            label=N_("Processes about which you may be asked"),
            shown={
                "organisation": N_("Workplace"),
                "people.name": N_("Name"),
                "people.email": N_("E-mail"),
                "orderer.name": N_("Name"),
                "orderer.email": N_("E-mail"),
            },
            by=("people.email", "orderer.email"),
            by_id=("supervisors",),
        ),
    ),
    prepare=(Processes.prepare,),
)
