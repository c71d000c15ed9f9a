"""The services by name."""

import importlib
from typing import Any

from shared.service import Service

NAMES = ("contracts", "booking", "feedback", "notifications")


def table(name: str) -> Service[Any]:
    """One service's table."""
    found: Service[Any] = importlib.import_module(f"services.{name}.service").SERVICE
    return found
