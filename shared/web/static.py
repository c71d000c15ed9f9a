"""The shell's CSS, script and icon: few, small, and kept by browsers as long as they don't change."""

import hashlib
import mimetypes
from pathlib import Path

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from shared.web import accent

_FOLDER = Path(__file__).parent / "static"
_FILES = {path.name: path.read_bytes() for path in sorted(_FOLDER.iterdir()) if path.is_file()}
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}


def router() -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/colour/{colour}.css")
    async def colours(colour: str) -> Response:
        """The shell in a network's own colour, which the address names."""
        if not accent.HEX.match(f"#{colour}"):
            raise HTTPException(404)
        return Response(accent.style_sheet(f"#{colour}"), media_type="text/css", headers=_KEPT)

    @routes.get("/static/{name}")
    async def file(name: str) -> Response:
        if name not in _FILES:
            raise HTTPException(404)
        return Response(_FILES[name], media_type=mimetypes.guess_type(name)[0], headers=_KEPT)

    return routes


def address(service: str, name: str) -> str:
    """Where a file is; the address changes with its content."""
    return f"/{service}/static/{name}?{hashlib.sha256(_FILES[name]).hexdigest()[:10]}"
