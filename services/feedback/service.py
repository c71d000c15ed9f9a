"""Feedback at a glance."""

from pathlib import Path

from services.feedback import handlers, pages
from services.feedback.access import DOORS
from services.feedback.kept import KEPT
from services.feedback.model import InviteToFeedback
from services.feedback.store import Store
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
from shared.service import Service

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
    doors=DOORS,
    kept=KEPT,
)
