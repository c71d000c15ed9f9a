"""Taking supervisors in from a file: sent, looked at row by row, taken in as a whole or not at all."""

import asyncio
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from services.booking.directory import csv_import, csv_reader
from services.booking.directory.csv_cells import MOST_BYTES
from services.booking.directory.handlers import supervisors
from services.booking.directory.handlers.supervisors import NoSuchImportError
from services.booking.directory.imports import Fault, Import
from services.booking.directory.pages import profile_form
from services.booking.directory.store.imports import Imports
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Mistake, Phrase, Text
from shared.web.language import language_of
from shared.web.problems import Problem
from shared.web.security.access import author
from shared.web.stream import stream
from shared.web.validation import sentences

router = APIRouter(prefix="/directory/import", include_in_schema=False)
HERE = "/booking/directory/import"
NO_FILE = N_("Choose a file.")
NO_SUCH_IMPORT = N_("There is no such file any more. Send it again.")
PREVIEWED = 20


@router.get("")
async def show_upload(request: Request, app: CurrentApp) -> Response:
    """Where a file is chosen, and what may be in it."""
    return _upload(request, app)


@router.post("")
async def upload(request: Request, app: CurrentApp) -> Response:
    """Check a file, and show what would come of it."""
    async with request.form(max_files=1, max_fields=5) as form:
        file = form.get("file")
        raw = await file.read(MOST_BYTES + 1) if isinstance(file, UploadFile) else b""
    if not raw:
        return _upload(request, app, NO_FILE)
    try:
        checked = await _checked(raw, app)
    except Mistake as mistake:
        return _upload(request, app, mistake.text)
    return RedirectResponse(f"{HERE}/{checked.id}", 303)


@router.get("/columns.csv")
async def template(request: Request) -> Response:
    """The headings in the reader's language with a row to show how they are filled in."""
    named = {"Content-Disposition": 'attachment; filename="rinnalla.csv"'}
    return Response(csv_reader.template(language_of(request)), media_type="text/csv; charset=utf-8", headers=named)


@router.get("/{import_id}")
async def show_import(import_id: str, request: Request, app: CurrentApp) -> Response:
    """What would come of a file, what is wrong with it, or how far it has come."""
    shown = await _shown(import_id, request, app)
    return app.pages.render(request, "import_shown.html", **shown, **profile_form.choices(request))


@router.get("/{import_id}/live")
async def watch_import(import_id: str, request: Request, app: CurrentApp) -> Response:
    """How far it has come."""
    await _shown(import_id, request, app)

    async def render() -> str:
        return app.pages.fragment(request, "import_progress.html", **await _shown(import_id, request, app))

    return stream(request, app.live, f"import:{import_id}", render, every=0.5)


@router.post("/{import_id}")
async def begin(import_id: str, request: Request, app: CurrentApp) -> Response:
    """Take the file in; said twice it is the same."""
    try:
        await app.run(lambda unit: supervisors.begin_import(unit, import_id, author(request)))
    except NoSuchImportError as unknown:
        raise Problem(404, NO_SUCH_IMPORT) from unknown
    return RedirectResponse(f"{HERE}/{import_id}", 303)


async def _checked(raw: bytes, app: App) -> Import:
    """Read and check off the loop, which urgent messages share. Raises Mistake where it is no such file."""
    read = await asyncio.to_thread(csv_reader.read, raw)
    known = await supervisors.known_in(app.tx, read)
    checked = await asyncio.to_thread(csv_import.checked, lambda: uuid4().hex, read, known, sentences, app.clock())
    await app.run(lambda unit: supervisors.keep_file(unit, checked))
    return checked


async def _shown(import_id: str, request: Request, app: App) -> dict[str, Any]:
    found: Import | None = await Imports(app.tx).find(import_id)
    if found is None:
        raise Problem(404, NO_SUCH_IMPORT)
    return {
        "file": found,
        "done": await Imports(app.tx).progress(import_id),
        "faults": [_told(fault, request, app) for fault in found.faults],
        "preview": found.supervisors[:PREVIEWED],
        "here": f"{HERE}/{import_id}",
    }


def _told(fault: Fault, request: Request, app: App) -> dict[str, Any]:
    """A fault in the reader's language; its column by the heading that the template would have."""
    at = csv_reader.LANGUAGE_ORDER.index(language_of(request))
    text = app.pages.translate(request, Phrase(fault.text, fault.values) if fault.values else fault.text)
    heading = csv_reader.HEADINGS[fault.column][at] if fault.column in csv_reader.HEADINGS else ""
    return {"line": fault.line, "column": heading, "text": text}


def _upload(request: Request, app: App, wrong: Text | None = None) -> Response:
    at = csv_reader.LANGUAGE_ORDER.index(language_of(request))
    return app.pages.render(
        request,
        "import.html",
        status_code=422 if wrong else 200,
        errors=app.pages.translate_all(request, {"file": wrong} if wrong else {}),
        headings={column: headings[at] for column, headings in csv_reader.HEADINGS.items()},
        most_rows=csv_reader.MOST_ROWS,
        here=HERE,
        **profile_form.choices(request),
    )
