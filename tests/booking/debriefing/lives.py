"""A case lived through by rules alone, with a calendar and a mailbox beside it: what people were asked and told."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.booking.calendar.model import Session
from services.booking.debriefing import leading, lifecycle, mending, routing
from services.booking.debriefing.leading import BegunError, LeadsAlreadyError, NotLeadingError
from services.booking.debriefing.lifecycle import Decision, NotOfferedError, NotOpenError
from services.booking.debriefing.mending import NoTimeYetError
from services.booking.debriefing.model import Case, CaseOffer, CaseState
from services.booking.debriefing.routing import Candidacy, Candidate
from shared.messages.booking import (
    CoordinatorNeeded,
    DebriefingConfirmed,
    DebriefingOffered,
    Interval,
    LeaderFound,
    LeaderReleased,
    OfferClosed,
)
from shared.messages.contracts import DebriefingChanged, Place
from tests.booking.build import HELSINKI, LINKS, NETWORK, NOW, candidates, need, supervisor

NAMES = ("aino", "mikael", "sari", "johan", "leena")
REFUSED = (NotOpenError, NotOfferedError, NotLeadingError, BegunError, LeadsAlreadyError, NoTimeYetError)
TIMES = tuple(NOW + timedelta(hours=hours) for hours in (24, 27, 30, 48, 51))


@dataclass
class Life:
    """A case, its calendar, and what was said of it."""

    leaders: int = 2
    now: datetime = NOW
    case: Case = field(init=False)
    calendar: Session | None = None
    told: list[Any] = field(default_factory=list)
    sessions: int = 0
    orders: int = 0

    def __post_init__(self) -> None:
        self.case = lifecycle.opened(need(leaders=self.leaders))
        self._then(Decision(self.case))

    def do(self, deed: str, name: str, pick: int) -> None:
        """One thing that somebody does; what is refused changes nothing."""
        before = lifecycle.next_revision(self.case)
        try:
            decision = self._decide(before, deed, name, pick)
        except REFUSED:
            return
        self._then(decision)

    def _then(self, decision: Decision) -> None:
        """As the handlers go on: ask wave after wave, and keep the calendar."""
        while lifecycle.wants_asking(decision.case):
            waves = NETWORK.waves[decision.case.wave - decision.case.earlier_waves :]
            if not waves:
                decision = decision.then(lifecycle.given_up(decision.case, LINKS, self.now))
                break
            chosen, seen = routing.choose(candidates(*NAMES), decision.case, NETWORK, 2, HELSINKI, self.now)
            offers = routing.offers(chosen, decision.case, LINKS.answer_key, self.now)
            decision = decision.then(
                lifecycle.asked(decision.case, waves[0], offers, seen, NETWORK, LINKS, self.now, HELSINKI)
            )
        self.calendar = None if decision.freed else decision.session or self.calendar
        self.case = decision.case
        self.told += decision.events
        self.now += timedelta(minutes=1)

    def _decide(self, case: Case, deed: str, name: str, pick: int) -> Decision:
        if deed in ("accept", "decline", "contact", "step down"):
            return self._answered(case, deed, self._offer(case, name, pick), pick)
        if deed == "give":
            slot = case.slot or self._slot(pick)
            return leading.assigned(case, self._by_hand(case, name, slot), slot, LINKS, self._session(), self.now)
        if deed == "replace":
            if not case.leaders or case.slot is None:
                raise NotLeadingError
            leader = case.leaders[pick % len(case.leaders)]
            return mending.replaced(case, leader, self._by_hand(case, name, case.slot), LINKS, self.now)
        return self._turned(case, deed, pick)

    def _turned(self, case: Case, deed: str, pick: int) -> Decision:
        """What time and the coordinator do to the whole case."""
        over = case.state is CaseState.WITHDRAWN or pick > 0
        if (deed == "withdraw" and over) or (deed == "missed" and not leading.contact_is_due(case)):
            raise NotOpenError
        turns: dict[str, Callable[[], Decision]] = {
            "lapse": lambda: lifecycle.lapsed(case, self.now),
            "withdraw": lambda: lifecycle.withdrawn(case, self.now),
            "missed": lambda: leading.contact_missed(case, LINKS, self.now),
            "ask again": lambda: lifecycle.asked_again(case),
            "change": lambda: mending.changed(case, self._changed(case, pick), LINKS, self.now),
            "move": lambda: mending.moved(case, self._slot(pick), LINKS, self.now),
        }
        return turns[deed]()

    def _answered(self, case: Case, deed: str, offer: CaseOffer, pick: int) -> Decision:
        """What somebody who was asked does."""
        if deed == "accept":
            start = offer.slots[pick % len(offer.slots)]
            return leading.accepted(case, offer, start, NETWORK, LINKS, self._session(), self.now)
        if deed == "decline":
            return lifecycle.declined(case, offer, self.now)
        if deed == "contact":
            return leading.contacted(case, offer, self.now)
        if case.state is CaseState.WITHDRAWN:
            raise NotLeadingError
        return leading.released(case, offer, LINKS, self.now)

    def _offer(self, case: Case, name: str, pick: int) -> CaseOffer:
        """One of their links, an old one too."""
        theirs = [offer for offer in case.offers if offer.supervisor_id == name]
        if not theirs:
            raise NotOpenError
        return theirs[pick % len(theirs)]

    def _by_hand(self, case: Case, name: str, slot: Interval) -> CaseOffer:
        choice = Candidacy(Candidate(supervisor(name), ()), (slot.start,), ())
        return routing.offers([choice], case, LINKS.answer_key, self.now)[0]

    def _slot(self, pick: int) -> Interval:
        start = TIMES[pick % len(TIMES)]
        return Interval(start=start, end=start + NETWORK.length)

    def _changed(self, case: Case, pick: int) -> DebriefingChanged:
        """The order with something else in it."""
        self.orders += 1
        self.told.append(self.orders)  # a round of its own
        places = (Place(municipality="Lieto", region="02"), Place(remote=True))
        return DebriefingChanged(
            debriefing_id=case.id,
            revision=self.orders,
            organisation=case.need.organisation,
            contact=case.need.contact,
            place=places[pick % 2],
            participants=9,
            languages=case.need.languages,
            leaders=1 if pick // 2 % 2 else 2,
            window=case.need.window,
            changed=(),
            changed_at=self.now,
            status_link=case.need.status_link,
        )

    def _session(self) -> str:
        self.sessions += 1
        return f"s{self.sessions}"

    # What people know, by what they were told

    def known_slot(self, name: str) -> Interval | None:
        """The time that a leader was told last; None for who was told that they lead no more."""
        known: Interval | None = None
        for event in self.told:
            if isinstance(event, DebriefingConfirmed):
                known = event.slot if name in [each.supervisor_id for each in event.leaders] else known
            elif isinstance(event, LeaderFound) and event.leader.supervisor_id == name:
                known = event.slot
            elif isinstance(event, OfferClosed):
                ended = [each.supervisor_id for each in event.closed if each.led]
                known = None if name in ended else known
        return known

    def known_place(self, name: str) -> Place | None:
        """Where a leader was told last that it is; None where they look at their page, which says it."""
        known: Place | None = None
        for event in self.told:
            if isinstance(event, DebriefingConfirmed):
                known = event.place if name in [each.supervisor_id for each in event.leaders] else known
            elif isinstance(event, LeaderFound):
                known = event.place if event.leader.supervisor_id == name else known
        return known

    def known_to_contact(self) -> str:
        """How the workplace was told that it stands."""
        stands = "searching"
        for event in self.told:
            if isinstance(event, DebriefingConfirmed):
                stands = f"confirmed {event.slot.start} {sorted(each.supervisor_id for each in event.leaders)}"
            elif isinstance(event, LeaderFound) or (isinstance(event, LeaderReleased) and event.successor is None):
                stands = "searching"
        return stands

    def asked_for(self) -> Counter[tuple[str, int]]:
        """How often each was asked, in each round that the coordinator or a change began."""
        rounds: Counter[tuple[str, int]] = Counter()
        nth = 0
        for event in self.told:
            moved = isinstance(event, LeaderFound | DebriefingConfirmed) and event.was is not None
            if moved or isinstance(event, CoordinatorNeeded | LeaderReleased | int):
                nth += 1
            elif isinstance(event, DebriefingOffered):
                rounds.update((offer.supervisor_id, nth) for offer in event.offers)
        return rounds
