"""The figures, for programs."""

from typing import Any

from fastapi import APIRouter

from services.feedback.reports.attendance import Attendance, Held
from services.feedback.reports.figures import Portion
from services.feedback.reports.reading import read_attendance, read_report, read_summary
from services.feedback.reports.report import Report, Section
from services.feedback.reports.scopes import Scope
from shared.app.service import CurrentApp
from shared.i18n import N_
from shared.web.problems import Problem
from shared.web.security.access import TOKEN_SHOWN

router = APIRouter(tags=["feedback"])


@router.get("/api/summary", dependencies=[TOKEN_SHOWN])
async def summary(app: CurrentApp) -> dict[str, Any]:
    """How debriefings were found helpful, once at least five contacts have answered. The figures change only when as
    many more have: else each answer could be read from them.
    """
    return await read_summary(app)


@router.get("/api/reports", dependencies=[TOKEN_SHOWN])
async def reports(
    app: CurrentApp, organisation: str | None = None, process: str | None = None, supervisor: str | None = None
) -> dict[str, Any]:
    """The report of the network, or of an organisation by its name, a process of it, or a supervisor by their id. Every
    figure is of whole cells of at least `needed` people; what is not shown says why.
    """
    if sum(each is not None for each in (organisation, supervisor)) > 1:
        raise Problem(422, N_("Ask for an organisation or for a supervisor, not for both."))
    scope = _scope(organisation, process, supervisor)
    return {**as_json(await read_report(scope, app)), **_attendance(await read_attendance(scope, app))}


def as_json(report: Report) -> dict[str, Any]:
    """A report as JSON: the same figures as on its page."""
    return {
        "needed": report.needed,
        "questionnaires": [_section(each) for each in report.sections],
        "not_shown": [
            {"questionnaire": each.title.en, "because": each.because, "until": each.until} for each in report.hidden
        ],
    }


def _attendance(found: Attendance) -> dict[str, Any]:
    """Sessions held and agreed, of all and of each process; its themes by how many sessions handled them."""
    return {
        "sessions": _held(found.total),
        "processes": [
            {
                "id": each.process.id,
                "title": each.title,
                "state": each.process.state,
                "sessions": _held(each.sessions),
                "themes": {theme.name: theme.sessions for theme in each.themes},
                "supervisor_says": {"handled": each.closing.handled, "onwards": each.closing.onwards}
                if each.closing
                else None,
            }
            for each in found.courses
        ],
    }


def _held(sessions: Held) -> dict[str, int]:
    return {"held": sessions.held, "agreed": sessions.agreed, "not_held": sessions.not_held, "ahead": sessions.ahead}


def _scope(organisation: str | None, process: str | None, supervisor: str | None) -> Scope:
    if supervisor is not None:
        return Scope("supervisor", supervisor, process=process)
    if organisation is not None:
        return Scope("organisation", organisation, process=process)
    return Scope("network", process=process)


def _section(section: Section) -> dict[str, Any]:
    return {
        "name": section.name,
        "people": section.n,
        "statements": [
            {
                "item": each.item,
                "text": each.text.en,
                "people": each.shown.n,
                "mean": each.shown.mean,
                "spread": each.shown.spread,
                "agreed": _portion(each.shown.agreed),
                "nearly_all_gave": each.shown.nearly,
            }
            for each in section.scales
        ],
        "choices": [
            {
                "item": each.item,
                "text": each.text.en,
                "people": each.n,
                "options": [{"text": row.text.en, **_portion(row.portion)} for row in each.rows],
            }
            for each in section.choices
        ],
    }


def _portion(portion: Portion) -> dict[str, Any]:
    return {"percent": portion.percent, "nearly": portion.nearly}
