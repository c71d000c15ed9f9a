"""Whether a process lives, and whether it is ready: what a request needs, with the names of what is missing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response

from shared.app.readiness import SelfCheck


@dataclass(slots=True)
class Health:
    """What must run for work to be done; each of `parts` names what of it does not run just now."""

    parts: list[Callable[[], list[str]]]
    check: SelfCheck

    def waiting_for(self) -> list[str]:
        return [name for part in self.parts for name in part()]

    async def missing(self) -> list[str]:
        """What keeps a request that is asked now from being confirmed, as far as can be tried out."""
        return self.waiting_for() or await self.check.failing()


def router(health: Health) -> APIRouter:
    """`/health/live` and `/health/ready`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "alive"}

    @routes.get("/health/ready")
    async def ready(response: Response) -> dict[str, Any]:
        waiting = await health.missing()
        response.status_code = 503 if waiting else 200
        return {"status": "waiting" if waiting else "ready", "waiting_for": waiting}

    return routes
