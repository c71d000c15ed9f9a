"""Structured logs: ids and kinds, never names, addresses, tokens or what happened."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from shared.app.settings import Settings

Event = MutableMapping[str, Any]


def configure(settings: Settings, service: str) -> None:
    """Everything a process says goes through structlog, the libraries' own logging too."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _name_the_service(service),
    ]
    out: Any = structlog.dev.ConsoleRenderer() if settings.log_format == "console" else _JSON
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, out],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level.upper())),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, out],
            foreign_pre_chain=[*shared, structlog.processors.format_exc_info],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # What these say of a lost connection, reconnecting tells better; uvicorn's access log would hold tokens.
    for noisy in ("aio_pika", "aiormq", "pymongo", "uvicorn.access", "faststream"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)


_JSON = structlog.processors.JSONRenderer()


def _name_the_service(service: str) -> structlog.types.Processor:
    def add(_logger: Any, _method: str, event: Event) -> Event:
        event.setdefault("service", service)
        return event

    return add
