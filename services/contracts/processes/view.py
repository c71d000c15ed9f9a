"""A process as somebody sees it: each what is theirs. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from services.contracts.processes.model import How, Known, Process, ProcessState, SessionOutcome, Viewer
from services.contracts.processes.progress import (
    gap_ahead,
    governed,
    is_near_its_end,
    marks,
    next_evaluation,
    progress,
    term_ends,
)
from shared.messages.base import Instant, Part


class UpcomingSession(Part):
    """A session that is to be."""

    id: str
    start: Instant
    end: Instant


class ThemeCount(Part):
    """How many sessions dealt with a theme."""

    theme: str
    sessions: int


class ProcessView(Part):
    """One process. `chain`: its sessions in a row, by the contract in force. `agreed`: how many sessions, None where
    only a term was; `goals`: None where they are not yours to see; `unmarked`: past sessions of which nobody said
    whether they were held.
    """

    id: str
    title: str
    organisation: str
    form: str
    state: ProcessState
    how: How | None
    contract_id: str
    contracts: tuple[str, ...]
    leaders: tuple[str, ...]
    participants: int
    agreed: int | None
    held: int
    not_held: int
    unmarked: int
    ahead: tuple[UpcomingSession, ...]
    chain: tuple[SessionOutcome, ...]
    renewal_is_near: bool
    themes: tuple[ThemeCount, ...]
    term_ends: Instant | None
    next_evaluation: date | None
    longest_gap_weeks: int | None
    gap_from: Instant | None
    gap_until: Instant | None
    goals: tuple[str, ...] | None
    goals_shared: bool
    interrupted_until: Instant | None
    why: str
    ended_at: Instant | None
    leads: bool


def view(process: Process, sessions: Sequence[Known], viewer: Viewer, now: datetime, zone: ZoneInfo) -> ProcessView:
    """What `viewer` sees of it. Goals are the orderer's to see only where the participants agreed."""
    terms = process.terms
    counted = governed(sessions, terms, zone, is_first=process.is_first_contract)
    far = progress(terms, counted, now)
    leads = viewer.leads(process)
    gap = gap_ahead(terms, sessions, now) if process.state is ProcessState.RUNNING else None
    ended = process.state is ProcessState.ENDED
    return ProcessView(
        id=process.id,
        title=terms.title,
        organisation=terms.organisation,
        form=terms.form,
        state=process.state,
        how=process.how,
        contract_id=terms.contract_id,
        contracts=process.contracts,
        leaders=tuple(each.name for each in process.leaders),
        participants=terms.participants_number,
        agreed=far.agreed,
        held=far.held,
        not_held=far.not_held,
        unmarked=process.unmarked if ended else len(far.unmarked),
        ahead=() if ended else tuple(UpcomingSession(id=each.id, start=each.start, end=each.end) for each in far.ahead),
        chain=marks(terms, counted, now),
        renewal_is_near=process.state is ProcessState.RUNNING and is_near_its_end(terms, far, now, zone),
        themes=tuple(ThemeCount(theme=theme, sessions=dict(far.themes).get(theme, 0)) for theme in terms.themes),
        term_ends=term_ends(terms, zone),
        next_evaluation=None if ended else next_evaluation(terms, now.astimezone(zone).date()),
        longest_gap_weeks=terms.rhythm.longest_gap_weeks,
        gap_from=gap.since if gap else None,
        gap_until=gap.until if gap else None,
        goals=process.goals.points if leads or process.goals.shared else None,
        goals_shared=process.goals.shared,
        interrupted_until=process.until,
        why=process.why if leads else "",
        ended_at=process.ended_at,
        leads=leads,
    )
