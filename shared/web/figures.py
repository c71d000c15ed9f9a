"""Where Prometheus reads a service's figures: with the coordinator's token, since how much happens is nobody else's."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST


def router(read: Callable[[], Awaitable[bytes]]) -> APIRouter:
    """`/api/metrics`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/api/metrics")
    async def metrics() -> Response:
        return Response(await read(), media_type=CONTENT_TYPE_LATEST)

    return routes
