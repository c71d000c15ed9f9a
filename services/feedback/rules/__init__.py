"""Feedback's decisions: when to ask, and when a figure may be shown."""
