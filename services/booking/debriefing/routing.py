"""Whom to ask, in what order, and why: wave after wave until somebody leads, or a person must decide.

Source: the network's rules for urgent debriefings (on duty, competence, languages, region or remote, a free slot, no
conflict of interest, fair load), in waves whose times the network sets.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.booking.debriefing import slots
from services.booking.debriefing.model import Case, CaseOffer, Evaluation, Why
from services.booking.directory.model import Supervisor
from services.booking.network.model import Network
from shared.fields import name_key
from shared.messages.booking import AnswersAwaited, Interval
from shared.messages.contracts import DebriefingRequested

FAIRNESS = timedelta(days=90)
NEVER = datetime.min.replace(tzinfo=UTC)
# Where somebody signed in sees what they are asked for.
ASKED = "/booking/asked"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A supervisor as routing sees them at one moment: `busy` is what sessions and absences take; `duty`: 0 first in
    line, 1 backup, None not on call; `led`: the starts of debriefings that they lead or led, as far back as counts.
    """

    supervisor: Supervisor
    busy: tuple[Interval, ...]
    duty: int | None = None
    led: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidacy:
    """A candidate with the times they could lead, and why they can't where they can't."""

    candidate: Candidate
    starts: tuple[datetime, ...]
    why_not: tuple[Why, ...]


def unfit(
    supervisor: Supervisor, need: DebriefingRequested, network: Network, also_called: Iterable[str] = ()
) -> tuple[Why, ...]:
    """Every reason, the calendar aside, why this supervisor would not be asked; none when they qualify. `also_called`:
    what else the organisation that asks is known by.
    """
    place = need.place
    reachable = supervisor.remote if place.remote else place.region is None or place.region in supervisor.regions
    checks: tuple[tuple[Why, bool], ...] = (
        ("inactive", supervisor.active),
        ("no_debriefing_competence", "debriefing" in supervisor.competences),
        ("language", set(need.languages) <= set(supervisor.languages)),
        ("region", reachable),
        (
            "conflict_of_interest",
            network.conflicts == "ask" or not works_with(supervisor, need.organisation, *also_called),
        ),
    )
    return tuple(why for why, holds in checks if not holds)


def works_with(supervisor: Supervisor, *names: str) -> bool:
    """Whether an organisation, by one of its names, is among those the supervisor works with. Names are compared as
    they look: case, blanks and how letters are composed don't count.
    """
    return not {name_key(name) for name in names}.isdisjoint(name_key(name) for name in supervisor.conflicts)


def evaluate(candidate: Candidate, case: Case, network: Network, zone: ZoneInfo, now: datetime) -> Candidacy:
    """One candidate for a case: their times, and all that speaks against asking them."""
    why_not = list(unfit(candidate.supervisor, case.need, network, case.also_called))
    hours, busy = candidate.supervisor.urgent_hours, with_the_way(candidate, case)
    there = candidate.supervisor.zone(zone)
    starts = slots.free_starts(hours, busy, case.need.window, network.length, zone, now, there)
    if case.slot is not None:
        free = slots.is_free(hours, busy, case.slot, there)
        starts = (case.slot.start,) if free else ()
    if candidate.supervisor.id in case.past_asking:
        why_not.append("already_asked")
    if not starts:
        why_not.append("no_free_slot")
    return Candidacy(candidate, starts, tuple(why_not))


def with_the_way(candidate: Candidate, case: Case) -> tuple[Interval, ...]:
    """What is taken of a candidate's time, and before and after it what they need to reach this debriefing."""
    around = candidate.supervisor.travel(remote=case.need.place.remote)
    before, after = timedelta(minutes=around.before), timedelta(minutes=around.after)
    return tuple(Interval(start=each.start - after, end=each.end + before) for each in candidate.busy)


def load(candidate: Candidate, now: datetime) -> int:
    """Debriefings of the last 90 days and those to come: who has carried least is asked first. One that was withdrawn,
    or given to somebody else, is not among them.
    """
    return sum(1 for start in candidate.led if start > now - FAIRNESS)


def order(choice: Candidacy, now: datetime) -> tuple[int, int, datetime, str]:
    """On call before others, the first in line before the backup; then the least loaded; then who waited longest."""
    supervisor, duty = choice.candidate.supervisor, choice.candidate.duty
    last = max(choice.candidate.led, default=NEVER)
    return (2 if duty is None else duty, load(choice.candidate, now), last, supervisor.id)


def choose(
    candidates: Iterable[Candidate], case: Case, network: Network, most: int, zone: ZoneInfo, now: datetime
) -> tuple[list[Candidacy], list[Evaluation]]:
    """Whom to ask in the next wave, best first, and why each candidate is or isn't among them."""
    return pick((evaluate(each, case, network, zone, now) for each in candidates), case, most, now)


def pick(
    weighed: Iterable[Candidacy], case: Case, most: int, now: datetime
) -> tuple[list[Candidacy], list[Evaluation]]:
    """The same, of candidates that are weighed already."""
    weighed = sorted(weighed, key=lambda choice: order(choice, now))
    able = [choice for choice in weighed if not choice.why_not]
    asked = able[:most]
    beyond = {choice.candidate.supervisor.id for choice in able[most:]}
    return asked, [
        _considered(choice, choice.candidate.supervisor.id in beyond, case.wave + 1, now) for choice in weighed
    ]


def _considered(choice: Candidacy, beyond: bool, wave: int, now: datetime) -> Evaluation:  # noqa: FBT001  # a fact, not a mode
    supervisor = choice.candidate.supervisor
    asked: tuple[Why, ...] = ("too_many",) if beyond else ("asked",)
    return Evaluation(
        supervisor_id=supervisor.id,
        name=supervisor.name,
        wave=wave,
        why=choice.why_not or asked,
        on_duty=choice.candidate.duty is not None,
        load=load(choice.candidate, now),
    )


def offers(choices: Sequence[Candidacy], case: Case, key: Callable[[str], str], now: datetime) -> tuple[CaseOffer, ...]:
    """An offer for each choice. `key` gives the digest of an offer's link; ids count on from the case's own."""
    already = len(case.offers)
    return tuple(
        CaseOffer(
            id=(offer_id := f"{case.id}-{already + n}"),
            key=key(offer_id),
            supervisor_id=choice.candidate.supervisor.id,
            name=choice.candidate.supervisor.name,
            email=choice.candidate.supervisor.email,
            language=choice.candidate.supervisor.language,
            phone=choice.candidate.supervisor.phone,
            wave=case.wave + 1,
            slots=choice.starts,
            travel=choice.candidate.supervisor.travel(remote=case.need.place.remote),
            offered_at=now,
        )
        for n, choice in enumerate(choices)
    )


def awaited(before: Case, after: Case, now: datetime) -> tuple[AnswersAwaited, ...]:
    """Who has still to answer, said to every service for a line on their pages: the whole each time, nothing where
    nothing has changed.
    """
    was, will = _awaited(before), _awaited(after)
    if was == will:
        return ()
    people, until = will
    event = AnswersAwaited(about=after.id, revision=after.revision, people=people, until=until, page=ASKED, said_at=now)
    return (event,)


def _awaited(case: Case) -> tuple[tuple[str, ...], datetime | None]:
    people = tuple(sorted(offer.email for offer in case.open_offers))
    return people, case.answer_by if people else None
