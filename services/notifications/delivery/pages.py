"""What was sent: all of it for the coordinator, to be searched; their own for everybody."""

from typing import Annotated, get_args

from fastapi import APIRouter, Query, Request, Response

from services.notifications.delivery.copies import Copies
from services.notifications.delivery.log import KIND_NAMES, SHOWN, STATES, Log, Search, State
from services.notifications.settings import NotificationsSettings
from shared.app.service import App, CurrentApp
from shared.i18n import Text
from shared.messages.base import Instant
from shared.people.person import Person

router = APIRouter(include_in_schema=False)


@router.get("/letters")
async def show_log(
    request: Request,
    app: CurrentApp,
    to: Annotated[str, Query(max_length=254)] = "",
    about: Annotated[str, Query(max_length=64)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    before: Instant | None = None,
) -> Response:
    """Everything that was sent, the latest first, by person, thing and state."""
    wished = next((each for each in get_args(State) if each == state), None)
    search = Search(to=to.strip(), about=about.strip(), state=wished, before=before)
    return await show_letters(request, app, search, own=False)


@router.get("/mine")
async def show_own(request: Request, app: CurrentApp, before: Instant | None = None) -> Response:
    """What was sent to whoever looks."""
    person: Person = request.state.person
    return await show_letters(request, app, Search(to=person.email, before=before), own=True)


async def show_letters(
    request: Request, app: App, search: Search, *, own: bool, refused: Text | None = None
) -> Response:
    """Those that are found, with a sentence on what could not be done."""
    found = await Log(app.tx).find(search)
    values = search.model_dump(exclude={"before"}) | {"state": search.state or ""}
    return app.pages.render(
        request,
        "letters.html",
        422 if refused else 200,
        letters=found[:SHOWN],
        before=found[SHOWN - 1].written_at.isoformat() if len(found) > SHOWN else None,
        values={} if own else values,
        own=own,
        refused=refused,
        again=frozenset() if own else await Copies(app.tx, app.settings).there([each.id for each in found]),
        kinds=KIND_NAMES,
        states=STATES,
        choices=[(each, STATES[each]) for each in get_args(State) if each != "superseding"],
        kept_days=NotificationsSettings.of(app.settings).letters_kept_days,
        copy_days=NotificationsSettings.of(app.settings).letters_resent_days,
    )
