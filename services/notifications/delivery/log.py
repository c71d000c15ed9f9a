"""The log of letters: what was sent to whom about what, and what became of it. Never what it said: that is gone."""

from collections.abc import Mapping
from typing import Any, Literal, get_args

from services.notifications.writing.model import Lane
from shared.fields import address_key, address_on_the_wire
from shared.i18n import N_, Words
from shared.messages.base import Instant, Part
from shared.store.mongo import DESCENDING, Document, Tx

State = Literal[
    "pending",
    "accepted",
    "refused",
    "superseding",
    "superseded",
    "withheld",
    "bounced",
    "complained",
    "suppressed",
    "unwanted",
]
SHOWN = 50
# What a letter can be about, by the id that stands in the address of its page.
THINGS = ("case", "session", "swap", "drill")

STATES: Words = {
    "pending": N_("Waits to be sent"),
    "accepted": N_("The mail server has taken it"),
    "refused": N_("Refused for good"),
    "superseding": N_("No longer needed"),
    "superseded": N_("No longer needed"),
    "bounced": N_("Came back: it reached nobody"),
    "complained": N_("Reported as unwanted"),
    "suppressed": N_("Not sent: mail to this address comes back"),
    "unwanted": N_("Not sent: its reader does not want such messages"),
    "withheld": N_("Held back: the address is nobody's that we know"),
}
KIND_NAMES: Mapping[str, Any] = {
    "received": N_("Request received"),
    "verify_first": N_("Please confirm your request"),
    "offered": N_("Offer to lead a debriefing"),
    "no_longer_needed": N_("Not needed any more"),
    "looking_again": N_("Another supervisor is looked for"),
    "time_withdrawn": N_("The time does not hold"),
    "co_leader_released": N_("The second leader can't come"),
    "confirmed_requester": N_("Debriefing confirmed"),
    "confirmed_leader": N_("You lead the debriefing"),
    "confirmed_beside": N_("You lead the debriefing"),
    "coordinator": N_("The coordinator is needed"),
    "person_looking": N_("The coordinator looks for a supervisor"),
    "withdrawn": N_("Request withdrawn"),
    "feedback": N_("A question afterwards"),
    "sign_in": N_("Link for signing in"),
    "invited": N_("Invitation to the network"),
    "address_dead": N_("An address fails"),
    "drill": N_("A rehearsal"),
    "duty_near": N_("On call from tomorrow"),
    "calendar_unread": N_("Own calendar can't be read"),
    "duty_gap": N_("Nobody on call"),
    "duties_changed": N_("Duties on call have changed"),
    "swap_asked": N_("A swap is asked for"),
    "swap_agreed": N_("A swap is agreed"),
    "swap_declined": N_("A swap is declined"),
    "session_scheduled": N_("Session booked"),
    "session_moved": N_("Session has a new time"),
    "session_cancelled": N_("Session cancelled"),
    "session_near": N_("Reminder of a session"),
    "sessions_cancelled": N_("Several sessions are cancelled"),
    "series_planned": N_("All dates of a contract"),
    "series_unplaced": N_("Dates of a contract to choose"),
    "feedback_reminded": N_("Reminder to give feedback"),
    "answers_wished": N_("Feedback is asked for"),
    "report_ready": N_("A report is ready"),
    "consent_asked": N_("A consent is asked for"),
    "reference_withdrawn": N_("A reference is withdrawn"),
    "request_changed": N_("The request was changed"),
    "leader_found": N_("You lead a debriefing"),
    "signature_awaited": N_("A contract to sign"),
    "contract_declined": N_("A contract was returned unsigned"),
    "contract_lapsed": N_("A contract was not signed in time"),
    "contract_withdrawn": N_("A contract is not to be signed any more"),
    "contract_signed": N_("A contract signed by all"),
    "process_interrupted": N_("A process is interrupted"),
    "process_resumed": N_("A process goes on"),
    "process_ended": N_("A process has ended"),
    "process_gap": N_("A long pause of a process"),
    "marks_awaited": N_("Was it held?"),
    "inquiry_received": N_("An inquiry has arrived"),
    "inquiry_arrived": N_("A new inquiry"),
    "inquiry_offered": N_("An inquiry is offered"),
    "inquiry_answered": N_("An answer to an inquiry"),
    "inquiry_matched": N_("A supervisor for an inquiry"),
    "inquiry_yours": N_("An inquiry is given to a supervisor"),
    "inquiry_over": N_("An inquiry needs no answer"),
    "inquiry_withdrawn": N_("An inquiry is withdrawn"),
    "inquiry_closed": N_("An inquiry is closed"),
}


class Sent(Part):
    """One letter as the log has it. `code` is the mail server's, where it refused; `presumed`: all of it was handed
    over, but the answer was lost; `reply` is what the server said, `status` and `returned_at` stand where it
    came back, `deferrals` how often it put the letter off;
    `thing` is `case:<id>` and the like.
    """

    id: str
    to: str
    kind: str
    lane: Lane
    state: State
    written_at: Instant
    settled_at: Instant | None = None
    code: int | None = None
    presumed: bool = False
    reply: str = ""
    status: str = ""
    returned_at: Instant | None = None
    deferrals: int = 0
    thing: str = ""
    debriefing_id: str = ""


class Search(Part):
    """What is looked for, each where it is given: whose, about what (an id), in which state, written before when."""

    to: str = ""
    about: str = ""
    state: State | None = None
    before: Instant | None = None


class Log:
    """Reads letters outside of any transaction."""

    def __init__(self, tx: Tx) -> None:
        self._letters = tx.database["letters"]

    async def find(self, search: Search) -> list[Sent]:
        """The latest that fit, the latest first, at most `SHOWN` and one more, which shows that there are others."""
        found = self._letters.find(_wanted(search), {"facts": 0}).sort("written_at", DESCENDING).limit(SHOWN + 1)
        return [Sent.model_validate({"id": each["_id"], **each}) for each in await found.to_list(SHOWN + 1)]


def _wanted(search: Search) -> Document:
    known: dict[str, Any] = {}
    if search.to:
        one = address_key(search.to)
        known["to"] = {"$in": sorted({one, address_on_the_wire(one)})}
    if search.about:
        known["thing"] = {"$in": [f"{thing}:{search.about}" for thing in THINGS]}
    if search.state is not None:
        same = [each for each in get_args(State) if STATES[each] == STATES[search.state]]
        known["state"] = {"$in": same}
    if search.before is not None:
        known["written_at"] = {"$lt": search.before}
    return known
