"""What to write down of a change of the network's choices."""

from collections.abc import Mapping

from services.contracts.network.model import Network
from shared.i18n import N_, Msgid, Words
from shared.people.audited import Change

LABELS: Mapping[str, Msgid] = {
    "link_first": N_("The mailed link comes first"),
    "unconfirmed_per_address": N_("Unconfirmed requests in an hour: one e-mail address"),
    "unconfirmed_per_prefix": N_("Unconfirmed requests in an hour: one network"),
    "unconfirmed_per_organisation": N_("Unconfirmed requests in an hour: one organisation"),
    "unconfirmed_in_all": N_("Unconfirmed requests in an hour: in all"),
    "default_leaders": N_("Leaders of a debriefing"),
    "length_minutes": N_("Length of a debriefing (minutes)"),
    "links_days": N_("Links open after a debriefing (days)"),
    "incident_days": N_("What happened is erased after (days)"),
    "kept_days": N_("Requests are kept for (days)"),
    "signing_days": N_("Contracts are to be signed in (days)"),
    "first_reminder_days": N_("A signer is reminded after (days)"),
    "second_reminder_days": N_("A signer is reminded again after (days)"),
    "inquiry_days": N_("Supervisors answer an inquiry within (days)"),
}
_CODES: Mapping[str, Words] = {"link_first": {True: N_("yes"), False: N_("no")}}


def differences(before: Network, after: Network) -> list[Change]:
    """Each choice that differs, from what to what."""
    changed = [name for name in LABELS if getattr(before, name) != getattr(after, name)]
    return [_difference(name, before, after) for name in changed]


def _difference(name: str, before: Network, after: Network) -> Change:
    was, now = getattr(before, name), getattr(after, name)
    if name in _CODES:
        return Change(field=LABELS[name], before=_CODES[name][was], after=_CODES[name][now], coded=True)
    return Change(field=LABELS[name], before=str(was), after=str(now))
