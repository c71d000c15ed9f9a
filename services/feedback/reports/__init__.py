"""What is shown of the answers: only as cells of enough people, and made of nothing else."""

from services.feedback.reports import api
from shared.app.service import Part
from shared.web.authorization import COORDINATOR

PART = Part(routers=(api.router,), access={"GET /api/summary": COORDINATOR})
