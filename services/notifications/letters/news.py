"""What each event says of the thing it is about: which revision it tells, and what nobody needs to be told any more."""

from services.notifications.letters.model import DrillBegan, News, SessionDrewNear
from services.notifications.writing.model import Kind
from shared.messages.booking import (
    BesideInvited,
    BesideReleased,
    CoordinatorNeeded,
    DebriefingConfirmed,
    DebriefingOffered,
    DutiesChanged,
    DutyGapForeseen,
    LeaderFound,
    LeaderReleased,
    OfferClosed,
    OwnCalendarUnread,
    SeriesUnplaced,
    SessionCancelled,
    SessionMoved,
    SessionsCancelled,
    SessionsScheduled,
    SwapAgreed,
    SwapAsked,
    SwapDeclined,
)
from shared.messages.contracts import (
    Appointment,
    DebriefingChanged,
    DebriefingRequested,
    DebriefingWithdrawn,
    RequesterVerified,
    VerificationNeeded,
)

TOLD_WHEN_CLOSED = ("filled", "withdrawn", "released")
FINAL = 2**53  # the revision of an end that has none of its own: nothing comes after it


def _case(debriefing_id: str) -> str:
    return f"case:{debriefing_id}"


def _session(session_id: str) -> str:
    return f"session:{session_id}"


def verification(event: VerificationNeeded) -> tuple[News, ...]:
    return (News(_case(event.debriefing_id)),)


def requested(event: DebriefingRequested) -> tuple[News, ...]:
    """Whom the coordinator vouches for is no stranger either."""
    return (News(_case(event.debriefing_id), verified=event.verified or event.vouched),)


def changed(event: DebriefingChanged) -> tuple[News, ...]:
    return (News(_case(event.debriefing_id)),)


def verified(event: RequesterVerified) -> tuple[News, ...]:
    return (News(_case(event.debriefing_id), verified=True),)


def offered(event: DebriefingOffered) -> tuple[News, ...]:
    return (News(_case(event.debriefing_id), event.revision),)


def closed(event: OfferClosed) -> tuple[News, ...]:
    """Who closed an offer themselves knows it; a withdrawal is the whole debriefing's, whoever told us of it first."""
    kind: Kind = "no_longer_needed"
    knowing = tuple((each.email, kind) for each in event.closed if each.reason not in TOLD_WHEN_CLOSED)
    over = any(each.reason == "withdrawn" for each in event.closed)
    return (
        News(_case(event.debriefing_id), event.revision, over=over, appointment=event.appointment, knowing=knowing),
    )


def confirmed(event: DebriefingConfirmed) -> tuple[News, ...]:
    appointment = Appointment(
        session_id=event.session_id, starts_at=event.slot.start, ends_at=event.slot.end, place=event.place
    )
    settles: frozenset[Kind] = frozenset({"coordinator"})
    return (News(_case(event.debriefing_id), event.revision, appointment=appointment, settles=settles),)


def of_beside(event: BesideInvited | BesideReleased) -> tuple[News, ...]:
    return (News(_case(event.debriefing_id), event.revision),)


def found(event: LeaderFound) -> tuple[News, ...]:
    return (News(_case(event.debriefing_id), event.revision),)


def released(event: LeaderReleased) -> tuple[News, ...]:
    """The search begins anew."""
    settles: frozenset[Kind] = frozenset({"coordinator"})
    return (News(_case(event.debriefing_id), event.revision, settles=settles),)


def coordinator_needed(event: CoordinatorNeeded) -> tuple[News, ...]:
    return (News(_case(event.debriefing_id), event.revision),)


def withdrawn(event: DebriefingWithdrawn) -> tuple[News, ...]:
    return (News(_case(event.debriefing_id), FINAL, over=True, appointment=event.appointment),)


def scheduled(event: SessionsScheduled) -> tuple[News, ...]:
    told = tuple(News(_session(each.session_id), each.sequence) for each in event.sessions)
    if event.facts.series_id is None or event.facts.process_id is None:
        return told
    return (*told, News(f"series:{event.facts.series_id}"))


def unplaced(event: SeriesUnplaced) -> tuple[News, ...]:
    return (News(f"entitlement:{event.process_id}", event.revision),)


def moved(event: SessionMoved) -> tuple[News, ...]:
    return (News(_session(event.session.session_id), event.session.sequence),)


def near(event: SessionDrewNear) -> tuple[News, ...]:
    return (News(_session(event.session.session_id), event.session.sequence),)


def cancelled(event: SessionCancelled) -> tuple[News, ...]:
    return (News(_session(event.session.session_id), event.session.sequence, over=True),)


def several_cancelled(event: SessionsCancelled) -> tuple[News, ...]:
    """Later than that they were planned."""
    series = event.facts.series_id or event.sessions[0].session_id
    return (News(f"series:{series}", max(each.sequence for each in event.sessions)),)


def drill(event: DrillBegan) -> tuple[News, ...]:
    return (News(f"drill:{event.drill_id}"),)


def calendar_unread(event: OwnCalendarUnread) -> tuple[News, ...]:
    return (News(f"own calendar:{event.supervisor.supervisor_id}", int(event.noticed_at.timestamp())),)


def swap_asked(event: SwapAsked) -> tuple[News, ...]:
    return (News(f"swap:{event.swap_id}"),)


def swap_answered(event: SwapAgreed | SwapDeclined) -> tuple[News, ...]:
    answered: Kind = "swap_agreed" if isinstance(event, SwapAgreed) else "swap_declined"
    return (News(f"swap:{event.swap_id}", 1, knowing=((event.asked.email, answered),)),)


def gap(event: DutyGapForeseen) -> tuple[News, ...]:
    """Each look at the roster names all gaps that it sees, so the latest is all that matters."""
    return (News("roster:gaps", int(event.foreseen_at.timestamp())),)


def duties(event: DutiesChanged) -> tuple[News, ...]:
    """Each tells what changed since the one before: none is stale, but their order matters."""
    return (News(f"duties:{event.supervisor.supervisor_id}"),)
