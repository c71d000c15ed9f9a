"""Who is asked, by a link of their own, and who has answered: never what."""

from services.feedback.invitations import handlers
from services.feedback.invitations.model import InviteToFeedback
from services.feedback.invitations.store import Courses, Invitations
from services.feedback.rounds.model import DebriefingMarked, RemindNow, RoundOpened, RoundVoid
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import DebriefingConfirmed
from shared.messages.contracts import DebriefingWithdrawn
from shared.messages.feedback import AnswersWished, FeedbackInvited, FeedbackReminded
from shared.people.personal_data import PersonalData

PART = Part(
    consumes={
        DebriefingConfirmed: handlers.plan_invitation,
        DebriefingWithdrawn: handlers.forget_invitation,
    },
    timers={InviteToFeedback: handlers.invite},
    follows={
        DebriefingMarked: handlers.note_mark,
        RoundOpened: handlers.ask,
        RemindNow: handlers.remind,
        RoundVoid: handlers.forget_round,
    },
    publishes=(FeedbackInvited, AnswersWished, FeedbackReminded),
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
    prepare=(Invitations.prepare, Courses.prepare),
)
