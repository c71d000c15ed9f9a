"""References: a client's words in public, with their written consent and for as long as they like."""

from services.feedback.references import api, handlers, pages
from services.feedback.references.store import References
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.feedback import ConsentAsked, ReferenceWithdrawn
from shared.people.personal_data import PersonalData
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR, EVERYBODY, LINK, only

PART = Part(
    pages=(NavigationEntry("/feedback/consents", N_("References"), "network", ("coordinator",), 66),),
    publishes=(ConsentAsked, ReferenceWithdrawn),
    routers=(api.router, pages.router),
    access={
        "GET /references": EVERYBODY,
        "GET /references/feed.json": EVERYBODY,
        "GET /references/{reference_id}": EVERYBODY,
        "GET /references/consent/{token}": LINK,
        "POST /references/consent/{token}": LINK,
        "GET /api/references": COORDINATOR,
        "POST /api/references": COORDINATOR,
        "POST /api/references/{reference_id}/withdraw": COORDINATOR,
        "GET /consents": only("coordinator"),
        "POST /consents": only("coordinator"),
        "GET /consents/{reference_id}": only("coordinator"),
        "POST /consents/{reference_id}/withdraw": only("coordinator"),
    },
    personal_data=(
        PersonalData(
            collection="references",
            label=N_("What you have said in public, and your consent to it"),
            shown={
                "consenter.name": N_("Name"),
                "consenter.email": N_("E-mail"),
                "quote": N_("Words"),
                "said_by": N_("Shown as"),
                "until": N_("Until"),
                "history.what": N_("What became of it"),
                "history.at": N_("When"),
            },
            by=("consenter.email",),
            # What is left says that there was a consent and when it ended: nobody is in it, and nothing is public.
            drops=("quote", "said_by", "history"),
            words={"history.what": handlers.WHAT},
        ),
    ),
    prepare=(References.prepare,),
)
