"""Who of those whose turn it is can come: active, trained for debriefings, not away. Nobody else is ever named as on
duty, by anybody: the roster's pages and API, feeds, mails and routing all ask here.

An absence (leave, illness, training, other) takes somebody off duty. An appointment in a calendar of their own doesn't:
whoever is on call has meetings too, and an urgent debriefing is led a day or more after it is asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from services.booking.calendar.absences import Absence
from services.booking.directory.model import Supervisor
from services.booking.intervals import without
from services.booking.roster.model import Duty, OnCall
from shared.messages.booking import Interval

Away = Mapping[str, Sequence[Interval]]


def can_cover(supervisor: Supervisor | None) -> bool:
    """Whether somebody counts on call at all."""
    return supervisor is not None and supervisor.active and "debriefing" in supervisor.competences


def away(absences: Iterable[Absence]) -> dict[str, list[Interval]]:
    """When each is away."""
    found: dict[str, list[Interval]] = {}
    for each in absences:
        found.setdefault(each.supervisor_id, []).append(Interval(start=each.start, end=each.end))
    return found


def covering(turns: Iterable[Duty], people: Mapping[str, Supervisor], absent: Away) -> list[Duty]:
    """Those parts of the turns in which whoever has them can come, the first to begin first."""
    found = [
        turn.model_copy(update={"since": left.start, "until": left.end})
        for turn in turns
        if can_cover(people.get(turn.supervisor_id))
        for left in without(turn.slot, absent.get(turn.supervisor_id, ()))
    ]
    return sorted(found, key=lambda duty: (duty.since, duty.backup, duty.supervisor_id))


def there(standing: Iterable[OnCall], people: Mapping[str, Supervisor], absent: Away, at: datetime) -> list[OnCall]:
    """The same for an instant: those of whose turn it is who can come."""
    return [
        each
        for each in standing
        if can_cover(people.get(each.supervisor_id))
        and not any(slot.start <= at < slot.end for slot in absent.get(each.supervisor_id, ()))
    ]


def can_come(who: str, slot: Interval, people: Mapping[str, Supervisor], absent: Away) -> bool:
    """Whether somebody could be on call for all of a time."""
    return can_cover(people.get(who)) and without(slot, absent.get(who, ())) == [slot]


def arisen(gaps: Iterable[Interval], known: Sequence[Interval], until: datetime) -> list[Interval]:
    """What of these gaps, as far as `until`, was none when they were last looked at."""
    looked_at = [Interval(start=gap.start, end=min(gap.end, until)) for gap in gaps if gap.start < until]
    return [left for gap in looked_at for left in without(gap, known)]
