"""References in each state: asked for, public, withdrawn; the pages of who looks at them."""

from datetime import timedelta

from services.feedback.references.handlers import consent_link
from services.feedback.references.store import References
from shared.clock import utc_now
from shared.store.mongo import Tx
from tests.journeys.story import Story, path_of

QUOTES = (
    "Työnohjaus antoi meille yhteisen kielen vaikeisiin tilanteisiin, ja uskallamme nyt ottaa ne puheeksi ajoissa.",
    "Ryhmämme löysi rajansa ja vahvuutensa. Suosittelen lämpimästi jokaiselle, joka tekee raskasta asiakastyötä.",
    "Nämä sanat on peruttu.",
)


async def references(story: Story) -> dict[str, str]:
    """The pages of references."""
    store = References(Tx(story.network.database("feedback")))
    links, ids = [], []
    for n, quote in enumerate(QUOTES):
        made = await story.post(
            "/feedback/api/references",
            {
                "quote": quote,
                "said_by": f"Lastensuojelun avopalvelujen esihenkilö {n + 1}, Varsinais-Suomen hyvinvointialue",
                "where": ["web", "print"],
                "until": (utc_now() + timedelta(days=700)).date().isoformat(),
                "name": "Maria Koskela",
                "email": "maria.koskela@varha.example",
                "language": "fi",
            },
        )
        found = await store.find(made["id"])
        assert found is not None
        ids.append(made["id"])
        links.append(path_of(consent_link(await story.network.settings_of("feedback"), found)))
    for n, answer in ((1, "consent"), (2, "consent"), (2, "withdraw")):
        await story.network.http.post(links[n], data={"answer": answer, "name": "Maria Koskela"})
    here = "/feedback/consents"
    return {
        "references": "/feedback/references",
        "reference": f"/feedback/references/{ids[1]}",
        "consent-asked": links[0],
        "consent-given": links[1],
        "consent-withdrawn": links[2],
        "coordinator-consents": here,
        "coordinator-consent-asked": f"{here}/{ids[0]}?asked=1",
        "coordinator-consent-withdrawn": f"{here}/{ids[2]}",
    }
