"""The shell's CSS, script and icon: few, small, and kept by browsers as long as they don't change."""

import hashlib
import mimetypes
from pathlib import Path

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

_FOLDER = Path(__file__).parent / "static"
_FILES = {path.name: path.read_bytes() for path in sorted(_FOLDER.iterdir()) if path.is_file()}


def router() -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/static/{name}")
    async def file(name: str) -> Response:
        if name not in _FILES:
            raise HTTPException(404)
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(_FILES[name], media_type=mimetypes.guess_type(name)[0], headers=kept)

    return routes


def address(service: str, name: str) -> str:
    """Where a file is; the address changes with its content."""
    return f"/{service}/static/{name}?{hashlib.sha256(_FILES[name]).hexdigest()[:10]}"
