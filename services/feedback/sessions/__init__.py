"""What became of sessions: held or not, and which of the agreed themes were handled; never what was said."""

from services.feedback.sessions import handlers
from services.feedback.sessions.store import Sessions
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import SessionCancelled, SessionHeld, SessionMoved, SessionNotHeld, SessionsScheduled
from shared.people.personal_data import PersonalData

PART = Part(
    follows={
        SessionsScheduled: handlers.note_scheduled,
        SessionMoved: handlers.note_moved,
        SessionCancelled: handlers.note_cancelled,
        SessionHeld: handlers.note_held,
        SessionNotHeld: handlers.note_not_held,
    },
    personal_data=(
        PersonalData(
            collection="sessions",
            label=N_("Sessions that you lead"),
            shown={"organisation": N_("Workplace"), "start": N_("When")},
            by_id=("supervisors",),
        ),
    ),
    prepare=(Sessions.prepare,),
)
