"""The network's settings changed by a person: what may be, and what to write down of it."""

from collections.abc import Mapping
from typing import Any

from services.booking.network.model import Network, WaveRule
from shared.i18n import N_, Msgid, Words
from shared.messages.base import Instant
from shared.messages.booking import NetworkSet
from shared.people.audited import Change

ONLY_RAISED = N_("This can be raised, never lowered: those who have answered were promised it.")
LABELS: Mapping[str, Msgid] = {
    "name": N_("The network's name"),
    "colour": N_("Colour"),
    "languages": N_("Languages"),
    "waves": N_("Waves"),
    "day_begins": N_("The day begins (hour)"),
    "night_begins": N_("The night begins (hour)"),
    "phone": N_("The network's telephone number"),
    "meeting_link": N_("The network's room for remote debriefings"),
    "contact_minutes": N_("Time to contact the workplace (minutes)"),
    "length_minutes": N_("Length of a debriefing (minutes)"),
    "default_leaders": N_("Leaders of a debriefing"),
    "conflicts": N_("Conflicts of interest"),
    "unconfirmed_at_night": N_("Unconfirmed requests at night"),
    "links_days": N_("Links open after a debriefing (days)"),
    "incident_days": N_("What happened is erased after (days)"),
    "kept_days": N_("Debriefings and swaps are kept for (days)"),
    "gap_days": N_("Notice of a gap in on-call duty (days)"),
    "fewest_answers": N_("Fewest answers for a figure"),
}


# What the codes of a setting are called; any other setting's values are shown as they are.
_CODES: Mapping[str, Words] = {
    "conflicts": {"leave_out": N_("Left out"), "ask": N_("Asked all the same")},
    "unconfirmed_at_night": {"ask": N_("Those on call are asked"), "wait": N_("Wait until the morning")},
}


class LoweredError(Exception):
    """For how many answers a figure is shown can't be lowered."""


def changed(before: Network, given: Mapping[str, Any]) -> Network:
    """The settings with what is given; the next revision, where anything differs. Raises LoweredError."""
    wanted = {name: value for name, value in given.items() if name in LABELS}
    after = before.model_copy(update=wanted)
    if after.fewest_answers < before.fewest_answers:
        raise LoweredError
    return after.model_copy(update={"revision": before.revision + 1}) if after != before else before


def differences(before: Network, after: Network) -> list[Change]:
    """What was changed, from what to what: each setting's label, and its values as they are written."""
    changed = [name for name in LABELS if getattr(before, name) != getattr(after, name)]
    return [_difference(name, getattr(before, name), getattr(after, name)) for name in changed]


def _difference(name: str, was: Any, now: Any) -> Change:
    if name in _CODES:
        words = _CODES[name]
        return Change(field=LABELS[name], before=words[was], after=words[now], coded=True)
    return Change(field=LABELS[name], before=_written(was), after=_written(now))


def announced(network: Network, at: Instant) -> NetworkSet:
    """What the other services must know."""
    return NetworkSet(
        revision=network.revision,
        name=network.name,
        colour=network.colour,
        languages=network.languages,
        default_leaders=network.default_leaders,
        length_minutes=network.length_minutes,
        fewest_answers=network.fewest_answers,
        set_at=at,
        links_days=network.links_days,
        incident_days=network.incident_days,
        kept_days=network.kept_days,
        phone=network.phone,
    )


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(_written(each) for each in value)
    if isinstance(value, WaveRule):
        return f"{value.minutes:g} min × {value.most}"
    return f"{value:g}" if isinstance(value, float) else str(value)
