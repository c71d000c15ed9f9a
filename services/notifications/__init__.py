"""Notifications: every message to a person, its text, and the evidence of its delivery."""
