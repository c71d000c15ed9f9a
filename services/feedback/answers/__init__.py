"""What people think: kept without them, sealed until there is enough of it, and nothing leads to whose."""

from services.feedback.answers import handlers, pages
from services.feedback.answers.migration import take_over
from services.feedback.answers.model import PoolsPassOn
from services.feedback.answers.store import Ballots, Cells
from services.feedback.rounds.model import RoundClosed, RoundVoid
from shared.app.service import Part
from shared.web.security.authorization import LINK

PART = Part(
    follows={RoundClosed: handlers.count_round, RoundVoid: handlers.destroy_ballots},
    timers={PoolsPassOn: handlers.pass_pools_on},
    routers=(pages.router,),
    access={
        "GET /answers/{token}": LINK,
        "POST /answers/{token}": LINK,
        "GET /c/{token}": LINK,
        "POST /c/{token}": LINK,
    },
    prepare=(Ballots.prepare, Cells.prepare, take_over),
    background=(handlers.passing_on,),
)
