"""What comes in forms and bodies, read by ourselves, and as OpenAPI describes it."""

from typing import Any

import orjson
from fastapi import Request
from pydantic import BaseModel
from starlette.datastructures import FormData

from shared.i18n import N_
from shared.web.problems import Problem


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


def shown(known: BaseModel) -> dict[str, Any]:
    """What is known, as a form shows it."""
    return {name: "" if value is None else value for name, value in known.model_dump().items()}


def body_of(model: type[BaseModel], most: int = 0) -> dict[str, Any]:
    """The body in OpenAPI, or a list of at most `most`; it is read by ourselves, so that every wrong field is named."""
    schema = model.model_json_schema()
    one = _inlined(schema, schema.get("$defs", {}))
    shown = {"anyOf": [one, {"type": "array", "items": one, "maxItems": most}]} if most else one
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": shown}}}}


async def json_of(request: Request) -> Any:
    """What was sent; Problem 422 where it is not JSON."""
    try:
        return orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        raise Problem(422, N_("The body is not JSON that we can read.")) from None


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """A JSON schema with every reference replaced by what it means, as OpenAPI can hold it in place."""
    if isinstance(schema, list):
        return [_inlined(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions)
    return {name: _inlined(each, definitions) for name, each in schema.items() if name != "$defs"}
