"""The directory over JSON. A batch is kept whole or not at all."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from services.booking.batch import MOST_IDS, SavedRows, needs_mending, rows_of
from services.booking.directory.handlers import supervisors
from services.booking.directory.handlers.supervisors import RowsTakenError
from services.booking.directory.schemas import SupervisorRow, shown
from services.booking.directory.store.supervisors import Directory
from shared.app.service import CurrentApp
from shared.i18n import N_
from shared.store.mongo import DuplicateKey
from shared.web.problems import Problem
from shared.web.security.access import TOKEN_SHOWN, author

router = APIRouter(prefix="/api", dependencies=[TOKEN_SHOWN], tags=["network"])


@router.post(
    "/supervisors",
    status_code=201,
    openapi_extra={
        "requestBody": {
            "content": {
                "application/json": {
                    "schema": {
                        "anyOf": [
                            SupervisorRow.model_json_schema(ref_template="#/components/schemas/{model}"),
                            {"type": "array"},
                        ]
                    }
                },
                "application/x-ndjson": {"schema": {"type": "string"}},
            }
        }
    },
)
async def add_supervisors(request: Request, app: CurrentApp) -> SavedRows:
    """Add one supervisor, a JSON list of them, or NDJSON (a supervisor a line) for very many."""
    rows = await rows_of(SupervisorRow, await request.body(), request.headers.get("content-type", ""))
    try:
        put = await supervisors.put(app, rows, author(request))
    except RowsTakenError as other:
        raise needs_mending((f"{n}.email", text) for n, text in list(other.wrong.items())[:MOST_IDS]) from other
    except DuplicateKey as quicker:
        raise Problem(409, N_("Others are changing the directory just now. Try again in a moment.")) from quicker
    return SavedRows.of([each.id for each in put])


@router.get("/supervisors")
async def list_supervisors(
    app: CurrentApp, after: str = "", limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> list[SupervisorRow]:
    """Supervisors by id, a page at a time: ask again with the last one's id as `after`. What is shown here can be sent
    back as it is, and changes nothing.
    """
    return [shown(each) for each in await Directory(app.tx).page(after, limit)]
