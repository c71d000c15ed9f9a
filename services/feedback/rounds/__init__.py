"""What is asked about, of whom and how long: rounds begin by events, never by hand."""

from services.feedback.processes.model import EvaluationCame, ProcessOver
from services.feedback.rounds import handlers
from services.feedback.rounds.model import CloseRound, RemindOfRound
from services.feedback.rounds.store import Meetings, Rounds
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import SessionCancelled, SessionHeld, SessionMoved, SessionNotHeld, SessionsScheduled
from shared.people.personal_data import PersonalData

PART = Part(
    consumes={
        SessionsScheduled: handlers.note_meetings,
        SessionMoved: handlers.note_move,
        SessionCancelled: handlers.forget_meeting,
        SessionHeld: handlers.begin_pulse,
        SessionNotHeld: handlers.void_pulse,
    },
    follows={EvaluationCame: handlers.begin_evaluation, ProcessOver: handlers.begin_benefit},
    timers={CloseRound: handlers.close_when_due, RemindOfRound: handlers.remind},
    personal_data=(
        PersonalData(
            collection="meetings",
            label=N_("Sessions that you may be asked about"),
            shown={
                "organisation": N_("Workplace"),
                "guest.name": N_("Name"),
                "guest.email": N_("E-mail"),
                "start": N_("When"),
            },
            by=("guest.email",),
            by_id=("supervisors",),
            erasing="remove",
        ),
    ),
    prepare=(Rounds.prepare, Meetings.prepare),
)
