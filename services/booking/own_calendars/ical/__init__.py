"""Reads iCalendar (RFC 5545): what takes somebody's time, or a refusal aloud."""
