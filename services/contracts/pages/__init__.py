"""Contracts' pages: asking for a debriefing, watching its way, reading what happened."""
