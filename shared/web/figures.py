"""Where Prometheus reads a service's figures: with the coordinator's token, since how much happens is nobody else's."""

import hmac
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from shared.i18n import N_
from shared.web.problems import Problem
from shared.web.security.access import bearer

WITH_TOKEN = N_("This is for the network's own monitoring, with the coordinator's token.")


def router(read: Callable[[], Awaitable[bytes]]) -> APIRouter:
    """`/metrics`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/metrics")
    async def metrics(request: Request) -> Response:
        known: tuple[str, ...] = request.app.state.settings.coordinator_tokens
        given = bearer(request).encode()
        if not any(hmac.compare_digest(given, each.encode()) for each in known):
            raise Problem(401, WITH_TOKEN, headers={"WWW-Authenticate": "Bearer"})
        return Response(await read(), media_type=CONTENT_TYPE_LATEST)

    return routes
