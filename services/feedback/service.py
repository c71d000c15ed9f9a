"""Feedback at a glance."""

from pathlib import Path

from services.feedback import handlers, pages
from services.feedback.access import ACCESS
from services.feedback.model import InviteToFeedback
from services.feedback.personal_data import PERSONAL_DATA
from services.feedback.store import Store
from shared.app.service import Service
from shared.messages.booking import (
    DebriefingConfirmed,
    NetworkSet,
    PersonErased,
    SessionHeld,
    SessionNotHeld,
    SignedOut,
)
from shared.messages.contracts import DebriefingWithdrawn
from shared.messages.feedback import FeedbackInvited
from shared.people.handlers import end_session, erase_person

SERVICE = Service(
    name="feedback",
    folder=Path(__file__).parent,
    prepare=Store.prepare,
    consumes={
        SignedOut: end_session,
        NetworkSet: handlers.follow_network,
        PersonErased: erase_person,
        DebriefingConfirmed: handlers.plan_invitation,
        DebriefingWithdrawn: handlers.forget_invitation,
        SessionHeld: handlers.note_mark,
        SessionNotHeld: handlers.note_mark,
    },
    timers={InviteToFeedback: handlers.invite},
    publishes=(FeedbackInvited,),
    routers=(pages.router,),
    access=ACCESS,
    personal_data=PERSONAL_DATA,
)
