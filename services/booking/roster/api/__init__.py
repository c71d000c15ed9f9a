"""The roster over JSON."""
