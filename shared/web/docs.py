"""The API's page: every operation with its fields, drawn here, so that no script of a stranger runs."""

import json
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response

from shared.web.pages import Pages

Json = dict[str, Any]


def router(service: str, pages: Pages) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/docs")
    async def show(request: Request) -> Response:
        app: FastAPI = request.app
        schema = app.openapi()
        return pages.render(request, "docs.html", title=schema["info"]["title"], operations=operations(schema))

    return routes


def operations(schema: Json) -> list[Json]:
    """What can be asked, in the order of its paths."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation.get("summary", ""),
            "description": operation.get("description", ""),
            "needs_token": bool(operation.get("security")),
            "parameters": operation.get("parameters", []),
            "body": _body(operation, schema),
            "answers": {code: each.get("description", "") for code, each in operation.get("responses", {}).items()},
        }
        for path, methods in schema.get("paths", {}).items()
        for method, operation in methods.items()
    ]


def _body(operation: Json, schema: Json) -> str | None:
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return None
    named = {kind: _resolved(each.get("schema", {}), schema, 0) for kind, each in content.items()}
    return json.dumps(named, ensure_ascii=False, indent=2)


def _resolved(part: Any, schema: Json, depth: int) -> Any:
    """References replaced by what they name, as deep as a person reads."""
    if isinstance(part, list):
        return [_resolved(each, schema, depth) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part and depth < 6:
        name = part["$ref"].rsplit("/", 1)[-1]
        return _resolved(schema.get("components", {}).get("schemas", {}).get(name, name), schema, depth + 1)
    return {key: _resolved(each, schema, depth + 1) for key, each in part.items()}
