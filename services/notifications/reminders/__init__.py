"""Reminders of sessions, set by what is heard of them: a session that is moved or cancelled takes its own with it."""

from services.notifications.reminders import handlers
from services.notifications.reminders.model import RemindOfSession
from services.notifications.reminders.store import Reminders
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import SessionCancelled, SessionMoved, SessionsScheduled
from shared.people.personal_data import PersonalData

PART = Part(
    follows={
        SessionsScheduled: handlers.set_reminders,
        SessionMoved: handlers.set_reminders,
        SessionCancelled: handlers.set_reminders,
    },
    timers={RemindOfSession: handlers.remind_of_session},
    personal_data=(
        PersonalData(
            collection="reminders",
            label=N_("Sessions that you are reminded of"),
            shown={"facts.organisation": N_("Workplace"), "start": N_("When")},
            by=("facts.hosts.email", "facts.guest.email", "facts.participants.email"),
        ),
    ),
    prepare=(Reminders.prepare,),
)
