"""Sessions at their end: one in which the supervisor says how many are there, one with its codes."""

from datetime import timedelta

from services.feedback.rounds.model import Meeting
from services.feedback.rounds.store import Meetings
from shared.clock import utc_now
from shared.people.person import Person
from shared.store.mongo import Tx
from tests.journeys.story import JSON, Story, path_of

ORGANISATION = "Varsinais-Suomen hyvinvointialueen lastensuojelun avopalvelut"


async def codes(story: Story, supervisor: Person) -> dict[str, str]:
    """The pages of codes, and the one that a code opens."""
    tx, now = Tx(story.network.database("feedback")), utc_now()
    for name in ("counted", "uncounted"):
        meeting = Meeting(
            id=name,
            sequence=0,
            process=name,
            organisation=ORGANISATION,
            supervisors=("aino",),
            guest=None,
            start=now - timedelta(minutes=80),
            end=now + timedelta(minutes=10),
        )
        await Meetings(tx).save(meeting)
    here = "/feedback/codes"
    async with story.network.browser(supervisor) as browser:
        made = await browser.post(f"{here}/counted", json={"present": 7}, headers=JSON)
    return {
        "supervisor-codes": here,
        "supervisor-code-count": f"{here}/uncounted",
        "supervisor-code": f"{here}/counted?n=3",
        "supervisor-code-last": f"{here}/counted?n=7",
        "supervisor-code-sheet": f"{here}/counted/sheet",
        "feedback-code": path_of(made.json()["links"][0]),
    }
