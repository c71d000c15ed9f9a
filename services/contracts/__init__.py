"""Contracts: organisations and their contacts, and what they have ordered; an urgent debriefing to begin with."""
