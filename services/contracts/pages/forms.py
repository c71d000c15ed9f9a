"""What comes in a form, as text."""

from typing import Any

from pydantic import BaseModel
from starlette.datastructures import FormData

from services.contracts.model.organisations import Contact, Organisation


def text(form: FormData, name: str) -> str:
    """A field's text; '' where it is missing, or is a file."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def texts(form: FormData, model: type[BaseModel]) -> dict[str, Any]:
    """The fields of `model` as they stand in the form; one that is true or false is true when it is ticked."""
    return {
        name: bool(text(form, name)) if field.annotation is bool else text(form, name)
        for name, field in model.model_fields.items()
    }


def shown(known: Organisation | Contact) -> dict[str, Any]:
    """What is known, as a form shows it."""
    return {name: "" if value is None else value for name, value in known.model_dump().items()}
