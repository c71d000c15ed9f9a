"""The network's settings, for the coordinator: seen, changed, and who changed them last."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.booking.labels import LANGUAGES
from services.booking.network import handlers
from services.booking.network.handlers import ChangedMeanwhileError, LoweredError
from services.booking.network.model import Network
from services.booking.network.settings import LABELS, ONLY_RAISED
from services.booking.network.store import NetworkStore
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.web.language import language_of
from shared.web.security.access import author
from shared.web.validation import sentences

router = APIRouter(prefix="/settings", include_in_schema=False)
HERE = "/booking/settings"
USUAL_COLOUR = "#0b5c55"
CHANGED_MEANWHILE = N_("Somebody else has changed the settings meanwhile. Look at them below and change them again.")
SHOWN_CHANGES = 10
WAVE_PARTS = ("minutes", "night_minutes", "most")
# Settings that a form gives as the model reads them.
LONGEST = 508
PLAIN = (
    "conflicts",
    "unconfirmed_at_night",
    "length_minutes",
    "day_begins",
    "night_begins",
    "gap_days",
    "fewest_answers",
    "links_days",
    "incident_days",
    "kept_days",
)


@router.get("")
async def show_settings(request: Request, app: CurrentApp) -> Response:
    """The settings as they are."""
    return await _settings_page(request, app, await NetworkStore(app.tx).read())


@router.post("")
async def change_settings(request: Request, app: CurrentApp) -> Response:
    """Save what was changed, all of it or nothing."""
    form = await request.form()
    before = await NetworkStore(app.tx).read()
    typed = _typed(form, before)
    try:
        wanted = Network.model_validate({**before.model_dump(), **_given(typed, before)})
    except ValidationError as failure:
        return await _settings_page(request, app, before, typed, sentences(failure))
    given = {name: getattr(wanted, name) for name in LABELS}
    seen = int(typed["revision"]) if typed["revision"].isdecimal() and len(typed["revision"]) < 10 else -1
    try:
        await app.run(lambda unit: handlers.set_network(unit, given, author(request), seen))
    except LoweredError:
        return await _settings_page(request, app, before, typed, {"fewest_answers": ONLY_RAISED})
    except ChangedMeanwhileError:
        now = await NetworkStore(app.tx).read()
        return await _settings_page(request, app, now, wrong={"": CHANGED_MEANWHILE}, status=409)
    return RedirectResponse(f"{HERE}?saved=yes", 303)


def _typed(form: FormData, before: Network) -> dict[str, Any]:
    """What stands in the form, to be shown again as it is; a field that was not sent at all is as it was."""
    names = [name for name in (*LABELS, "revision") if name not in ("waves", "languages")]
    names += [f"waves.{n}.{part}" for n in range(len(before.waves)) for part in WAVE_PARTS]
    typed: dict[str, Any] = {name: _text(form, name)[:LONGEST] for name in names if name in form}
    return (
        _as_typed(before)
        | {"revision": ""}
        | typed
        | {"languages": [each for each in form.getlist("languages") if isinstance(each, str)][:10]}
    )


def _given(typed: Mapping[str, Any], before: Network) -> dict[str, Any]:
    """The form as settings; what can't be meant is left to be named as wrong."""
    waves = [
        {
            "whom": wave.whom,
            "minutes": _number(typed[f"waves.{n}.minutes"]),
            "most": typed[f"waves.{n}.most"],
            "night_minutes": _number(typed[f"waves.{n}.night_minutes"]) or None,
        }
        for n, wave in enumerate(before.waves)
    ]
    colour = typed["colour"].strip().lower()
    plain = {name: typed[name] for name in PLAIN}
    return plain | {
        "waves": waves,
        "name": typed["name"].strip() or None,
        "phone": typed["phone"].strip() or None,
        "meeting_link": typed["meeting_link"].strip() or None,
        "colour": None if colour in ("", USUAL_COLOUR) else colour,
        "contact_minutes": _number(typed["contact_minutes"]),
        "default_leaders": int(typed["default_leaders"]) if typed["default_leaders"] in ("1", "2") else None,
        "languages": [each for each in ("fi", "sv", "en") if each in typed["languages"]],
    }


def _number(typed: str) -> str:
    """A comma is what people write."""
    return typed.replace(",", ".")


def _as_typed(network: Network) -> dict[str, Any]:
    shown = {name: str(getattr(network, name)) for name in PLAIN}
    waves = {
        f"waves.{n}.{part}": "" if getattr(w, part) is None else f"{getattr(w, part):g}"
        for n, w in enumerate(network.waves)
        for part in WAVE_PARTS
    }
    return {
        **shown,
        **waves,
        "name": network.name or "",
        "phone": network.phone or "",
        "meeting_link": network.meeting_link or "",
        "colour": network.colour or USUAL_COLOUR,
        "contact_minutes": f"{network.contact_minutes:g}",
        "default_leaders": str(network.default_leaders),
        "languages": network.languages,
    }


async def _settings_page(
    request: Request,
    app: App,
    network: Network,
    typed: Mapping[str, Any] | None = None,
    wrong: Mapping[str, Text] | None = None,
    status: int = 422,
) -> Response:
    entries = await app.run(lambda unit: unit.audit_log.of("Changed the network's settings", SHOWN_CHANGES))
    return app.pages.render(
        request,
        "settings.html",
        status_code=status if wrong else 200,
        network=network,
        values=typed or _as_typed(network),
        errors=app.pages.translate_all(request, wrong or {}),
        said_labels=_said_labels(request, app, network),
        saved=not wrong and "saved" in request.query_params,
        usual_name=app.settings.network_name,
        language_names=LANGUAGES[language_of(request)],
        entries=entries,
        here=HERE,
    )


def _said_labels(request: Request, app: App, network: Network) -> dict[str, str]:
    labels = {name: app.pages.translate(request, label) for name, label in LABELS.items()}
    waves = {f"waves.{n}.{part}": labels["waves"] for n in range(len(network.waves)) for part in WAVE_PARTS}
    return labels | waves


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
