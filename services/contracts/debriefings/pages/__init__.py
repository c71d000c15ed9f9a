"""Debriefings' pages: asked for, watched, read by who leads."""
