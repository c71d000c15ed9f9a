"""Runs notifications alone: `python -m services.notifications`."""

from services.notifications.service import SERVICE
from shared.app.lifecycle import serve

if __name__ == "__main__":
    serve(SERVICE)
