"""What is shown of the answers: only as cells of enough people, and made of nothing else."""

from services.feedback.reports import api, pages
from shared.app.service import Part
from shared.i18n import N_
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR, SIGNED_IN, only

PART = Part(
    pages=(
        NavigationEntry("/feedback/reports", N_("Reports"), "reports", ("orderer",)),
        NavigationEntry("/feedback/reports/network", N_("Reports"), "network", ("coordinator",), 60),
        NavigationEntry("/feedback/reports/mine", N_("Reports"), "reports", ("supervisor",), 40),
    ),
    routers=(api.router, pages.router),
    access={
        "GET /api/summary": COORDINATOR,
        "GET /api/reports": COORDINATOR,
        "GET /reports": SIGNED_IN,
        "GET /reports/network": COORDINATOR,
        "GET /reports/network/figures.csv": COORDINATOR,
        "GET /reports/mine": only("supervisor"),
        "GET /reports/mine/figures.csv": only("supervisor"),
        "GET /reports/{organisation}": only("orderer"),
        "GET /reports/{organisation}/figures.csv": only("orderer"),
    },
)
