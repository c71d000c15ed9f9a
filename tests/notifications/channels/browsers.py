"""Browsers and services that are woken: a receiver on this machine keeps what it gets, and reads what is sealed."""

import base64
from dataclasses import dataclass, field
from typing import Any

import http_ece
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import FastAPI, Request, Response


@dataclass
class Received:
    """One request that a receiver got."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """An HTTP service that answers everything with `status`."""

    status: int = 201
    got: list[Received] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/{path:path}")
        async def take(path: str, request: Request) -> Response:
            self.got.append(Received(f"/{path}", dict(request.headers), await request.body()))
            return Response(status_code=self.status)

        return app


class Browser:
    """What a browser's Push API keeps and tells (RFC 8291)."""

    def __init__(self, endpoint: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._secret = bytes(range(16))
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.subscription = {
            "endpoint": endpoint,
            "expirationTime": None,
            "keys": {"p256dh": _text(point), "auth": _text(self._secret)},
        }

    def read(self, received: Received) -> dict[str, Any]:
        """As a browser decrypts it."""
        clear = http_ece.decrypt(received.body, private_key=self._key, auth_secret=self._secret, version="aes128gcm")
        told: dict[str, Any] = orjson.loads(clear)
        return told


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
