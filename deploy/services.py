"""The services by name."""

import importlib

from shared.app.service import Service

NAMES = ("contracts", "booking", "feedback", "notifications")


def table(name: str) -> Service:
    """One service's table."""
    found: Service = importlib.import_module(f"services.{name}.service").SERVICE
    return found
