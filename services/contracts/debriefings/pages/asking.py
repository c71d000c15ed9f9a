"""The page where a debriefing is asked for: few fields, usual answers filled in, nothing typed is ever lost."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from services.contracts.debriefings.handlers.requests import BlockedError, KeyReusedError, TooManyUnconfirmedError
from services.contracts.debriefings.links import Links
from services.contracts.debriefings.model import Debriefing
from services.contracts.debriefings.schemas import TIME_MISSING
from services.contracts.debriefings.store.debriefings import Debriefings
from services.contracts.debriefings.submission import (
    BLOCKED,
    FEW_REQUESTS,
    TOO_MANY,
    WrongFieldsError,
    asker,
    seconds_of,
    take,
)
from services.contracts.debriefings.window import clinical
from services.contracts.network.store import NetworkStore
from services.contracts.organisations.permissions import ordered_by, signed_in
from services.contracts.web import text
from shared.app.service import App, CurrentApp
from shared.fields import address_key, name_key
from shared.finland import Language, is_known, meant_by, municipalities
from shared.i18n import N_, Text
from shared.i18n.form_times import NotATimeError
from shared.tokens import digest
from shared.web.language import language_of

router = APIRouter(prefix="/debriefings", include_in_schema=False)
HERE = "/contracts/debriefings/new"
# Who sends the form twice within so long is asked whether it is another event; the browser remembers for so long.
ASKED, A_WHILE = "asked", timedelta(minutes=30)

BESIDE = ("beside.name", "beside.email", "beside.phone")
# In the order in which the page asks them: errors are listed so.
FIELDS = (
    "telephone.caller",
    "telephone.called_at",
    "incident.kind",
    "incident.occurred_at",
    "incident.description",
    "place.municipality",
    "place.address",
    "place.remote",
    "place.as_written",
    "participants",
    "languages",
    "organisation",
    "contact.name",
    "contact.phone",
    "contact.email",
    "leaders",
    *BESIDE,
    "window.from",
    "window.to",
)
# Where the page shows what is wrong with several fields together.
SHOWN_AT = {"place": "place.municipality", "window": "window.from", "telephone": "telephone.caller"}
# What is said of a field left empty: the list of what to mend then makes sense by itself.
LEFT_EMPTY: dict[str, Text] = {
    "incident.kind": N_("Choose what kind of event it was."),
    "incident.occurred_at": N_("Tell when it happened."),
    "participants": N_("Tell about how many would take part."),
    "organisation": N_("Write the name of the workplace."),
    "beside.name": N_("Write their name."),
    "beside.email": N_("Write their e-mail address."),
    "contact.name": N_("Write your name."),
    "contact.phone": N_("Write your phone number."),
    "contact.email": N_("Write your e-mail address."),
}


@router.get("/new")
async def show_form(request: Request, app: CurrentApp) -> Response:
    """The form; empty, but for what is known of somebody who orders for an organisation."""
    return await _form(request, app, uuid.uuid4().hex, await _filled_in(request, app))


@router.post("/new", dependencies=[FEW_REQUESTS])
async def ask(request: Request, app: CurrentApp) -> Response:
    """Take the request in and show its way; sent twice it is one request."""
    form = await request.form()
    typed = _typed(form)
    key = text(form, "key")[:100] or uuid.uuid4().hex
    if not text(form, "another") and (under_way := await _under_way(request, app, typed, key)) is not None:
        return await _form(request, app, uuid.uuid4().hex, typed, under_way=under_way, status=409)
    try:
        debriefing_id = await take(app, _request(typed, language_of(request), app), f"page:{key}", asker(request))
    except WrongFieldsError as wrong:
        return await _form(request, app, key, typed, in_order(wrong.fields, typed), status=422)
    except KeyReusedError as reused:
        earlier = _status_path(app, reused.debriefing_id)
        return await _form(request, app, uuid.uuid4().hex, typed, earlier=earlier, status=422)
    except BlockedError:
        return await _form(request, app, key, typed, too_many=BLOCKED, status=403)
    except TooManyUnconfirmedError as many:
        page = await _form(request, app, key, typed, too_many=TOO_MANY[many.by], status=429)
        page.headers["Retry-After"] = seconds_of(many.wait)
        return page
    done = RedirectResponse(_status_path(app, debriefing_id), 303)
    asked = f"{Links.of(app.settings).status_token(debriefing_id)}.{digest(key)[:16]}"
    secure = app.settings.public_url.startswith("https:")
    done.set_cookie(ASKED, asked, int(A_WHILE.total_seconds()), path=HERE, httponly=True, samesite="lax", secure=secure)
    return done


async def _under_way(request: Request, app: App, typed: Mapping[str, Any], key: str) -> Debriefing | None:
    """The request that this browser sent a while ago, with the same contact and organisation: sent once more, it would
    wake the same people again. Of anybody else's nothing is told; the same form again is known by its key.
    """
    token, _, sent = request.cookies.get(ASKED, "")[:200].partition(".")
    if sent == digest(key)[:16]:
        return None
    debriefing = await Debriefings(app.tx).by_status_link(digest(token))
    if debriefing is None or debriefing.withdrawn or app.clock() - debriefing.requested_at > A_WHILE:
        return None
    same_contact = address_key(typed["contact.email"]) == address_key(debriefing.contact.email)
    same_workplace = name_key(typed["organisation"]) == name_key(debriefing.organisation)
    return debriefing if same_contact and same_workplace else None


async def _filled_in(request: Request, app: App) -> dict[str, str]:
    """The organisation that is asked for (`?organisation=` its id), or the only one, and who asks."""
    person = signed_in(request)
    if person is None:
        return {}
    theirs = await ordered_by(app.tx, person.email)
    wanted = request.query_params.get("organisation", theirs[0].id if len(theirs) == 1 else "")
    organisation = next((each for each in theirs if each.id == wanted), None)
    contact = organisation.contact_with(person.email) if organisation else None
    if organisation is None or contact is None:
        return {}
    own = {"name": contact.name, "phone": contact.phone or "", "email": contact.email}
    return {"organisation": organisation.name, **{f"contact.{field}": value for field, value in own.items()}}


async def _form(
    request: Request,
    app: App,
    key: str,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, Text] | None = None,
    earlier: str | None = None,
    under_way: Debriefing | None = None,
    too_many: Text | None = None,
    status: int = 200,
) -> Response:
    now, language = app.clock(), language_of(request)
    return app.pages.render(
        request,
        "ask.html",
        status_code=status,
        key=key,
        now=now,
        window=clinical(now, now)[0],
        municipalities=municipalities(cast("Language", language)),
        meant=meant_places(values or {}, errors or {}),
        network=await NetworkStore(app.tx).read(),
        for_caller=asker(request).coordinator,
        values=values or {},
        errors=app.pages.translate_all(request, errors or {}),
        earlier=earlier,
        under_way=under_way,
        under_way_path=_status_path(app, under_way.id) if under_way else None,
        too_many=too_many,
    )


def meant_places(values: Mapping[str, Any], errors: Mapping[str, Text]) -> dict[str, Any] | None:
    """What the page offers where the municipality is none: those that may be meant."""
    typed = str(values.get("place.municipality", "")).strip()
    if "place.municipality" not in errors or not typed or is_known(typed):
        return None
    return {"typed": typed, "names": meant_by(typed)}


def _typed(form: FormData) -> dict[str, Any]:
    """What stands in the form, to be shown again as it is."""
    typed: dict[str, Any] = {name: text(form, name) for name in FIELDS}
    typed["languages"] = [each for each in form.getlist("languages") if isinstance(each, str)]
    typed["place.remote"] = bool(text(form, "place.remote"))
    typed["place.as_written"] = bool(text(form, "place.as_written"))
    if meant := text(form, "place.meant"):
        typed["place.municipality"] = meant
    return typed


def _request(typed: Mapping[str, Any], language: str, app: App) -> dict[str, Any]:
    """The form as the request that the API would be sent."""
    asked: dict[str, Any] = {
        "organisation": typed["organisation"],
        "contact": {
            "name": typed["contact.name"],
            "email": typed["contact.email"],
            "phone": typed["contact.phone"],
            "language": language,
        },
        "incident": {
            "kind": typed["incident.kind"],
            "occurred_at": moment_of(typed["incident.occurred_at"], app),
            "description": typed["incident.description"],
        },
        "place": _place(typed),
        "participants": number_of(typed["participants"]),
        "languages": typed["languages"],
    }
    if typed["telephone.caller"].strip():
        called = moment_of(typed["telephone.called_at"], app)
        asked["telephone"] = {"caller": typed["telephone.caller"], "called_at": called}
    if beside := beside_of(typed, language):
        asked["beside"] = beside
    if typed["leaders"]:
        asked["leaders"] = number_of(typed["leaders"])
    if typed["window.from"] or typed["window.to"]:
        asked["window"] = {name: moment_of(typed[f"window.{name}"], app) for name in ("from", "to")}
    return asked


def beside_of(typed: Mapping[str, Any], language: str) -> dict[str, Any] | None:
    """Who leads beside ours, as typed; None where nothing was."""
    given = {name.removeprefix("beside."): value for name in BESIDE if (value := typed.get(name, "").strip())}
    return {**given, "language": language} if given else None


def _place(typed: Mapping[str, Any]) -> dict[str, Any]:
    if typed["place.remote"]:
        return {"remote": True}
    named = {name: typed[f"place.{name}"].strip() for name in ("municipality", "address")}
    as_written = {"as_written": True} if typed["place.as_written"] else {}
    return {name: given for name, given in named.items() if given} | as_written


def moment_of(typed: str, app: App) -> str:
    """A time of the network's zone with its offset; empty, and so named as wrong, where it is no time."""
    try:
        at: datetime = app.pages.times.from_form(typed)
        return at.isoformat()
    except NotATimeError:
        return ""


def number_of(typed: str) -> int | str:
    return int(typed) if typed.strip().isdecimal() and len(typed) < 10 else typed


def in_order(fields: Mapping[str, Text], typed: Mapping[str, Any]) -> dict[str, Text]:
    """The wrong fields where the page shows them, in its order."""
    shown: dict[str, Text] = {}
    for name, sentence in fields.items():
        at = "languages" if name.startswith("languages") else SHOWN_AT.get(name, name)
        said = N_("Give the day and the time.") if sentence == TIME_MISSING else sentence
        shown.setdefault(at, said if typed.get(at) else LEFT_EMPTY.get(at, said))
    return dict(sorted(shown.items(), key=lambda item: FIELDS.index(item[0]) if item[0] in FIELDS else len(FIELDS)))


def _status_path(app: App, debriefing_id: str) -> str:
    return f"/contracts/debriefings/{Links.of(app.settings).status_token(debriefing_id)}"
