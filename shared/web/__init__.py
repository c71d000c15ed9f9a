"""The web shell that every service's pages stand in: look, languages, safety, answers to what went wrong."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from shared.web import problems, safety
from shared.web.pages import Pages


def shell_folder() -> Path:
    """Where the shell's own templates and texts are."""
    return Path(__file__).parent


def install(app: FastAPI, service: str, pages: Pages, bodies: dict[str, int]) -> None:
    """Put the shell around a service; `bodies` allows larger bodies at some addresses (bytes)."""
    problems.install(app, pages)
    app.mount(f"/{service}/static", StaticFiles(directory=shell_folder() / "static"), name="static")
    app.add_middleware(safety.Bodies, pages=pages, allowed=bodies)
    app.add_middleware(safety.SameOrigin, pages=pages)
    app.add_middleware(safety.Headers, secure=pages.secure, docs=f"/{service}/docs")
