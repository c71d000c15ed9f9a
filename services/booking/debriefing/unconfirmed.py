"""A request of which nobody knows whose it is: until its link is opened, or the coordinator lets it through, only the
first wave is asked, and at night nobody where the network wants it so.
"""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.booking.debriefing.leader_news import beside, beside_invited
from services.booking.debriefing.lifecycle import Decision, NotOpenError, to_coordinator
from services.booking.debriefing.model import Case, CaseState
from services.booking.links import Links
from services.booking.network.model import Network


def is_known(case: Case) -> bool:
    """Whether somebody knows whose request it is: it is asked about without reserve."""
    return case.need.verified or case.need.vouched or case.released


def is_held_back(case: Case) -> bool:
    """Whether nobody more is asked: the first wave of the waves under way has been."""
    return not is_known(case) and case.wave > case.earlier_waves


def held_until(case: Case, network: Network, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Until when nobody is woken for it; None where its first wave may be asked now."""
    local = now.astimezone(zone)
    if is_known(case) or network.unconfirmed_at_night == "ask" or not network.is_night(now, zone):
        return None
    day = local.date() + timedelta(days=local.hour >= network.night_begins)
    return datetime.combine(day, time(network.day_begins), zone).astimezone(UTC)


def held_back(case: Case, links: Links, now: datetime) -> Decision:
    """The first wave has been asked, and that is all: a person must call, or let it through."""
    return to_coordinator(case, "not_confirmed", links, now)


def confirmed(case: Case, links: Links, *, speaks: bool) -> Decision:
    """The contact's address is theirs; where it was held back for that, others are asked from here on, and who leads
    beside ours is told now.
    """
    known = {"verified": True, "speaks_for_organisation": speaks or case.need.speaks_for_organisation}
    done = _let_go(case.model_copy(update={"need": case.need.model_copy(update=known)}))
    invited = None if beside(case) else beside_invited(done.case, links)
    return replace(done, events=(*done.events, invited)) if invited else done


def released(case: Case) -> Decision:
    """The coordinator lets it through. Raises NotOpenError where it is over, or nothing holds it back."""
    if is_known(case) or case.state is CaseState.WITHDRAWN:
        raise NotOpenError
    return _let_go(case.model_copy(update={"released": True}))


def _let_go(case: Case) -> Decision:
    if case.needs != "not_confirmed":
        return Decision(case)
    return Decision(case.transition(CaseState.SEARCHING).model_copy(update={"needs": None}))
