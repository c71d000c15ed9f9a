"""Whom to ask, and when: the contact of a debriefing, some weeks later."""

from services.feedback.invitations import handlers
from services.feedback.invitations.model import InviteToFeedback
from services.feedback.invitations.store import Invitations
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import DebriefingConfirmed, SessionHeld, SessionNotHeld
from shared.messages.contracts import DebriefingWithdrawn
from shared.messages.feedback import FeedbackInvited
from shared.people.personal_data import PersonalData

PART = Part(
    consumes={
        DebriefingConfirmed: handlers.plan_invitation,
        DebriefingWithdrawn: handlers.forget_invitation,
        SessionHeld: handlers.note_mark,
        SessionNotHeld: handlers.note_mark,
    },
    timers={InviteToFeedback: handlers.invite},
    publishes=(FeedbackInvited,),
    personal_data=(
        PersonalData(
            collection="invitations",
            label=N_("Questions put to you"),
            shown={
                "organisation": N_("Workplace"),
                "contact.name": N_("Name"),
                "contact.email": N_("E-mail"),
                "contact.phone": N_("Phone"),
                "due": N_("When"),
                "answered": N_("Answered"),
            },
            by=("contact.email",),
            erasing="remove",
        ),
    ),
    prepare=(Invitations.prepare,),
)
