"""Runs contracts alone: `python -m services.contracts`."""

from services.contracts.service import SERVICE
from shared.app.lifecycle import serve

if __name__ == "__main__":
    serve(SERVICE)
