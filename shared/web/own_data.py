"""Pages that every service has: the way to all others, what it keeps about a person, its audit."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse

from shared.app.service import App, CurrentApp
from shared.fields import EmailKey
from shared.i18n import N_
from shared.messages.base import Instant
from shared.messaging.unit_of_work import Unit
from shared.people.audited import Change
from shared.people.person import Person
from shared.people.personal_data import DataSubject, PersonalData
from shared.web.problems import wants_json

Export = Mapping[PersonalData, list[dict[str, list[Any]]]]
ENTRIES = 100
_LATEST = datetime(9999, 1, 1, tzinfo=UTC)


def router(service: str) -> APIRouter:
    """Their routes."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/more")
    async def show_all_pages(request: Request, app: CurrentApp) -> Response:
        return app.pages.render(request, "more.html")

    @routes.get("/me/data")
    async def show_own(request: Request, app: CurrentApp) -> Response:
        person: Person = request.state.person
        subject = DataSubject(email=person.email, name=person.name, supervisor=person.supervisor)
        return _show(request, app, service, subject, await app.run(lambda unit: unit.privacy.export(subject)))

    @routes.post("/people/data")
    async def show_of(
        request: Request,
        app: CurrentApp,
        email: Annotated[EmailKey, Form()],
        supervisor: Annotated[str | None, Form(max_length=64)] = None,
    ) -> Response:
        """Somebody else's, for the coordinator whom they have asked; that it was looked at is written down."""
        looking: Person = request.state.person
        subject = DataSubject(email=email, supervisor=supervisor or None)

        async def look(unit: Unit) -> Export:
            which = [Change(field=N_("Supervisor"), after=subject.supervisor)] if subject.supervisor else []
            unit.audit(looking.email, N_("Looked at all that is kept about a person"), subject.email, which)
            return await unit.privacy.export(subject)

        return _show(request, app, service, subject, await app.run(look))

    @routes.get("/audit")
    async def show_audit(request: Request, app: CurrentApp, before: Instant = _LATEST) -> Response:
        """Who did what, the latest first."""
        entries = await app.run(lambda unit: unit.audit_log.before(before, ENTRIES))
        return app.pages.render(request, "audit.html", entries=entries, more=len(entries) == ENTRIES)

    return routes


def _show(request: Request, app: App, service: str, subject: DataSubject, held: Export) -> Response:
    if wants_json(request) or request.query_params.get("as") == "json":
        body = {kept.collection: documents for kept, documents in held.items()}
        whole = {"service": service, "email": subject.email, "held": _plain(body)}
        named = {"Content-Disposition": f'attachment; filename="rinnalla-{service}.json"'}
        return JSONResponse(whole, headers=named)
    return app.pages.render(request, "held.html", subject=subject, held=held, here=f"/{service}/me/data")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value
