"""The form of a supervisor's details: the same for the coordinator, for who is invited, and for oneself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from fastapi import Request, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.booking.directory import hours
from services.booking.directory import labels as words
from services.booking.directory.model import EVERY_DAY, OFFICE, Supervisor
from services.booking.directory.schemas import LABELS, SupervisorRow
from services.booking.labels import LANGUAGES
from shared.fields import phone_as_read
from shared.finland import Language, regions
from shared.i18n import N_, Mistake, Text
from shared.web.language import language_of
from shared.web.pages import Pages
from shared.web.validation import sentences

_LISTS = ("languages", "regions", "competences")
_TICKS = ("remote", "duty_notices")
_LEFT_EMPTY: Mapping[str, Text] = {
    "name": N_("Write the name."),
    "email": N_("Write the e-mail address."),
    "languages": N_("Choose at least one working language."),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that came in: as it was typed, and the row it makes or what is wrong with it. `as_it_is`: whoever sent it
    knows what it lacks.
    """

    typed: Mapping[str, Any]
    row: SupervisorRow | None
    wrong: Mapping[str, Text]
    as_it_is: bool = False


def filled(form: FormData, email: str | None = None) -> Filled:
    """Read a form. `email`: the address where it is not the form's to say."""
    typed: dict[str, Any] = {name: _text(form, name) for name in LABELS if name not in (*_LISTS, *_TICKS)}
    typed |= {name: [each for each in form.getlist(name) if isinstance(each, str)][:50] for name in _LISTS}
    typed |= {name: bool(_text(form, name)) for name in _TICKS}
    wrong: dict[str, Text] = {}
    written = {**typed, "email": email or typed["email"].strip(), "conflicts": typed["conflicts"].splitlines()}
    written["phone"] = typed["phone"].strip() or None
    written["timezone"] = typed["timezone"].strip() or None
    written |= {name: typed[name].strip() or 0 for name in ("travel_before", "travel_after")}
    written["conflicts"] = [line for line in written["conflicts"] if line.strip()]
    for name in ("working_hours", "urgent_hours"):
        try:
            written[name] = hours.parsed(typed[name])
        except Mistake as mistake:
            wrong[name] = mistake.text
            written.pop(name)
    try:
        row = SupervisorRow.model_validate(written)
    except ValidationError as failure:
        return Filled(typed, None, _in_order({**_said(failure, typed), **wrong}))
    return Filled(typed, None if wrong else row, wrong, as_it_is=bool(_text(form, "as_it_is")))


def as_typed(supervisor: Supervisor, language: str) -> dict[str, Any]:
    """A supervisor as their form shows them."""
    known: dict[str, Any] = supervisor.model_dump(include=set(LABELS))
    known["phone"] = phone_as_read(supervisor.phone)
    known["timezone"] = supervisor.timezone or ""
    known["conflicts"] = "\n".join(supervisor.conflicts)
    return known | {
        "working_hours": hours.told(supervisor.working_hours, language),
        "urgent_hours": hours.told(supervisor.urgent_hours, language),
    }


def empty(language: str) -> dict[str, Any]:
    """The usual answers, filled in."""
    return {
        "language": language,
        "languages": [language],
        "regions": [],
        "competences": [],
        "remote": True,
        "duty_notices": True,
        "travel_before": 0,
        "travel_after": 0,
        "timezone": "",
        "working_hours": hours.told(OFFICE, language),
        "urgent_hours": hours.told(EVERY_DAY, language),
    }


def choices(request: Request) -> dict[str, Any]:
    """What the form offers to choose from, in the reader's language."""
    language = cast("Language", language_of(request))
    return {
        "language_names": LANGUAGES[language],
        "region_names": regions(language),
        "competence_names": words.COMPETENCES[language],
        "labels": LABELS,
    }


def _said(failure: ValidationError, typed: Mapping[str, Any]) -> dict[str, Text]:
    found: dict[str, Text] = {}
    for path, text in sentences(failure).items():
        name = path.partition(".")[0]
        found.setdefault(name, _LEFT_EMPTY[name] if name in _LEFT_EMPTY and not typed[name] else text)
    return found


def _in_order(wrong: Mapping[str, Text]) -> dict[str, Text]:
    return {name: wrong[name] for name in (*LABELS, *wrong) if name in wrong}


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def page(
    request: Request,
    pages: Pages,
    typed: Mapping[str, Any],
    wrong: Mapping[str, Text] | None = None,
    **shown: Any,
) -> Response:
    """The form as a page. `shown`: title, here, and what else its template is to know."""
    usual: dict[str, Any] = {"own": False, "lead": None, "inactive": False, "id": None, "joins": False, "lacks": {}}
    labels = {name: pages.translate(request, label) for name, label in LABELS.items()}
    return pages.render(
        request,
        "supervisor.html",
        status_code=422 if wrong else 200,
        values=typed,
        errors=pages.translate_all(request, wrong or {}),
        said_labels=labels,
        saved=not wrong and "saved" in request.query_params,
        **{**usual, **choices(request), **shown},
    )
