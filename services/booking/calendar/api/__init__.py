"""The calendar over JSON."""
