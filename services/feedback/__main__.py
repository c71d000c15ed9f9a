"""Runs feedback alone: `python -m services.feedback`."""

from services.feedback.service import SERVICE
from shared.app.lifecycle import serve

if __name__ == "__main__":
    serve(SERVICE)
