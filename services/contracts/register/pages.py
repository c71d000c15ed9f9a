"""The register as a page and as a file, for the coordinator."""

import csv
import io
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.contracts.processes.store import Processes, ProcessSessions
from services.contracts.register.halves import Half, ProcessHalf, rows
from shared.app.service import App, CurrentApp
from shared.i18n import N_

router = APIRouter(include_in_schema=False)
FORM = "demanding"
AT_ONCE = 200
MOST_PROCESSES = 5000
HEADINGS = (
    N_("Half-year"),
    N_("Organisation"),
    N_("Unit"),
    N_("Planned"),
    N_("Past"),
    N_("Held"),
    N_("Not held"),
    N_("Not marked"),
)
HalfAsked = Annotated[str, Query(max_length=10)]


@router.get("/register")
async def show(request: Request, app: CurrentApp, half: HalfAsked = "") -> Response:
    """What was planned and held in a half-year, what is below plan first."""
    asked = _half(half, app)
    found, is_whole = await _read(app, asked)
    return app.pages.render(request, "register.html", half=asked, rows=found, is_whole=is_whole)


@router.get("/register.csv")
async def download(request: Request, app: CurrentApp, half: HalfAsked = "") -> Response:
    """The same as a file (RFC 4180, UTF-8, semicolons as spreadsheets here read them)."""
    asked = _half(half, app)
    found, _ = await _read(app, asked)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([app.pages.translate(request, each) for each in HEADINGS])
    for row in found:
        words = (harmless(row.organisation), harmless(row.unit))
        writer.writerow([asked, *words, row.planned, row.due, row.held, row.not_held, row.unmarked])
    name = f'attachment; filename="register-{asked}.csv"'
    content = "\ufeff" + out.getvalue()
    return Response(content, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


def harmless(text: str) -> str:
    """What a spreadsheet would take for a formula is text."""
    return f"'{text}" if text[:1] in "=+-@\t" else text


def _half(written: str, app: App) -> Half:
    return Half.read(written) or Half.of(app.clock().astimezone(app.settings.zone).date())


async def _read(app: App, half: Half) -> tuple[list[ProcessHalf], bool]:
    """Every process of a demanding field; False where there are more than are read."""
    found: list[ProcessHalf] = []
    after, read = "", 0
    while read < MOST_PROCESSES:
        some = await Processes(app.tx).page(after, AT_ONCE, form=FORM)
        sessions = await ProcessSessions(app.tx).of_all([each.id for each in some])
        found += rows(some, sessions, half, app.clock(), app.settings.zone)
        read += len(some)
        if len(some) < AT_ONCE:
            return _in_order(found), True
        after = some[-1].id
    return _in_order(found), False


def _in_order(found: list[ProcessHalf]) -> list[ProcessHalf]:
    return sorted(found, key=lambda row: (-row.missing, row.organisation.casefold(), row.unit.casefold()))
