"""Contracts' decisions: pure functions of what is known."""
