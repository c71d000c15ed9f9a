"""The web shell, in a real application over HTTP."""
