"""Notifications' decisions: who is told what."""
