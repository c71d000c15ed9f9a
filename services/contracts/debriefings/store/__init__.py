"""Debriefings' documents."""
