"""How far a debriefing has come: a fold over the facts heard of it.

Facts arrive in any order and more than once, so nothing here depends on the order of arrival: of two facts of booking's
case the one with the later revision is the newer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from services.contracts.debriefings.model import (
    Closed,
    Confirmed,
    Contacted,
    Fact,
    Found,
    LinkAwaited,
    Needed,
    Offered,
    Released,
    State,
    Supervisor,
    Unreached,
    Verified,
    Withdrawn,
)
from services.contracts.debriefings.timeline import TimelineEntry, timeline
from shared.messages.booking import CoordinatorReason

# The facts whose kinds are `TURNING`.
TURNS = (Confirmed, Found, Needed, Contacted, Offered, Released)
R = TypeVar("R", Confirmed, Found, Released)
# What becomes of an offer is told by counts.
BETWEEN_THEM = ("offered", "delivered", "undelivered", "declined", "lapsed", "filled")
NOBODY = Supervisor(id="", name="–")


@dataclass(frozen=True, slots=True)
class Progress:
    """What the live page shows. `needs`: why a person must help; `asked`: how many offers were made; `missing`: how
    many leaders still, once one is found; `answer_by`: until when the `waiting` may answer; `unreachable`: the
    requester's own address was refused.
    """

    state: State
    confirmed: Confirmed | None
    timeline: tuple[TimelineEntry, ...]
    needs: CoordinatorReason | None = None
    asked: int = 0
    found: Found | None = None
    answer_by: datetime | None = None
    waiting: frozenset[str] = frozenset()
    waits_for_link: bool = False
    contact_made: bool = False
    unreachable: bool = False


def progress(facts: Iterable[Fact]) -> Progress:
    """The same for the same facts, in whatever order and however often they came."""
    known = frozenset(facts)
    state, needs = _standing(known)
    waiting = _waiting(known) if state == "searching" else []
    kinds = {type(fact) for fact in known}
    released, confirmed, found = _latest(known, Released), _latest(known, Confirmed), _latest(known, Found)
    if released is not None:
        confirmed = confirmed if confirmed is not None and confirmed.revision >= released.revision else None
        found = found if found is not None and found.revision >= released.revision else _still_found(released)
    if confirmed is not None and found is not None and found.revision > confirmed.revision:
        confirmed = None
    talked = {fact.revision for fact in known if isinstance(fact, Contacted)}
    return Progress(
        state=state,
        confirmed=confirmed if state != "withdrawn" else None,
        timeline=timeline(known),
        needs=needs,
        asked=sum(len(fact.asked) for fact in known if isinstance(fact, Offered)),
        found=found if confirmed is None and state != "withdrawn" else None,
        answer_by=max((until for until, _ in waiting), default=None),
        waiting=frozenset(name for _, name in waiting),
        waits_for_link=state == "searching" and LinkAwaited in kinds and Verified not in kinds,
        contact_made=bool(talked) and (released is None or released.contact_made or max(talked) > released.revision),
        unreachable=any(isinstance(fact, Unreached) and fact.about == "contact" for fact in known),
    )


def nameless(view: Progress) -> Progress:
    """The same without who comes and how they are reached."""
    confirmed, found = view.confirmed, view.found
    return replace(
        view,
        confirmed=_linkless(confirmed) if confirmed else None,
        found=found.model_copy(update={"supervisor": NOBODY}) if found else None,
        timeline=tuple(replace(entry, supervisor=None, each=()) for entry in view.timeline),
        waiting=frozenset(),
    )


def _linkless(confirmed: Confirmed) -> Confirmed:
    """Whoever typed a stranger's address meets nobody."""
    place = confirmed.place.model_copy(update={"link": None})
    return confirmed.model_copy(update={"supervisors": (), "place": place})


def discreet(view: Progress) -> Progress:
    """The same with how many were asked and could not come, not who: that is between them and the network."""
    told = tuple(
        replace(entry, supervisor=None, each=()) if entry.what in BETWEEN_THEM else entry for entry in view.timeline
    )
    return replace(view, timeline=told, waiting=frozenset())


def _standing(facts: frozenset[Fact]) -> tuple[State, CoordinatorReason | None]:
    """The state after every fact, by the case's revision. Withdrawn is the end, whatever is still on its way."""
    if any(isinstance(fact, Withdrawn) for fact in facts):
        return "withdrawn", None
    state: State = "searching"
    needs: CoordinatorReason | None = None
    told = 0
    turning = [fact for fact in facts if isinstance(fact, TURNS)]
    # In one change a leader is released first, and then others are asked or a person is needed.
    for fact in sorted(turning, key=lambda fact: (fact.revision, not isinstance(fact, Released), fact.at, fact.kind)):
        if isinstance(fact, Needed):
            state, needs, told = "needs_coordinator", fact.reason, fact.revision
        elif isinstance(fact, Released):
            state, needs = "searching", None
        elif isinstance(fact, Found):
            state = "searching" if state == "confirmed" else state  # more leaders are wanted than there were
            needs = "second_leader_missing" if needs in ("nobody_accepted", "too_few") else needs
        elif isinstance(fact, Offered):
            # Those who fit are asked in the same change that says that they are too few.
            asked_with_it = needs == "too_few" and fact.revision == told
            if state == "needs_coordinator" and needs != "contact_not_made" and not asked_with_it:
                state, needs = "searching", None  # the coordinator lets supervisors be asked again
        elif isinstance(fact, Confirmed) or needs == "contact_not_made":
            state, needs = "confirmed", None
    return state, needs


def _still_found(released: Released) -> Found | None:
    """Who leads still, as if they had just been found."""
    if not released.remaining or released.starts_at is None:
        return None
    return Found(
        revision=released.revision,
        at=released.at,
        supervisor=released.remaining[0],
        starts_at=released.starts_at,
        missing=released.missing,
    )


def latest_confirmed(facts: Iterable[Fact]) -> Confirmed | None:
    """What it was confirmed for last."""
    return _latest(facts, Confirmed)


def _latest(facts: Iterable[Fact], kind: type[R]) -> R | None:
    found = [fact for fact in facts if isinstance(fact, kind)]
    return max(found, key=lambda fact: (fact.revision, fact.at), default=None)


def _waiting(facts: frozenset[Fact]) -> list[tuple[datetime, str]]:
    """Who may still answer, and until when."""
    answered = {each.offer_id for fact in facts if isinstance(fact, Closed) for each in fact.closed}
    answered |= {fact.reference for fact in facts if isinstance(fact, Unreached) and fact.about == "offer"}
    leading = {fact.supervisor.id for fact in facts if isinstance(fact, Found)}
    return [
        (fact.answer_by, asked.name)
        for fact in facts
        if isinstance(fact, Offered)
        for asked in fact.asked
        if asked.offer_id not in answered and asked.supervisor_id not in leading
    ]
