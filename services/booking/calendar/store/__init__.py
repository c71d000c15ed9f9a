"""The calendar's documents; a unique index has the last word on every quarter of an hour."""
