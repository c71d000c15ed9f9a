"""What is shown of the answers: only where enough people have given them."""

from services.feedback.answers.model import Answered
from services.feedback.reports import api, handlers
from services.feedback.reports.handlers import show_what_was_kept
from shared.app.service import Part
from shared.web.authorization import COORDINATOR

PART = Part(
    follows={Answered: handlers.renew_figures},
    routers=(api.router,),
    access={"GET /api/summary": COORDINATOR},
    prepare=(show_what_was_kept,),
)
