"""Figures of a running service, as Prometheus reads them: what was heard, how long it took, what waits, what is down.

What happens is counted as it happens, in memory; what waits is looked up when somebody asks. No figure names a person,
an organisation or a thing.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from shared.messages.base import Message
from shared.messaging.outbox import Outbox
from shared.messaging.routing import type_name

# Seconds: from a quick message to the half hour in which a debriefing should be confirmed.
QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
PATIENT = (1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 14400, 43200)
LOOK_EVERY = 0.25
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that waits, or is there: `read` counts it by its labels' values when somebody asks."""

    name: str
    says: str
    labels: tuple[str, ...]
    read: Callable[[Any], Awaitable[Mapping[tuple[str, ...], float]]]


@dataclass(frozen=True, slots=True)
class Wait:
    """How long something took that a message tells of, in seconds; None for a message that does not end it."""

    name: str
    says: str
    message: type[Message]
    seconds: Callable[[Any], float | None]


class Metrics:
    """One process's figures of one service."""

    def __init__(self, service: str, figures: tuple[Figure, ...] = (), waits: tuple[Wait, ...] = ()) -> None:
        self.registry = CollectorRegistry()
        self._service = service
        self._figures = {each.name: (each, self._gauge(each.name, each.says, *each.labels)) for each in figures}
        self._waits: dict[type[Message], list[tuple[Wait, Histogram]]] = {}
        for wait in waits:
            timed = Histogram(wait.name, wait.says, ["service"], buckets=PATIENT, registry=self.registry)
            timed.labels(service)
            self._waits.setdefault(wait.message, []).append((wait, timed))
        self._handled = Histogram(
            "rinnalla_message_seconds",
            "How long it took to handle a message, its transaction with it.",
            ["service", "message"],
            buckets=QUICK,
            registry=self.registry,
        )
        self._failed = Counter(
            "rinnalla_messages_failed_total",
            "Messages whose handler failed: tried again, or put aside.",
            ["service", "message"],
            registry=self.registry,
        )
        self._unsent = self._gauge("rinnalla_outbox_rows", "Changes whose messages the broker does not have yet.")
        self._oldest = self._gauge("rinnalla_outbox_oldest_seconds", "The age of the oldest of them.")
        self._late = self._gauge("rinnalla_timers_late", "Timers that are due for more than five seconds.")
        self._parked = self._gauge("rinnalla_parked_messages", "Messages that could not be handled, put aside.")
        self._down = self._gauge("rinnalla_part_down", "Parts of the service that do not run just now.", "part")
        self._ready = self._gauge("rinnalla_ready", "Whether a request that is asked now would be confirmed.")
        self._lag = self._gauge(
            "rinnalla_loop_lag_seconds", "By how much the event loop was late, at worst since asked."
        )
        self._worst = 0.0

    def _gauge(self, name: str, says: str, *labels: str) -> Gauge:
        return Gauge(name, says, ["service", *labels], registry=self.registry)

    @contextmanager
    def handling(self, message: str) -> Iterator[None]:
        """Time what a message's handler takes, and count it where it fails."""
        begun = time.perf_counter()
        try:
            yield
        except Exception:
            self._failed.labels(self._service, message).inc()
            raise
        finally:
            self._handled.labels(self._service, message).observe(time.perf_counter() - begun)

    def said(self, message: Message) -> None:
        """Something was said, and is committed: where it ends a wait, note how long that was."""
        for wait, timed in self._waits.get(type(message), ()):
            if (seconds := wait.seconds(message)) is not None:
                timed.labels(self._service).observe(max(0.0, seconds))

    async def watch(self) -> None:
        """Look at the event loop, again and again: who is called late had to wait for something that held it."""
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(LOOK_EVERY)
            self._worst = max(self._worst, time.perf_counter() - begun - LOOK_EVERY)

    async def shown(self, app: Any, outbox: Outbox, now: datetime, missing: list[str], parked: int | None) -> bytes:
        """Everything, as Prometheus reads it (text format 0.0.4)."""
        service = self._service
        for gauge, name in ((self._unsent, "rows"), (self._oldest, "oldest"), (self._late, "late")):
            gauge.labels(service).set(await _count(outbox, name, now))
        if parked is not None:
            self._parked.labels(service).set(parked)
        self._down.clear()
        for part in missing:
            self._down.labels(service, part).set(1)
        self._ready.labels(service).set(not missing)
        worst, self._worst = self._worst, 0.0
        self._lag.labels(service).set(worst)
        for figure, gauge in self._figures.values():
            await self._read(figure, gauge, app)
        return generate_latest(self.registry)

    async def _read(self, figure: Figure, gauge: Gauge, app: Any) -> None:
        gauge.clear()
        try:
            found = await figure.read(app)
        except Exception as failure:  # noqa: BLE001  # the others are told all the same
            log.warning("a figure can't be read", figure=figure.name, why=type(failure).__name__)
            return
        for labels, value in found.items():
            gauge.labels(self._service, *labels).set(value)


async def _count(outbox: Outbox, what: str, now: datetime) -> float:
    try:
        match what:
            case "rows":
                return await outbox.waiting()
            case "oldest":
                since = await outbox.oldest()
                return (now - since).total_seconds() if since else 0.0
            case _:
                return await outbox.count_late(now)
    except Exception as failure:  # noqa: BLE001  # the store may be away: that is told by what is down
        log.warning("the outbox can't be counted", why=type(failure).__name__)
        return float("nan")


def heard_as(message: type[Message]) -> str:
    """What a message is called in figures."""
    return type_name(message)
