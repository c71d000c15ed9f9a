"""What the coordinator's desk shows: which cases come first, how long it takes to find leaders, whom to suggest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from services.booking.debriefing import routing
from services.booking.debriefing.model import Case, CaseOffer, Evaluation, OfferState
from services.booking.debriefing.routing import Candidacy, Candidate
from services.booking.network.model import Network

MOST_SUGGESTED = 12


@dataclass(frozen=True, slots=True)
class Waits:
    """From request to the last leader: how many cases, and within what time a half and 95 of 100 were confirmed."""

    count: int
    half: timedelta
    most: timedelta


def waits(measured: Iterable[timedelta]) -> Waits | None:
    """The waits summed up by the nearest rank; None where nothing was confirmed."""
    known = sorted(measured)
    return Waits(len(known), _rank(known, 50), _rank(known, 95)) if known else None


def _rank(known: Sequence[timedelta], percent: int) -> timedelta:
    return known[max(0, ceil(len(known) * percent / 100) - 1)]


def came_back(cases: Iterable[Case]) -> int:
    """How many of these cases' letters reached nobody."""
    return sum(
        len(case.unreached) + sum(1 for offer in case.offers if offer.state is OfferState.UNDELIVERED) for case in cases
    )


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave of a case: who was asked and what became of it; who was looked at and passed over, and why."""

    number: int
    offers: tuple[CaseOffer, ...]
    passed_over: tuple[Evaluation, ...]

    @property
    def by_hand(self) -> bool:
        """Nobody was asked: the coordinator gave the case to these."""
        return bool(self.offers) and not self.passed_over and all(offer.by_hand for offer in self.offers)


def waves(case: Case, considered: Sequence[Evaluation]) -> list[Wave]:
    """A case's waves, the latest first. Who was given the case by hand is with the wave after the last one asked."""
    numbers = {offer.wave for offer in case.offers} | {each.wave for each in considered}
    return [
        Wave(
            number,
            tuple(offer for offer in case.offers if offer.wave == number),
            tuple(each for each in considered if each.wave == number and each.why != ("asked",)),
        )
        for number in sorted(numbers, reverse=True)
    ]


def could_lead(
    candidates: Iterable[Candidate], case: Case, network: Network, zone: ZoneInfo, now: datetime
) -> list[Candidacy]:
    """Those who could be given the case by hand: they qualify and have a time, were they asked or not."""
    leading = {leader.supervisor_id for leader in case.leaders}
    weighed = [routing.evaluate(each, case, network, zone, now) for each in candidates]
    return [
        choice
        for choice in weighed
        if choice.starts
        and choice.candidate.supervisor.id not in leading
        and not set(choice.why_not) - {"already_asked", "conflict_of_interest"}
    ]


def suggested(able: Iterable[Candidacy], now: datetime) -> list[Candidacy]:
    """The best of them first, as many as are shown."""
    return sorted(able, key=lambda choice: (choice.why_not, routing.order(choice, now)))[:MOST_SUGGESTED]
