"""Booking alone, for what a whole network is too slow for."""

from tests.booking.conftest import office

__all__ = ["office"]
