"""Somebody leaves: all their turns and what is set by hand for them become another's."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.booking.directory.store.supervisors import Directory
from services.booking.roster.coverage import can_cover
from services.booking.roster.handlers import rotations
from services.booking.roster.handlers.shifts import forecast
from services.booking.roster.model import Duty, Rotation
from services.booking.roster.notices import HORIZON
from services.booking.roster.schemas import SetOverride, SetRotation
from services.booking.roster.store import Roster
from shared.messaging.unit_of_work import Unit


class CantTakeOverError(Exception):
    """Whoever is to take over is not active, has no debriefing training, or is the very same."""


@dataclass(frozen=True, slots=True)
class Shifts:
    """What somebody has on the roster: turns in the next eight weeks, the rotations they take turns in, and what was
    set by hand.
    """

    turns: tuple[Duty, ...]
    rotations: tuple[Rotation, ...]
    overrides: tuple[Duty, ...]


async def shifts_of(unit: Unit, who: str) -> Shifts:
    """All of somebody's, whether they can come or not."""
    known = await forecast(unit.tx, unit.now, unit.now + HORIZON, unit.settings.zone)
    holding = [each for each in (await Roster(unit.tx).plan()).rotations if each.until is None or each.until > unit.now]
    standing = {each.id: each for each in holding if who in each.supervisors}
    overrides = await Roster(unit.tx).coming_of(who, unit.now)
    turns = tuple(each for each in known.turns if each.supervisor_id == who)
    return Shifts(turns, tuple(standing.values()), tuple(overrides))


async def hand_over(unit: Unit, who: str, to: str, author: str) -> None:
    """From now on `to` stands wherever `who` would; all concerned are told. Raises CantTakeOverError."""
    found = await Directory(unit.tx).named([to])
    if who == to or not found or not can_cover(found[0]):
        raise CantTakeOverError
    theirs = await shifts_of(unit, who)
    for rotation in theirs.rotations:
        sent = _with(rotation, [to if each == who else each for each in rotation.supervisors])
        await rotations.set_rotation(unit, rotation.id, sent, author)
    for duty in theirs.overrides:
        await rotations.remove_override(unit, duty.id, author)
        await rotations.set_overrides(unit, [_given(duty, to)], author)


def _with(rotation: Rotation, supervisors: Sequence[str]) -> SetRotation:
    given = rotation.model_dump(include={"name", "starts", "hour", "days", "ends", "backup"})
    return SetRotation.model_validate({**given, "supervisors": supervisors, "holds_from": "now"})


def _given(duty: Duty, to: str) -> SetOverride:
    times = {"from": duty.since, "to": duty.until}
    return SetOverride.model_validate({**times, "supervisor": to, "backup": duty.backup, "rotation": duty.rotation_id})
