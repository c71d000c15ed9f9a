"""Runs booking alone: `python -m services.booking`."""

from services.booking.service import SERVICE
from shared.app.lifecycle import serve

if __name__ == "__main__":
    serve(SERVICE)
