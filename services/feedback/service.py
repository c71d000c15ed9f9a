"""Feedback at a glance."""

from pathlib import Path

from services.feedback import handlers, pages
from services.feedback.model import InviteToFeedback
from services.feedback.store import Store
from shared.messages.booking import DebriefingConfirmed
from shared.messages.contracts import DebriefingWithdrawn
from shared.messages.feedback import FeedbackInvited
from shared.service import Service

SERVICE = Service(
    name="feedback",
    folder=Path(__file__).parent,
    store=Store,
    prepare=Store.prepare,
    hears={
        DebriefingConfirmed: handlers.plan_invitation,
        DebriefingWithdrawn: handlers.forget_invitation,
    },
    timers={InviteToFeedback: handlers.invite},
    announces=(FeedbackInvited,),
    routers=(pages.router,),
)
