"""Rehearsals over JSON: who was reached by what, and after how long."""

from typing import Any

from fastapi import APIRouter

from services.notifications.channels.store import Wakes
from services.notifications.delivery.log import Log, Search
from services.notifications.drills.reached import reached
from services.notifications.drills.store import Drills
from shared.app.service import CurrentApp
from shared.i18n import N_
from shared.web.problems import Problem
from shared.web.security.access import TOKEN_SHOWN

router = APIRouter(prefix="/api", dependencies=[TOKEN_SHOWN], tags=["network"])


@router.get("/drills/{drill_id}")
async def show(drill_id: str, app: CurrentApp) -> dict[str, Any]:
    """`seconds` after the call each has heard (null: not yet), and each way had it."""
    drill = await Drills(app.tx).of(drill_id)
    if drill is None:
        raise Problem(404, N_("There is no rehearsal with this id, or it is not here yet."))
    mails, wakes = await Log(app.tx).find(Search(about=drill_id)), await Wakes(app.tx).of_about(drill_id)
    people = [
        {
            "name": each.asked.name,
            "email": each.asked.email,
            "seconds": each.seconds,
            "ways": [
                {"name": str(way.name), "state": str(way.state), "failed": way.failed, "seconds": way.seconds}
                for way in each.ways
            ],
        }
        for each in reached(drill, mails, wakes)
    ]
    return {"id": drill.id, "called_at": drill.called_at, "people": people}
