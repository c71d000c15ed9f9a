"""What people think: kept without them, and nothing leads from an answer to who gave it."""

from services.feedback.answers import pages
from services.feedback.answers.store import Answers
from shared.app.service import Part
from shared.web.authorization import LINK

PART = Part(
    routers=(pages.router,),
    access={"GET /answers/{token}": LINK, "POST /answers/{token}": LINK},
    prepare=(Answers.prepare,),
)
