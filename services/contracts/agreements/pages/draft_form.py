"""The draft's form: each of its parts as the fields that it shows, and what was typed as the terms that it means."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from services.contracts.agreements.checks import Anchor
from services.contracts.agreements.model import Participant, Terms
from services.contracts.web import text

# Which of the terms each part of the form decides.
FIELDS: Mapping[Anchor, tuple[str, ...]] = {
    "parties": ("title", "language", "supervisors", "orderer", "prior_contacts"),
    "form": (
        "form",
        "participants",
        "participants_number",
        "minutes",
        "every_weeks",
        "sessions",
        "months",
        "longest_gap_weeks",
        "trial_sessions",
    ),
    "place": ("first_date", "weekday", "time", "over_holidays", "remote", "place"),
    "price": ("price", "vat", "vat_reason", "payer", "due_days"),
    "cancel": ("free_until_hours", "late_percent", "interruption"),
    "goals": ("goals", "themes", "methods"),
    "evaluation": ("evaluation",),
    "dispute": ("dissatisfaction",),
    "signers": ("participants_sign",),
}
_TICKED = ("over_holidays", "remote", "participants_sign")
_LINES = ("goals", "themes")


def typed(form: FormData, part: Anchor) -> dict[str, Any]:
    """What stands in a part of the form, to be shown again as it is."""
    names = [*FIELDS[part], *(("orderer_name", "orderer_email", "orderer_language") if part == "parties" else ())]
    found: dict[str, Any] = {name: text(form, name) for name in names}
    found |= {name: bool(text(form, name)) for name in names if name in _TICKED}
    if part == "parties":
        found["supervisors"] = [each for each in form.getlist("supervisors") if isinstance(each, str) and each]
    return found


def meant(values: Mapping[str, Any], part: Anchor) -> dict[str, Any]:
    """What was typed, as the API would be sent it."""
    sent = {name: values[name] for name in FIELDS[part] if name not in ("orderer", "participants")}
    sent |= {name: [line for line in values[name].splitlines() if line.strip()] for name in _LINES if name in sent}
    if part == "parties":
        sent["orderer"] = _orderer(values)
    if part == "form":
        sent["participants"] = [_participant(line) for line in values["participants"].splitlines() if line.strip()]
    return sent


def shown(terms: Terms) -> dict[str, Any]:
    """The terms as the form shows them."""
    values = {name: "" if value is None else value for name, value in terms.model_dump(mode="json").items()}
    orderer = terms.orderer
    return {
        **values,
        "supervisors": [each.id for each in terms.supervisors],
        "orderer_name": orderer.name if orderer else "",
        "orderer_email": orderer.email if orderer else "",
        "orderer_language": orderer.language if orderer else terms.language,
        "participants": "\n".join(map(_line, terms.participants)),
        "goals": "\n".join(terms.goals),
        "themes": "\n".join(terms.themes),
        "price": "" if terms.price is None else _decimal(terms.price, 100, terms.language),
        "vat": "" if terms.vat is None else _decimal(terms.vat, 10, terms.language),
    }


def at_fields(errors: Mapping[str, Any]) -> dict[str, Any]:
    """Each sentence at the field that the form shows for it."""
    found: dict[str, Any] = {}
    for name, said in errors.items():
        head, _, rest = name.partition(".")
        found.setdefault(f"orderer_{rest}" if head == "orderer" and rest else head, said)
    return found


def _orderer(values: Mapping[str, Any]) -> dict[str, Any] | None:
    name, email = values["orderer_name"].strip(), values["orderer_email"].strip()
    return {"name": name, "email": email, "language": values["orderer_language"] or "fi"} if name or email else None


def _participant(line: str) -> dict[str, Any]:
    """`Maija Salo, maija@example.org`, or a name alone."""
    name, _, email = line.partition(",")
    return {"name": name.strip(), "email": email.strip(" <>")}


def _line(participant: Participant) -> str:
    return f"{participant.name}, {participant.email}" if participant.email else participant.name


def _decimal(value: int, unit: int, language: str) -> str:
    whole = f"{value / unit:.2f}" if unit == 100 else f"{value / unit:g}"
    return whole if language == "en" else whole.replace(".", ",")
