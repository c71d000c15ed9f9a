"""What somebody's details lack for them to be asked at all: told before they join, and on their own page."""

from services.booking.directory.model import Supervisor
from shared.i18n import N_, Text

UNTRAINED = N_("Without debriefing training you are never asked to lead an urgent debriefing, and can't be on call.")
NOWHERE = N_("Without a region, and without work at a distance, you are asked for nothing.")
ONLY_REMOTE = N_("Without a region you are asked only for what is led at a distance.")


def lacking(supervisor: Supervisor) -> dict[str, Text]:
    """What follows from each field that was left empty, by the field."""
    found: dict[str, Text] = {}
    if "debriefing" not in supervisor.competences:
        found["competences"] = UNTRAINED
    if not supervisor.regions:
        found["regions"] = ONLY_REMOTE if supervisor.remote else NOWHERE
    return found
