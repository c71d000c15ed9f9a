"""Reports as people read them: sentences first, bars that are tables, what isn't shown and why."""

from typing import Any

from fastapi import APIRouter, Request, Response

from services.feedback.network.store import Organisations
from services.feedback.reports.chart import chart
from services.feedback.reports.csv_file import as_csv
from services.feedback.reports.reading import read_attendance, read_report, read_words
from services.feedback.reports.scopes import Scope
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Words
from shared.people.person import Person
from shared.web.problems import Problem

router = APIRouter(tags=["feedback"])
SPREADS: Words = {
    "little": N_("answers close to each other"),
    "some": N_("answers somewhat apart"),
    "much": N_("answers far apart"),
}


@router.get("/reports")
async def list_reports(request: Request, app: CurrentApp) -> Response:
    """Which reports there are for whoever is signed in."""
    person: Person = request.state.person
    names = await Organisations(app.tx).names(person.organisations)
    return app.pages.render(request, "reports.html", person=person, organisations=names)


@router.get("/reports/network")
async def show_network(request: Request, app: CurrentApp, process: str | None = None) -> Response:
    """The whole network's report."""
    return await _report_page(Scope("network", process=process), "network", request, app)


@router.get("/reports/network/figures.csv")
async def download_network(app: CurrentApp, process: str | None = None) -> Response:
    """The same figures as a table."""
    return await _table(Scope("network", process=process), app)


@router.get("/reports/mine")
async def show_mine(request: Request, app: CurrentApp, process: str | None = None) -> Response:
    """What those think whom a supervisor supervises."""
    return await _report_page(_own(request, process), "mine", request, app)


@router.get("/reports/mine/figures.csv")
async def download_mine(request: Request, app: CurrentApp, process: str | None = None) -> Response:
    """The same figures as a table."""
    return await _table(_own(request, process), app)


@router.get("/reports/{organisation}")
async def show_organisation(
    organisation: str, request: Request, app: CurrentApp, process: str | None = None
) -> Response:
    """The report of an organisation, for who orders for it."""
    return await _report_page(await _ordered(organisation, process, request, app), organisation, request, app)


@router.get("/reports/{organisation}/figures.csv")
async def download_organisation(
    organisation: str, request: Request, app: CurrentApp, process: str | None = None
) -> Response:
    """The same figures as a table."""
    return await _table(await _ordered(organisation, process, request, app), app)


async def _report_page(scope: Scope, whose: str, request: Request, app: App) -> Response:
    found = await read_report(scope, app)
    context: dict[str, Any] = {
        "scope": scope,
        "whose": whose,
        "report": found,
        "attendance": await read_attendance(scope, app),
        "words": await read_words(scope, app),
        "chart": chart(found.change) if found.change else None,
        "spreads": SPREADS,
    }
    return app.pages.render(request, "report.html", **context)


async def _table(scope: Scope, app: App) -> Response:
    named = {"Content-Disposition": f'attachment; filename="figures-{scope.kind}.csv"', "Cache-Control": "no-store"}
    return Response(as_csv(await read_report(scope, app)), media_type="text/csv; charset=utf-8", headers=named)


def _own(request: Request, process: str | None) -> Scope:
    return Scope("supervisor", str(request.state.person.supervisor), process=process)


async def _ordered(organisation: str, process: str | None, request: Request, app: App) -> Scope:
    """Problem 404 for one that somebody doesn't order for, the same whether there is such a one or not."""
    person: Person = request.state.person
    names = await Organisations(app.tx).names([organisation]) if organisation in person.organisations else {}
    if organisation not in names:
        raise Problem(404)
    return Scope("organisation", names[organisation], organisation_id=organisation, process=process)
