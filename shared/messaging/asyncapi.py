"""What a service consumes, as AsyncAPI."""

from fastapi import APIRouter, Response
from faststream.specification import AsyncAPI

from shared.messaging.broker import Consumer


def router(service: str, consumer: Consumer) -> APIRouter:
    """`/asyncapi.json`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/asyncapi.json")
    async def asyncapi() -> Response:
        return Response(describe(service, consumer).encode(), media_type="application/json")

    return routes


def describe(service: str, consumer: Consumer) -> str:
    """The document, as JSON."""
    found: str = AsyncAPI(consumer.broker, title=f"Rinnalla {service}", version="0.1.0").to_specification().to_json()
    return found
