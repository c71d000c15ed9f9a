"""Makes as many codes as people are there, and forgets them where there was no session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from services.feedback.codes import qr, spelling
from services.feedback.codes.model import Code, Drawing
from services.feedback.codes.showing import Showing, showing
from services.feedback.codes.store import Codes
from services.feedback.rounds import lifecycle
from services.feedback.rounds.handlers import open_to_codes
from services.feedback.rounds.model import Meeting, Round, RoundVoid
from services.feedback.rounds.store import Meetings, Rounds
from shared.app.service import App
from shared.app.settings import Settings
from shared.i18n import N_
from shared.messaging.unit_of_work import Unit
from shared.people.audited import Change
from shared.store.mongo import Tx
from shared.tokens import digest

# How far back sessions are listed: longer than anybody may answer.
LISTED = timedelta(days=8)


class NotTheirsError(LookupError):
    """There is no such session, or somebody else leads it."""


class NotNowError(Exception):
    """There can't be codes for it: it has not begun, was not held, or is over. `state` says which."""

    def __init__(self, state: Showing) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True, slots=True)
class Shown:
    """A session and how it stands with its codes. `used` only when it is over, None until then."""

    meeting: Meeting
    state: Showing
    round: Round | None = None
    used: int | None = None


async def shown(session_id: str, supervisor: str | None, tx: Tx, app_or_unit: App | Unit) -> Shown:
    """How it stands. Raises NotTheirsError."""
    meeting = await Meetings(tx).meeting(session_id)
    if meeting is None or supervisor is None or supervisor not in meeting.supervisors:
        raise NotTheirsError
    (found,) = await _of_meetings([meeting], tx, app_or_unit)
    if found.state != "over" or found.round is None:
        return found
    return Shown(meeting, found.state, found.round, await Codes(tx).used(found.round.id))


async def recent(supervisor: str, app: App) -> list[Shown]:
    """A supervisor's sessions of late, the latest first."""
    now = app.clock()
    return await _of_meetings(await Meetings(app.tx).led_by(supervisor, now - LISTED, now), app.tx, app)


async def give_codes(unit: Unit, session_id: str, supervisor: str | None, who: str, present: int) -> None:
    """So many codes; more, where there turn out to be more people. Raises NotTheirsError and NotNowError."""
    found = await shown(session_id, supervisor, unit.tx, unit)
    if found.state not in ("count", "open"):
        raise NotNowError(found.state)
    before = found.round.places if found.round else 0
    round_ = await open_to_codes(found.meeting, present, unit)
    if round_.places == before:
        return
    new = [
        Code(key=digest(spelling.code(_secret(unit.settings), round_.id, nth)), round_id=round_.id, until=round_.closes)
        for nth in range(before + 1, round_.places + 1)
    ]
    await Codes(unit.tx).add(new)
    many = Change(field=N_("Codes"), before=str(before or ""), after=str(round_.places))
    unit.audit(who, N_("Gave codes for answering after a session"), found.meeting.organisation, [many])


async def forget_codes(void: RoundVoid, unit: Unit) -> None:
    """Nobody answers about what was not."""
    await Codes(unit.tx).remove_round(void.round.id)


def draw(round_: Round, wanted: Sequence[int], settings: Settings) -> list[Drawing]:
    """These codes of a round as they are shown. Five milliseconds each: a sheet of them is for a thread."""
    return [_drawn(round_, nth, settings) for nth in wanted]


def _drawn(round_: Round, nth: int, settings: Settings) -> Drawing:
    made = spelling.as_shown(spelling.code(_secret(settings), round_.id, nth))
    link = f"{settings.public_url}/feedback/c/{made}"
    size, path = qr.drawn(link)
    return Drawing(nth, link, link.partition("://")[2].removesuffix(made), made, size, path)


async def _of_meetings(meetings: Sequence[Meeting], tx: Tx, app_or_unit: App | Unit) -> list[Shown]:
    now = app_or_unit.now if isinstance(app_or_unit, Unit) else app_or_unit.clock()
    ids = [name(each.id) for each in meetings for name in (lifecycle.pulse_id, lifecycle.codes_id)]
    rounds = await Rounds(tx).rounds(ids)

    def of(meeting: Meeting) -> Shown:
        pulse, codes = rounds.get(lifecycle.pulse_id(meeting.id)), rounds.get(lifecycle.codes_id(meeting.id))
        return Shown(meeting, showing(meeting, pulse, codes, now), codes)

    return [of(each) for each in meetings]


def _secret(settings: Settings) -> str:
    return settings.service_key
