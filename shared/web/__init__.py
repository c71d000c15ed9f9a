"""What every page and API of a service stands on: shell, languages, refusals, safety."""

from pathlib import Path

from fastapi import FastAPI

from shared.web import docs, problems, static
from shared.web.pages import Pages
from shared.web.security import safety


def shell_folder() -> Path:
    """Where the shell's own templates and translations are."""
    return Path(__file__).parent


def install(app: FastAPI, service: str, pages: Pages) -> None:
    """Give the service's application its static files, refusals in three languages, and its guards."""
    app.state.pages = pages
    app.include_router(static.router(), prefix=f"/{service}")
    app.include_router(docs.router(service, pages), prefix=f"/{service}")
    problems.install(app, pages)
    safety.install(app, pages)
